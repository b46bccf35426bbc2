/** What KPIs of a span stand on, read of one snapshot. */
import { createActivity, type KpiFacts, unheardOf } from '../../analytics/index.ts';
import type { FactTable } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { ReadDerivedOptions } from '../derived/read-derived.ts';
import type { OpenPlant } from '../open-plant.ts';
import { readWindow } from '../read-window.ts';

export interface PlantKpiFacts extends Required<KpiFacts> {
  readonly gaps: FactTable<'gap'>;
  /** Of all facts. */
  readonly dataFingerprint: string;
}

/**
 * Reads what a report of the same span would stand on: all that is known of before it too, as ideal times are learned of it.
 *
 * @throws GembaError `aborted` once the signal is
 */
export async function readKpiFacts(
  plant: OpenPlant,
  window: Interval,
  options: ReadDerivedOptions = {},
): Promise<PlantKpiFacts> {
  const snapshot = await plant.history.snapshot();
  const { production, equipmentState, gaps, dataFingerprint } = await readWindow(plant, snapshot, window, options);
  const unheard = unheardOf(createActivity(plant.plant, production, equipmentState), gaps);
  return { plant: plant.plant, production, equipmentState, gaps, unheard, dataFingerprint };
}
