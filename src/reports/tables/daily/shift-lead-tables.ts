/** What the next shift takes over, and the shifts beside each other. */
import type { WrittenBoardRow, WrittenProblem, WrittenShiftComparison } from '../../documents/board.ts';
import type { WrittenProposal, WrittenStopQuestion } from '../../documents/stop-questions.ts';
import {
  type ColumnSpec,
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

/** What the reason may be: the most probable, and the next. */
function proposalColumns(place: number): readonly ColumnSpec<WrittenStopQuestion>[] {
  const proposalOf = ({ mayBe }: WrittenStopQuestion): WrittenProposal | undefined =>
    'unknown' in mayBe ? undefined : mayBe.proposals[place];
  return [
    text(place === 0 ? 'mayBe' : 'orElse', (row) => {
      const reason = proposalOf(row)?.reason;
      return reason === undefined ? null : (reason.name ?? reason.code);
    }),
    {
      id: place === 0 ? 'mayBeRatio' : 'orElseRatio',
      type: 'ratio',
      cell: (row) => proposalOf(row)?.ratio ?? null,
    },
  ];
}

const stopQuestions = declareTable<TableDocument, WrittenStopQuestion>('stop-questions', {
  rows: ({ stopQuestions: asked }) => asked?.questions,
  columns: () => [
    ...placeColumns<WrittenStopQuestion>(),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    integer('stops', ({ stops }) => stops),
    minutes('downMs', ({ downMs }) => downMs),
    text('product', ({ product }) => product),
    ...[0, 1].flatMap((place) => proposalColumns(place)),
  ],
});

export const shiftLeadTables: readonly TableSpec<TableDocument>[] = [board, problems, shiftComparison, stopQuestions];
