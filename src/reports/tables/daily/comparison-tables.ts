/** Key figures with what they are compared with, losses, findings, weeks. What is compared makes no revision. */

import type { WrittenKnown } from '../../../model/index.ts';
import type {
  WrittenKpi,
  WrittenLoss,
  WrittenUsual,
  WrittenWeek,
  WrittenWeekChange,
} from '../../documents/comparison.ts';
import type { WrittenLossNode } from '../../documents/loss-tree.ts';
import {
  type ColumnSpec,
  coded,
  date,
  declareTable,
  flag,
  instant,
  integer,
  knownOf,
  measure,
  minutes,
  money,
  type TableContext,
  type TableSpec,
  text,
} from '../column.ts';
import type { CellValue, ValueType } from '../table.ts';
import type { TableDocument, TableFinding } from './table-document.ts';

const counts: ReadonlySet<string> = new Set(['finished', 'completed', 'scrap', 'hold']);

/** Key figures of one column have units of their own. */
function typeOfKpi(kpi: string): ValueType {
  if (kpi.endsWith('Ms')) return 'minutes';
  return counts.has(kpi) ? 'pieces' : 'ratio';
}

/** A median of whole pieces need not be whole. */
function cellOf(kpi: string, value: number | null): CellValue {
  const type = typeOfKpi(kpi);
  if (value === null) return null;
  return { type: type === 'pieces' && !Number.isInteger(value) ? 'number' : type, value };
}

function unitOf(kpi: string, { words }: TableContext): string {
  const { minutes: min, percent, pieces } = words.units;
  const type = typeOfKpi(kpi);
  return type === 'minutes' ? min : type === 'pieces' ? pieces : percent;
}

export function usualColumns<Row>(
  type: 'minutes' | 'measure',
  usualOf: (row: Row) => WrittenUsual,
  cell: (row: Row, value: number) => CellValue,
): readonly ColumnSpec<Row>[] {
  const column = (id: 'usualLow' | 'usualMedian' | 'usualHigh', field: 'p10' | 'median' | 'p90'): ColumnSpec<Row> => ({
    id,
    type,
    cell: (row) => {
      const usual = usualOf(row);
      return 'unknown' in usual ? null : cell(row, usual[field]);
    },
  });
  return [
    column('usualLow', 'p10'),
    column('usualMedian', 'median'),
    column('usualHigh', 'p90'),
    integer<Row>('earlierDays', (row) => usualOf(row).count),
  ];
}

const kpis = declareTable<TableDocument, WrittenKpi>('kpis', {
  rows: (document) => document.kpis,
  columns: () => [
    text('kpi', ({ kpi }, { speaker }) => speaker.words.kpis[kpi]),
    text('equipment', ({ equipment }, { speaker }) => equipment?.name ?? speaker.words.labels.plant),
    text('path', ({ equipment }) => equipment?.path ?? null),
    text('unit', ({ kpi }, context) => unitOf(kpi, context)),
    measure('value', ({ kpi, value }) => cellOf(kpi, knownOf(value))),
    measure('low', ({ kpi, value }) => cellOf(kpi, knownOf(value, 'low'))),
    measure('high', ({ kpi, value }) => cellOf(kpi, knownOf(value, 'high'))),
    ...usualColumns<WrittenKpi>(
      'measure',
      ({ usual }) => usual,
      ({ kpi }, value) => cellOf(kpi, value),
    ),
    text('standing', ({ standing }, { speaker }) => speaker.words.labels.standing[standing]),
    measure('target', ({ kpi, target }) => cellOf(kpi, target)),
  ],
});

const losses = declareTable<TableDocument, WrittenLoss>('losses', {
  rows: (document) => document.losses,
  columns: () => [
    text('loss', ({ id }, { speaker }) => speaker.words.lossSteps[id]),
    minutes('lossMs', ({ ms }) => ms),
    ...usualColumns<WrittenLoss>(
      'minutes',
      ({ usualMs }) => usualMs,
      (_, value) => value,
    ),
  ],
});

const lossTree = declareTable<TableDocument, WrittenLossNode>('loss-tree', {
  rows: (document) => document.lossTree,
  columns: () => [
    coded('node', ({ id }) => id),
    coded('parent', ({ parent }) => parent),
    integer('depth', ({ depth }) => depth),
    minutes('lossMs', ({ ms }) => ms),
    { ...minutes<WrittenLossNode>('lossMs', ({ lowMs }) => lowMs), bound: 'low' },
    { ...minutes<WrittenLossNode>('lossMs', ({ highMs }) => highMs), bound: 'high' },
    coded('bigLoss', ({ bigLoss }) => bigLoss),
  ],
});

const moneyColumns: readonly ColumnSpec<TableFinding>[] = [
  money('consequenceMoney', ({ money: of }) => of?.amount ?? null),
  flag('moneyAtLeast', ({ money: of }) => of?.atLeast ?? null),
];

const findings = declareTable<TableDocument, TableFinding>('findings', {
  rows: (document) => document.findings,
  columns: ({ currency }) => [
    text('headline', ({ text: { headline } }) => headline),
    text('equipment', ({ equipment }, { speaker }) => equipment?.name ?? speaker.words.labels.plant),
    text('detail', ({ text: { detail } }) => detail),
    minutes('consequenceMs', ({ consequenceMs }) => consequenceMs),
    ...(typeof currency === 'string' ? moneyColumns : []),
    instant('since', ({ since }) => since),
    text('owner', ({ owner }, { speaker }) => speaker.words.roles[owner]),
    text('decision', ({ needsDecision }, { words }) => (needsDecision ? words.yes : words.no)),
    text('finding', ({ rule }) => rule),
  ],
});

interface WeekValue {
  readonly week: WrittenWeek;
  readonly kpi: string;
  readonly value: WrittenKnown;
}

const weeks = declareTable<TableDocument, WeekValue>('weeks', {
  rows: (document) =>
    document.weeks?.flatMap((week) => Object.entries(week.values).map(([kpi, value]) => ({ week, kpi, value }))),
  columns: () => [
    date('from', ({ week }) => week.from),
    date('to', ({ week }) => week.to),
    text('kpi', ({ kpi }, { speaker }) => (speaker.words.kpis as Readonly<Record<string, string>>)[kpi] ?? kpi),
    text('unit', ({ kpi }, context) => unitOf(kpi, context)),
    measure('value', ({ kpi, value }) => cellOf(kpi, knownOf(value))),
    measure('low', ({ kpi, value }) => cellOf(kpi, knownOf(value, 'low'))),
    measure('high', ({ kpi, value }) => cellOf(kpi, knownOf(value, 'high'))),
  ],
});

const weekChanges = declareTable<TableDocument, WrittenWeekChange>('week-changes', {
  rows: (document) => document.weekChanges,
  columns: () => [
    text('kpi', ({ kpi }, { speaker }) => speaker.words.kpis[kpi]),
    text('unit', ({ kpi }, context) => unitOf(kpi, context)),
    date('since', ({ from }) => from),
    measure('levelBefore', ({ kpi, before }) => cellOf(kpi, before)),
    measure('levelSince', ({ kpi, after }) => cellOf(kpi, after)),
    { id: 'chance', type: 'ratio', cell: ({ p }) => p },
    integer('weekCount', (row) => row.weeks),
  ],
});

export const comparisonTables: readonly TableSpec<TableDocument>[] = [
  kpis,
  losses,
  lossTree,
  findings,
  weeks,
  weekChanges,
];
