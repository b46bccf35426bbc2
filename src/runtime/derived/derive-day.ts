/** What the signals of all units say of one day. */
import { createUnitSignals, type DerivedFacts, listSeries } from '../../analytics/index.ts';
import type { HistorySnapshot } from '../../history/index.ts';
import type { FactTable, Plant } from '../../model/index.ts';
import { hourMs } from '../../time/index.ts';
import { combineFacts } from './combine-facts.ts';
import type { DerivedDay } from './derived-days.ts';
import type { SignalRules, UnitGroup } from './signal-rules.ts';

/** Readings are read for so long at first, longer after few and shorter after many: of 16 tags at 1 Hz, 230,400. */
const firstSliceMs = 4 * hourMs;
/** About as many readings are read at once: more is not faster, and takes more memory. */
const readingsTogether = 262_144;

export interface DayInput {
  readonly plant: Plant;
  readonly snapshot: HistorySnapshot;
  readonly rules: SignalRules;
  readonly day: DerivedDay;
  readonly signal?: AbortSignal;
}

/**
 * Group by group and slice by slice, so that the readings of the plant's day are never in memory together.
 *
 * @throws GembaError `aborted` once the signal is
 */
export async function deriveDay(input: DayInput): Promise<DerivedFacts> {
  const { snapshot, rules, day, signal } = input;
  const gaps = await snapshot.read({ kind: 'gap', window: day.read, ...(signal && { signal }) });
  const derived: DerivedFacts[] = [];
  for (const group of rules.groups) derived.push(...(await deriveGroup(input, group, gaps)));
  return {
    production: combineFacts(
      'production',
      derived.map(({ production }) => production),
    ),
    equipmentState: combineFacts(
      'equipmentState',
      derived.map(({ equipmentState }) => equipmentState),
    ),
  };
}

async function deriveGroup(
  { plant, snapshot, day: { part, read }, signal }: DayInput,
  { units, tags }: UnitGroup,
  gaps: FactTable<'gap'>,
): Promise<DerivedFacts[]> {
  const folds = units.map(({ id }) => createUnitSignals(plant, id));
  const places = tags.map(({ id }) => id);
  let sliceMs = firstSliceMs;
  let { fromAt } = read;
  while (fromAt < read.toAt) {
    const window = { fromAt, toAt: Math.min(fromAt + sliceMs, read.toAt) };
    const readings = await snapshot.read({ kind: 'reading', window, places, ...(signal && { signal }) });
    for (const series of listSeries(readings).values()) for (const fold of folds) fold.add(series);
    if (readings.length * 2 <= readingsTogether) sliceMs *= 2;
    else if (readings.length > readingsTogether) sliceMs /= 2;
    fromAt = window.toAt;
  }
  return folds.map((fold) => fold.derive(part, read.toAt, gaps));
}
