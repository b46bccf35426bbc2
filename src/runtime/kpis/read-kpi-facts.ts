/** What KPIs of a span stand on, read of one snapshot. */
import { type Activity, createActivity, unheardOf } from '../../analytics/index.ts';
import type { FactTable } from '../../model/index.ts';
import type { Interval, IntervalSet } from '../../time/index.ts';
import type { ReadDerivedOptions } from '../derived/read-derived.ts';
import type { OpenPlant } from '../open-plant.ts';
import { readWindow } from '../read-window.ts';

export interface KpiFacts {
  readonly activity: Activity;
  readonly gaps: FactTable<'gap'>;
  /** Time in which nobody could have heard of a unit. */
  readonly unheard: (equipment: string) => IntervalSet;
  /** Of all facts. */
  readonly dataFingerprint: string;
}

/**
 * Reads what reports would stand on of the same span: all that is known of before it too, as ideal times are learned of it.
 *
 * @throws GembaError `aborted` once the signal is
 */
export async function readKpiFacts(
  plant: OpenPlant,
  window: Interval,
  options: ReadDerivedOptions = {},
): Promise<KpiFacts> {
  const snapshot = await plant.history.snapshot();
  const facts = await readWindow(plant, snapshot, window, options);
  const { production, equipmentState, gaps, dataFingerprint } = facts;
  const activity = createActivity(plant.plant, production, equipmentState);
  return { activity, gaps, unheard: unheardOf(activity, gaps), dataFingerprint };
}
