/** What the next shift takes over, and the shifts beside each other. */
import type { WrittenBoardRow, WrittenProblem, WrittenShiftComparison } from '../../documents/board.ts';
import {
  coded,
  declareTable,
  flag,
  instant,
  integer,
  knownOf,
  minutes,
  number,
  pieces,
  ratio,
  type TableSpec,
  text,
} from '../column.ts';
import { peopleColumns } from './day-tables.ts';
import { placeColumns } from './figure-tables.ts';
import type { TableDocument } from './table-document.ts';

const board = declareTable<TableDocument, WrittenBoardRow>('board', {
  rows: (document) => document.board?.rows,
  columns: () => [
    ...placeColumns<WrittenBoardRow>(),
    coded('state', ({ state }) => state),
    instant('since', ({ since }) => since),
    flag('planned', ({ isPlanned }) => isPlanned),
    text('workOrder', ({ workOrder }) => workOrder),
    text('operation', ({ operation }) => operation),
    text('product', ({ product }) => product),
    pieces('completed', ({ completed }) => completed),
    integer('ordered', ({ ordered }) => knownOf(ordered)),
    integer('remaining', ({ remaining }) => knownOf(remaining)),
    ...peopleColumns<WrittenBoardRow>(({ people }) => people),
  ],
});

const problems = declareTable<TableDocument, WrittenProblem>('problems', {
  rows: (document) => document.board?.problems,
  columns: () => [
    ...placeColumns<WrittenProblem>(),
    coded('kind', ({ kind }) => kind),
    instant('since', ({ since }) => since),
    minutes('lengthMs', ({ lengthMs }) => lengthMs),
    text('reason', ({ reason }) => reason.name ?? reason.code),
    text('workOrder', ({ workOrder }) => workOrder),
  ],
});

const shiftComparison = declareTable<TableDocument, WrittenShiftComparison>('shift-comparison', {
  rows: (document) => document.shiftComparison,
  columns: () => [
    text('shift', ({ shift }) => shift),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    integer('peopleCount', ({ people }) => people),
    pieces('completed', ({ completed }) => completed),
    minutes('baseMs', ({ baseMs }) => baseMs),
    number('completedPerHour', ({ completedPerHour }) => knownOf(completedPerHour)),
    ...ratio<WrittenShiftComparison>('earnedRatio', ({ earnedRatio }) => earnedRatio),
    integer('earlierDays', ({ against }) => against?.days ?? null),
    integer('ahead', ({ against }) => against?.ahead ?? null),
    integer('behind', ({ against }) => against?.behind ?? null),
    coded('judgement', ({ against }) => against?.judgement ?? null),
  ],
});

export const shiftLeadTables: readonly TableSpec<TableDocument>[] = [board, problems, shiftComparison];
