/** Ideal times that were known at an instant, apart from the reports they were learned from. */
import type { Activity } from './activity.ts';
import { createIdealTimes, type LearnedIdealTime } from './ideal-times.ts';

/** What was known at an instant: by product and operation, whether or not that product was ever made. */
export interface LearnedIdealTimes {
  readonly asOfAt: number;
  /** The product's own, else that of the operation (provisional); undefined where too few reports teach it. */
  find(product: string, operation: string): LearnedIdealTime | undefined;
}

/**
 * Learns what `computeFigures` would know at each instant, once and for all products: for who computes the figures of
 * a window over and over, without the years before it.
 *
 * @param activity all reports that started before the last instant
 * @param instants in any order
 * @example learnIdealTimes(activity, [shift.fromAt])[0]?.find('bracket', 'milling')?.ms
 */
export function learnIdealTimes(activity: Activity, instants: readonly number[]): readonly LearnedIdealTimes[] {
  const ascending = [...new Set(instants)].sort((a, b) => a - b);
  const timesAt = createIdealTimes(activity, ascending);
  const learned = new Map(
    ascending.map((asOfAt, index) => {
      const ofOperation = new Map<string, LearnedIdealTime | undefined>();
      const own = new Map<string, Map<string, LearnedIdealTime>>();
      activity.groups.forEach(({ product, operation }, group) => {
        if (!ofOperation.has(operation)) ofOperation.set(operation, timesAt.ofOperation(group, index));
        const ownTime = timesAt.ofGroup(group, index);
        if (ownTime === undefined) return;
        const ofProducts = own.get(operation) ?? new Map<string, LearnedIdealTime>();
        own.set(operation, ofProducts.set(product, ownTime));
      });
      return [
        asOfAt,
        { asOfAt, find: (product, operation) => own.get(operation)?.get(product) ?? ofOperation.get(operation) },
      ] satisfies [number, LearnedIdealTimes];
    }),
  );
  return instants.map((at) => learned.get(at) as LearnedIdealTimes);
}

/** As `computeFigures` looks them up: by group of an activity. */
export function lookupIn(
  { groups }: Activity,
  learned: LearnedIdealTimes,
): (group: number) => LearnedIdealTime | undefined {
  return (group) => {
    const named = groups[group];
    return named === undefined ? undefined : learned.find(named.product, named.operation);
  };
}
