/** Finished pieces of a unit, of the reports at the first final operation. */
import type { Interval } from '../../../time/index.ts';
import type { Activity } from '../../activity.ts';
import { createFinishedCounter, type FinishedPieces } from '../../finished.ts';
import type { ElementPart } from './explanation.ts';
import type { UnitContext } from './unit-context.ts';

/** Those that are sure to be finished: what the value counts. */
export function listFinished(activity: Activity, { fromAt, toAt }: Interval): readonly FinishedPieces[] {
  return createFinishedCounter(activity)
    .listIn(fromAt, toAt)
    .filter(({ isSure }) => isSure);
}

export function finishedParts(
  { activity, unit, facts }: UnitContext,
  finished: readonly FinishedPieces[],
): ElementPart[] {
  const { row } = unit.activity.reports;
  return finished.map(({ report, count }) => ({
    kind: 'factPieces',
    fact: facts.placeOf(activity.production, row[report] as number),
    value: count,
  }));
}
