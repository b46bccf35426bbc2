/** What a window's figures stand on, read of one snapshot, and worked out. */
import { analyseDay, type DailyAnalysis } from '../analytics/index.ts';
import type { HistorySnapshot } from '../history/index.ts';
import { type FactTable, fingerprintOf, textAt } from '../model/index.ts';
import { type Interval, touches } from '../time/index.ts';
import type { OpenPlant } from './open-plant.ts';
import type { ReportWindow } from './report-window.ts';

export interface AnalysedWindow {
  readonly window: ReportWindow;
  readonly analysis: DailyAnalysis;
  /** Of all facts the analysis stands on. */
  readonly dataFingerprint: string;
  /** Distinct facts by source that touch the window. */
  readonly factCounts: ReadonlyMap<string, number>;
}

/** Reads what a window's figures stand on, of one snapshot, and works them out. */
export async function analyseWindow(
  plant: OpenPlant,
  window: ReportWindow,
  signal?: AbortSignal,
): Promise<AnalysedWindow> {
  const snapshot = await plant.history.snapshot();
  // Never facts from after the window: a report made later from more facts says what it said then.
  const known = { fromAt: firstInstant(snapshot, window.window.fromAt), toAt: window.window.toAt };
  const options = signal === undefined ? {} : { signal };
  const [production, equipmentState, refusals, gaps] = await Promise.all([
    snapshot.read({ kind: 'production', window: known, ...options }),
    snapshot.read({ kind: 'equipmentState', window: known, ...options }),
    snapshot.read({ kind: 'refusal', window: window.window, ...options }),
    snapshot.read({ kind: 'gap', window: window.window, ...options }),
  ]);
  const analysis = analyseDay({
    plant: plant.plant,
    production,
    equipmentState,
    refusals,
    gaps,
    window: window.window,
    ...(window.day === undefined ? {} : { day: window.day }),
    ...(window.shift === undefined ? {} : { shift: window.shift }),
  });
  return {
    window,
    analysis,
    dataFingerprint: fingerprintOf([production, equipmentState, refusals, gaps]),
    factCounts: countBySource([production, equipmentState], window.window),
  };
}

/** Start of the earliest fact, where it lies before the window. */
function firstInstant(snapshot: HistorySnapshot, windowFromAt: number): number {
  const extents = [snapshot.findExtent('production'), snapshot.findExtent('equipmentState')];
  return Math.min(windowFromAt, ...extents.map((extent) => extent?.fromAt ?? windowFromAt));
}

/** Facts of each source that touch the window. */
function countBySource(
  tables: readonly FactTable<'production' | 'equipmentState'>[],
  window: Interval,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { length, columns } of tables)
    for (let i = 0; i < length; i++) {
      const fact = { fromAt: columns.startAt[i] as number, toAt: columns.endAt[i] as number };
      if (!touches(fact, window)) continue;
      const source = textAt(columns.source, i);
      counts.set(source, (counts.get(source) ?? 0) + 1);
    }
  return counts;
}
