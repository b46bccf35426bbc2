/** Defects, first-pass yield, what is held, and what preceded scrap. */
import type {
  WrittenDefect,
  WrittenFirstPass,
  WrittenHold,
  WrittenProportion,
  WrittenReport,
  WrittenScrapContext,
} from '../../documents/defects.ts';
import type { WrittenDefectRate, WrittenRolledYield } from '../../documents/yields.ts';
import {
  type ColumnSpec,
  coded,
  date,
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

/** Of 28 production days. */
const rolledYield = declareTable<TableDocument, WrittenRolledYield>('rolled-yield', {
  rows: ({ yields }) => yields?.rolled28.rows,
  columns: () => [
    text('product', ({ product }) => product),
    coded('route', ({ route }) => route),
    integer('steps', ({ steps }) => steps.length),
    integer('stepsWithoutPieces', ({ steps }) => steps.filter(({ inspected }) => inspected === 0).length),
    pieces('failed', ({ steps }) => steps.reduce((sum, { failed }) => sum + failed, 0)),
    ...ratio<WrittenRolledYield>('rolledThroughputYield', (row) => row.rolledThroughputYield, { bounds: true }),
    ...ratio<WrittenRolledYield>('normalizedYield', (row) => row.normalizedYield),
    { id: 'atMost', type: 'ratio', cell: ({ atMost }) => atMost },
  ],
});

const rateColumns = (['ppm', 'dpu', 'dpmo'] as const).flatMap((id) => [
  number<WrittenDefectRate>(id, (row) => knownOf(row[id])),
  { ...number<WrittenDefectRate>(id, (row) => knownOf(row[id], 'low')), bound: 'low' as const },
  { ...number<WrittenDefectRate>(id, (row) => knownOf(row[id], 'high')), bound: 'high' as const },
]);

const defectCodes = declareTable<TableDocument, WrittenDefectRate>('defect-codes', {
  rows: ({ yields }) => yields?.defectCodes,
  columns: () => [
    text('defect', ({ name }) => name),
    text('code', ({ code }) => code),
    text('category', ({ category }) => category),
    flag('hasParts', ({ hasParts }) => hasParts),
    pieces('nonconforming', (row) => row.pieces),
    ...rateColumns,
  ],
});

const defectCategories = declareTable<TableDocument, WrittenDefectRate>('defect-categories', {
  rows: ({ yields }) => yields?.defectCategories,
  columns: () => [
    text('category', ({ category }) => category),
    pieces('nonconforming', (row) => row.pieces),
    ...rateColumns,
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
  defectCodes,
  defectCategories,
  firstPass,
  rolledYield,
  proportion,
  rework,
  openHolds,
  scrapContexts,
];
