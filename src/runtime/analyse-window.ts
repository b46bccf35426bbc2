/** What a window's figures stand on, read of one snapshot, and worked out. */
import { analyseDay, type DailyAnalysis, type DerivedFacts } from '../analytics/index.ts';
import { selectRows } from '../ingest/index.ts';
import { type FactTable, fingerprintOf, textAt } from '../model/index.ts';
import type { Provenance } from '../reports/index.ts';
import { type Interval, touches } from '../time/index.ts';
import type { ReadDerivedOptions } from './derived/read-derived.ts';
import type { OpenPlant } from './open-plant.ts';
import { readWindow, windowBasis } from './read-window.ts';
import type { ReportWindow } from './report-window.ts';

export interface AnalysedWindow {
  readonly window: ReportWindow;
  readonly analysis: DailyAnalysis;
  /** Of all facts the analysis stands on. */
  readonly dataFingerprint: string;
  /** What history had of it, as `windowBasis` says. */
  readonly basis: string;
  /** What sensors tell of the window; undefined where no unit has signals. */
  readonly signals: Provenance['signals'] | undefined;
  /** Distinct facts by source that touch the window. */
  readonly factCounts: ReadonlyMap<string, number>;
}

/**
 * Reads what a window's figures stand on, of one snapshot, and works them out.
 *
 * @throws GembaError `aborted` once the signal is
 */
export async function analyseWindow(
  plant: OpenPlant,
  window: ReportWindow,
  options: ReadDerivedOptions = {},
): Promise<AnalysedWindow> {
  const snapshot = await plant.history.snapshot();
  const facts = await readWindow(plant, snapshot, window.window, options);
  const { production, equipmentState, refusals, gaps, derived, dataFingerprint } = facts;
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
    dataFingerprint,
    basis: windowBasis(plant, snapshot, window.window),
    signals: derived && signalsOf(derived, window.window),
    factCounts: countBySource([production, equipmentState], window.window),
  };
}

function signalsOf({ production, equipmentState }: DerivedFacts, window: Interval): AnalysedWindow['signals'] {
  const tables = [selectTouching(production, window), selectTouching(equipmentState, window)] as const;
  return { factCount: tables[0].length + tables[1].length, fingerprint: fingerprintOf(tables) };
}

function selectTouching<K extends 'production' | 'equipmentState'>(
  table: FactTable<K>,
  window: Interval,
): FactTable<K> {
  return selectRows(table, listTouching(table, window));
}

/** Facts of each source that touch the window. */
function countBySource(
  tables: readonly FactTable<'production' | 'equipmentState'>[],
  window: Interval,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const table of tables)
    for (const row of listTouching(table, window)) {
      const source = textAt(table.columns.source, row);
      counts.set(source, (counts.get(source) ?? 0) + 1);
    }
  return counts;
}

function listTouching({ length, columns }: FactTable<'production' | 'equipmentState'>, window: Interval): number[] {
  const rows: number[] = [];
  for (let i = 0; i < length; i++)
    if (touches({ fromAt: columns.startAt[i] as number, toAt: columns.endAt[i] as number }, window)) rows.push(i);
  return rows;
}
