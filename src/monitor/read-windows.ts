/** Reads what live figures stand on from one state of history. */
import { createActivity, learnIdealTimes, listSeries, type Series } from '../analytics/index.ts';
import type { HistorySnapshot } from '../history/index.ts';
import { type Equipment, emptyTable, type FactTable, type Plant, textAt } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import { type ReportedFact, type ReportedKind, reportedFactAt } from './held-facts.ts';
import { KnownReports } from './known-reports.ts';
import type { WindowsAt } from './live-windows.ts';
import { readingsWindow } from './sensor-window.ts';
import { signalTagsOf } from './signal-reading.ts';
import type { WindowIdealTimes } from './unit-facts.ts';

export interface ReadUnits {
  /** By equipment id. */
  readonly reported: ReadonlyMap<string, readonly ReportedFact[]>;
  /** By tag. */
  readonly readings: ReadonlyMap<string, Series>;
  readonly gaps: FactTable<'gap'>;
}

/** Facts of some units that touch the hull, and their sensors' readings as far back as they may hold. */
export async function readUnits(
  snapshot: HistorySnapshot,
  units: readonly Equipment[],
  hull: Interval,
  signal: AbortSignal,
): Promise<ReadUnits> {
  const reported = new Map<string, ReportedFact[]>(units.map(({ id }) => [id, []]));
  const tags = [...new Set(units.flatMap((unit) => signalTagsOf(unit)))];
  if (units.length === 0) return { reported, readings: new Map(), gaps: emptyTable('gap') };
  const places = units.map(({ id }) => id as string);
  const window = readingsWindow(hull);
  const [production, equipmentState, readings, gaps] = await Promise.all([
    snapshot.read({ kind: 'production', window: hull, places, signal }),
    snapshot.read({ kind: 'equipmentState', window: hull, places, signal }),
    tags.length === 0 ? emptyTable('reading') : snapshot.read({ kind: 'reading', window, places: tags, signal }),
    tags.length === 0 ? emptyTable('gap') : snapshot.read({ kind: 'gap', window, signal }),
  ]);
  for (const table of [production, equipmentState] as readonly FactTable<ReportedKind>[])
    for (let i = 0; i < table.length; i++)
      reported.get(textAt(table.columns.equipment, i))?.push(reportedFactAt(table, i));
  return { reported, readings: listSeries(readings), gaps };
}

/** Which reports ideal times are learned from: all that began before the later window did. */
export function teachingWindow(snapshot: HistorySnapshot, { day, shift }: WindowsAt): Interval {
  const toAt = Math.max(day.fromAt, shift?.fromAt ?? day.fromAt);
  return { fromAt: Math.min(toAt, snapshot.findExtent('production')?.fromAt ?? toAt), toAt };
}

/** What all of history before the windows teaches of ideal times. */
export async function readIdealTimes(
  snapshot: HistorySnapshot,
  plant: Plant,
  windows: WindowsAt,
  signal: AbortSignal,
): Promise<WindowIdealTimes> {
  const window = teachingWindow(snapshot, windows);
  const production =
    window.fromAt < window.toAt
      ? await snapshot.read({ kind: 'production', window, signal })
      : emptyTable('production');
  const activity = createActivity(plant, production, emptyTable('equipmentState'));
  const { day, shift } = windows;
  const [ofDay, ofShift] = learnIdealTimes(activity, [day.fromAt, shift?.fromAt ?? day.fromAt]);
  return { day: ofDay, shift: ofShift, reports: new KnownReports(production) } as WindowIdealTimes;
}
