/** Downtime, reliability, and planned against done. */
import type { WrittenPlace } from '../../documents/parts.ts';
import type {
  WrittenDowntime,
  WrittenPlannedOutcome,
  WrittenReliability,
  WrittenWeekSpan,
} from '../../documents/reliability.ts';
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
  type TableSpec,
  text,
} from '../column.ts';
import { placeColumns } from './figure-tables.ts';
import type { TableDocument } from './table-document.ts';

const downtimeColumns: readonly ColumnSpec<WrittenDowntime>[] = [
  ...placeColumns<WrittenDowntime>(),
  text('reason', ({ reason }) => reason.name ?? reason.code),
  text('code', ({ reason }) => reason.code),
  flag('planned', ({ isPlanned }) => isPlanned),
  integer('stops', ({ stops }) => stops),
  minutes('downMs', ({ downMs }) => downMs),
];

const downtime = declareTable<TableDocument, WrittenDowntime>('downtime', {
  rows: (document) => document.downtime,
  columns: () => downtimeColumns,
});
const downtime28 = declareTable<TableDocument, WrittenDowntime>('downtime-28', {
  rows: (document) => document.downtime28,
  columns: () => downtimeColumns,
});

const reliability = declareTable<TableDocument, WrittenReliability>('reliability', {
  rows: (document) => document.reliability,
  columns: () => [
    ...placeColumns<WrittenReliability>(),
    integer('failures', ({ now }) => now.failures),
    integer('repairs', ({ now }) => now.repairs),
    minutes('runMs', ({ now }) => now.runMs),
    minutes('timeBetweenFailuresMs', ({ now }) => knownOf(now.timeBetweenFailuresMs)),
    minutes('timeToRepairMs', ({ now }) => knownOf(now.timeToRepairMs)),
    coded('trend', ({ trend }) => trend),
  ],
});

const plannedOutcomes = declareTable<TableDocument, WrittenPlannedOutcome>('planned-outcomes', {
  rows: (document) => document.plannedOutcomes,
  columns: () => [
    ...placeColumns<WrittenPlannedOutcome>(),
    text('title', ({ title }) => title),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    minutes('plannedDownMs', ({ plannedDownMs }) => plannedDownMs),
    minutes('runMs', ({ runMs }) => runMs),
    coded('outcome', ({ outcome }) => outcome),
  ],
});

interface DownDay extends WrittenPlace {
  readonly date: string;
  readonly downMs: number | null;
}

const downDays = declareTable<TableDocument, DownDay>('down-days', {
  rows: ({ downDays: days }) =>
    days?.units.flatMap(({ path, name, downMs }) =>
      days.dates.map((day, i) => ({ path, name, date: day, downMs: downMs[i] ?? null })),
    ),
  columns: () => [
    ...placeColumns<DownDay>(),
    date('date', (row) => row.date),
    minutes('downMs', ({ downMs }) => downMs),
  ],
});

interface DownWeek extends WrittenPlace, WrittenWeekSpan {
  readonly downMs: number | null;
}

const downWeeks = declareTable<TableDocument, DownWeek>('down-weeks', {
  rows: ({ downWeeks: of }) =>
    of?.units.flatMap(({ path, name, downMs }) =>
      of.weeks.map(({ from, to }, i) => ({ path, name, from, to, downMs: downMs[i] ?? null })),
    ),
  columns: () => [
    ...placeColumns<DownWeek>(),
    date('from', ({ from }) => from),
    date('to', ({ to }) => to),
    minutes('downMs', ({ downMs }) => downMs),
  ],
});

export const maintenanceTables: readonly TableSpec<TableDocument>[] = [
  downtime,
  downtime28,
  reliability,
  plannedOutcomes,
  downDays,
  downWeeks,
];
