/** States and pieces of a plant's units from their signals, of a whole window at once. */
import type { FactTable, Plant } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { createGapSpans } from '../series/gap-spans.ts';
import { listSeries } from '../series/series.ts';
import { type DerivedFacts, type DerivedPieces, type DerivedState, toFacts } from './signal-facts.ts';
import { UnitFold } from './unit-signals.ts';

export interface DeriveInput {
  readonly plant: Plant;
  /** Work units, in this order. Default: all that have signals, in plant-file order. */
  readonly units?: readonly string[];
  /** Readings of the window, of `signalLeadInMs` before it and of `signalLookAheadMs` after it, in any order of rows. */
  readonly readings: FactTable<'reading'>;
  /** Gaps that touch the time of the readings. */
  readonly gaps: FactTable<'gap'>;
  readonly window: Interval;
  /** Up to when readings are complete, UTC epoch ms; nothing is said from then on. */
  readonly untilAt: number;
}

/**
 * What the sensors of units say, as facts of the kinds that are reported too, of the source `gemba.signals`. It is what
 * `createUnitSignals` gives when it is fed at once, so live and afterwards the same is said.
 *
 * - A reading holds until the next of its tag; of a tag with an expected interval, where the next is not further away,
 *   else for a day at most. Gaps, bad readings and those without a value are unknown time, and nothing is said of it.
 * - States are `equipmentState` facts of the window, clipped to it; the first rule of those that hold wins.
 * - Pieces are `production` facts of an instant, one for each quarter of an hour (UTC), product and order: the last
 *   reading in it that counted some. Their operation is the name of the unit.
 *
 * Pure; the order of rows is of no matter. Windows that meet add up where readings and `untilAt` are the same.
 *
 * @throws GembaError `unknown-name` for equipment that the plant lacks or that has no signals
 * @example deriveFacts({ plant, readings, gaps, window: day, untilAt: nowMs }).production.length
 */
export function deriveFacts({ plant, units, readings, gaps, window, untilAt }: DeriveInput): DerivedFacts {
  const series = listSeries(readings);
  const spans = createGapSpans(gaps);
  const [states, pieces]: [DerivedState[], DerivedPieces[]] = [[], []];
  for (const equipment of units ?? listSignalUnits(plant)) {
    const unit = new UnitFold(plant, equipment);
    for (const tag of unit.tags) {
      const own = series.get(tag);
      if (own !== undefined) unit.add(own);
    }
    const derived = unit.list(window, untilAt, spans);
    states.push(...derived.states);
    pieces.push(...derived.pieces);
  }
  return toFacts(states, pieces);
}

/** Ids of the work units that have signals, in plant-file order. */
export function listSignalUnits({ equipment }: Plant): readonly string[] {
  return equipment.workUnits.filter(({ signals }) => signals !== undefined).map(({ id }) => id);
}
