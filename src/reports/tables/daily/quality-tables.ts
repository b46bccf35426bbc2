/** Defects, first-pass yield, what is held, and what preceded scrap. */
import type {
  WrittenDefect,
  WrittenFirstPass,
  WrittenHold,
  WrittenProportion,
  WrittenReport,
  WrittenScrapContext,
} from '../../documents/defects.ts';
import {
  type ColumnSpec,
  coded,
  date,
  declareTable,
  instant,
  knownOf,
  minutes,
  pieces,
  ratio,
  type TableSpec,
  text,
} from '../column.ts';
import { placeColumns } from './figure-tables.ts';
import type { TableDocument } from './table-document.ts';

const defects = declareTable<TableDocument, WrittenDefect>('defects', {
  rows: (document) => document.defects?.rows,
  columns: () => [
    text('product', ({ product }) => product),
    text('operation', ({ operation }) => operation),
    pieces('made', ({ made }) => made),
    pieces('scrap', ({ scrap }) => scrap),
    pieces('hold', ({ hold }) => hold),
  ],
});

const firstPass = declareTable<TableDocument, WrittenFirstPass>('first-pass', {
  rows: (document) => document.firstPass,
  columns: () => [
    text('operation', ({ operation }) => operation),
    pieces('made', ({ made }) => made),
    pieces('scrap', ({ scrap }) => scrap),
    pieces('hold', ({ hold }) => hold),
    pieces('rework', ({ rework }) => rework),
    ...ratio<WrittenFirstPass>('firstPassYield', ({ firstPassYield }) => firstPassYield),
  ],
});

type Point = WrittenProportion['points'][number];

/** Of the days before the window too. */
const proportion = declareTable<TableDocument, Point>('proportion', {
  rows: (document) => document.proportion?.points,
  columns: () => [
    date('date', (point) => point.date),
    pieces('made', ({ made }) => made),
    pieces('nonconforming', ({ nonconforming }) => nonconforming),
    ...ratio<Point>('nonconformingRatio', ({ value }) => value),
    { id: 'lowerLimit', type: 'ratio', cell: ({ limits }) => limits?.lower ?? null },
    { id: 'upperLimit', type: 'ratio', cell: ({ limits }) => limits?.upper ?? null },
    text('signals', ({ signals }, { words }) => signals.map((signal) => words.values[signal] ?? signal).join(', ')),
  ],
});

function reportColumns<Row extends WrittenReport>(): readonly ColumnSpec<Row>[] {
  return [
    ...placeColumns<Row>(),
    text('workOrder', ({ workOrder }) => workOrder),
    text('operation', ({ operation }) => operation),
    text('product', ({ product }) => product),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    pieces('completed', ({ completed }) => completed),
    pieces('scrap', ({ scrap }) => scrap),
    pieces('hold', ({ hold }) => hold),
  ];
}

const rework = declareTable<TableDocument, WrittenReport>('rework', {
  rows: (document) => document.rework?.rows,
  columns: () => reportColumns<WrittenReport>(),
});

const openHolds = declareTable<TableDocument, WrittenHold>('open-holds', {
  rows: (document) => document.openHolds?.rows,
  columns: () => [...reportColumns<WrittenHold>(), minutes('ageMs', ({ ageMs }) => ageMs)],
});

const scrapContexts = declareTable<TableDocument, WrittenScrapContext>('scrap-contexts', {
  rows: (document) => document.scrapContexts?.rows,
  columns: () => [
    ...reportColumns<WrittenScrapContext>(),
    text('shift', ({ shift }) => shift),
    minutes('sinceSetupMs', ({ sinceSetupMs }) => knownOf(sinceSetupMs)),
    coded('before', ({ before }) => before),
  ],
});

export const qualityTables: readonly TableSpec<TableDocument>[] = [
  defects,
  firstPass,
  proportion,
  rework,
  openHolds,
  scrapContexts,
];
