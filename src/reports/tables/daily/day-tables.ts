/** What happened in the day: stops, pieces, people, states; and what the figures stand on. */
import type { WrittenCompleteness, WrittenProvenance } from '../../documents/common.ts';
import type { WrittenPieces, WrittenPlannedStop, WrittenTimeline } from '../../documents/day.ts';
import type { WrittenWindow } from '../../documents/parts.ts';
import type { WrittenPeople } from '../../documents/people.ts';
import type { WrittenStaffing } from '../../documents/shift-lead.ts';
import {
  type ColumnSpec,
  pieces as count,
  declareTable,
  flag,
  instant,
  integer,
  minutes,
  type TableSpec,
  text,
} from '../column.ts';
import { placeColumns } from './figure-tables.ts';
import type { TableDocument, TableStop } from './table-document.ts';

/** The labels that the document holds, which are those the audience may see. */
export function peopleColumns<Row>(peopleOf: (row: Row) => WrittenPeople | undefined): readonly ColumnSpec<Row>[] {
  return [
    text('people', (row) => peopleOf(row)?.labels.join(', ') ?? null),
    integer('peopleCount', (row) => peopleOf(row)?.count ?? null),
  ];
}

const stops = declareTable<TableDocument, TableStop>('stops', {
  rows: (document) => document.stops,
  columns: () => [
    ...placeColumns<TableStop>(),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    minutes('lengthMs', ({ lengthMs }) => lengthMs),
    text('reason', ({ reason }) => reason.name ?? reason.code),
    text('code', ({ reason }) => reason.code),
    text('workOrder', ({ workOrder }) => workOrder),
    text('operation', ({ operation }) => operation),
    text('product', ({ product }) => product),
    ...peopleColumns<TableStop>(({ reportedBy }) => reportedBy),
    text('file', ({ source }) => source.file),
    integer('line', ({ source }) => source.line),
  ],
  row: {
    id: ({ path, from, reason }) => `${path}/${from}/${reason.code}`,
    name: ({ name, from }) => `${name}, ${from.slice(11, 16)}`,
  },
});

const plannedStops = declareTable<TableDocument, WrittenPlannedStop>('planned-stops', {
  rows: (document) => document.plannedStops,
  columns: () => [
    ...placeColumns<WrittenPlannedStop>(),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    text('title', ({ title }) => title),
    text('reason', ({ reason }) => reason),
  ],
});

const piecesColumns: readonly ColumnSpec<WrittenPieces>[] = [
  ...placeColumns<WrittenPieces>(),
  text('product', ({ product }) => product),
  text('operation', ({ operation }) => operation),
  count('completed', ({ completed }) => completed),
  count('scrap', ({ scrap }) => scrap),
  count('hold', ({ hold }) => hold),
];

const pieces = declareTable<TableDocument, WrittenPieces>('pieces', {
  rows: (document) => document.pieces,
  columns: () => piecesColumns,
  row: {
    id: ({ path, product, operation }) => JSON.stringify([path, product, operation]),
    name: ({ name, product, operation }) => `${name}, ${product}, ${operation}`,
  },
});
/** Both are choices of the rows of `pieces`, whose figures make the revision. */
const scrap = declareTable<TableDocument, WrittenPieces>('scrap', {
  rows: (document) => document.scrap,
  columns: () => piecesColumns,
});
const holds = declareTable<TableDocument, WrittenPieces>('holds', {
  rows: (document) => document.holds,
  columns: () => piecesColumns,
});

const staffing = declareTable<TableDocument, WrittenStaffing>('staffing', {
  rows: (document) => document.staffing,
  columns: () => [
    text('shift', ({ shift }) => shift),
    ...placeColumns<WrittenStaffing>(),
    ...peopleColumns<WrittenStaffing>(({ people }) => people),
  ],
});

interface StateRow extends WrittenWindow {
  readonly unit: WrittenTimeline;
  readonly state: 'run' | 'setup' | 'down' | 'wait';
}

const states = declareTable<TableDocument, StateRow>('states', {
  rows: (document) =>
    document.timeline?.flatMap((unit) =>
      (['run', 'setup', 'down', 'wait'] as const)
        .flatMap((state) => unit[state].map(({ from, to }): StateRow => ({ unit, state, from, to })))
        .sort((a, b) => Date.parse(a.from) - Date.parse(b.from)),
    ),
  columns: () => [
    text('equipment', ({ unit }) => unit.name),
    text('path', ({ unit }) => unit.path),
    text('state', ({ state }, { speaker }) => speaker.words.labels.states[state]),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    minutes('lengthMs', ({ from, to }) => Date.parse(to) - Date.parse(from)),
  ],
});

const sources = declareTable<TableDocument, WrittenProvenance['sources'][number]>('sources', {
  rows: (document) => document.provenance.sources,
  columns: () => [
    text('source', ({ id }) => id),
    text('kind', ({ kind }) => kind),
    integer('facts', ({ factCount }) => factCount),
  ],
});

const gaps = declareTable<TableDocument, WrittenCompleteness['gaps'][number]>('gaps', {
  rows: (document) => document.completeness.gaps,
  columns: () => [
    text('source', ({ source }) => source),
    text('tag', ({ tag }) => tag),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    text('cause', ({ cause }) => cause),
    integer('lost', ({ lostCount }) => lostCount),
    flag('recovered', ({ recovered }) => recovered),
  ],
});

export const dayTables: readonly TableSpec<TableDocument>[] = [
  stops,
  plannedStops,
  pieces,
  scrap,
  holds,
  staffing,
  states,
];
export const trustTables: readonly TableSpec<TableDocument>[] = [sources, gaps];
