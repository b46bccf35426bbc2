/** A unit computed by itself, from the facts that touch a window, against the walk over the whole log. */
import fc from 'fast-check';
import {
  computeFigures,
  createActivity,
  createUnitCalculation,
  learnIdealTimes,
  lookupIn,
  sumUnitFigures,
  visitIdealTimes,
} from 'gemba/analytics';
import { expect, it } from 'vitest';
import { isOnDemand, jobShop, logTables } from '../support/job-shop.ts';
import { plainRows } from '../support/plain-log.ts';

const tables = logTables();
const activity = createActivity(jobShop, tables.production, tables.equipmentState);
const first = jobShop.productionDay('2012-01-20').fromAt;
const last = jobShop.productionDay('2012-03-31').fromAt;

it('has the same figures of a window as in the walk over all units and all of history', () => {
  const instant = fc.integer({ min: first, max: last });
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: 30 * 3_600_000 }), (fromAt, lengthMs) => {
      const window = { fromAt, toAt: fromAt + lengthMs };
      const whole = computeFigures(activity, [window])[0];
      const [learned] = learnIdealTimes(activity, [fromAt]);
      const touching = logTables(
        plainRows.filter(({ start, end }) => start * 60_000 < window.toAt && end * 60_000 >= fromAt),
      );
      const units = jobShop.equipment.workUnits.map((unit) => {
        const own = createActivity(jobShop, touching.production, touching.equipmentState, [unit]);
        expect(own.units.map(({ equipment }) => equipment.id)).toEqual([unit.id]);
        const figuresIn = createUnitCalculation(own, own.units[0] as (typeof own.units)[0], window);
        return figuresIn(window, lookupIn(own, learned as NonNullable<typeof learned>));
      });
      expect(units).toEqual(whole?.units);
      expect(whole?.plant).toMatchObject(sumUnitFigures(jobShop, units));
    }),
    { numRuns: 25 },
  );
});

it('looks up what a walk over all instants knows, for every product, also of an operation it was never seen at', () => {
  const instants = [last, first, (first + last) / 2];
  const learned = learnIdealTimes(activity, instants);
  expect(learned.map(({ asOfAt }) => asOfAt)).toEqual(instants);
  const ascending = instants.toSorted((a, b) => a - b);
  let known = 0;
  visitIdealTimes(activity, ascending, (index, lookup) => {
    const times = learned.find(({ asOfAt }) => asOfAt === ascending[index]);
    activity.groups.forEach(({ product, operation }, group) => {
      expect(times?.find(product, operation)).toEqual(lookup(group));
      if (lookup(group) !== undefined) known++;
    });
  });
  expect(known).toBeGreaterThan(500);
  const { operation = '' } = plainRows.find(({ resource }) => !isOnDemand(resource)) ?? {};
  expect(learned[0]?.find('a product nobody made', operation)).toMatchObject({ provisional: true });
  expect(learned[0]?.find('a product nobody made', 'an operation nobody did')).toBeUndefined();
});
