/** What the signals of all units say of one day. */
import { createUnitSignals, type DerivedFacts, listSeries } from '../../analytics/index.ts';
import type { HistorySnapshot } from '../../history/index.ts';
import type { FactTable, Plant } from '../../model/index.ts';
import { hourMs } from '../../time/index.ts';
import { combineFacts } from './combine-facts.ts';
import type { DerivedDay } from './derived-days.ts';
import type { SignalRules, UnitGroup } from './signal-rules.ts';

/** Readings are read for so long at once; of 16 tags at 1 Hz these are 230,400. Longer is not faster, and takes more memory. */
const sliceMs = 4 * hourMs;

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
  for (let fromAt = read.fromAt; fromAt < read.toAt; fromAt += sliceMs) {
    const window = { fromAt, toAt: Math.min(fromAt + sliceMs, read.toAt) };
    const readings = await snapshot.read({ kind: 'reading', window, places, ...(signal && { signal }) });
    for (const series of listSeries(readings).values()) for (const fold of folds) fold.add(series);
  }
  return folds.map((fold) => fold.derive(part, read.toAt, gaps));
}
