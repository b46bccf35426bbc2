/** The demo's calendar, as `semantics.md` words it: planned minutes of its worked machine-days and of the whole log. */
import { compilePlant, plantSchema } from 'gemba/model';
import { durationMs, emptySet, minuteMs, totalMs } from 'gemba/time';
import { describe, expect, test } from 'vitest';
import { demoPlant } from './plants.ts';

const plant = compilePlant(plantSchema.parse(demoPlant));
const plannedMinutes = (name: string, date: string) => {
  const id = plant.equipment.findBySourceName(name)?.id ?? 'missing';
  return totalMs(plant.calendar.plannedIn(id, plant.productionDay(date))) / minuteMs;
};

describe('the demo’s calendar', () => {
  test.each([
    ['2012-02-29', 'Machine 8 - Turning & Milling', 1440, 1440],
    ['2012-02-29', 'Quality Check 1', 1440, 1440],
    ['2012-02-21', 'Machine 9 - Turning & Milling', 1440, 1440],
    ['2012-03-29', 'Machine 3 - Round Grinding', 1380, 1380],
    ['2012-02-17', 'Machine 4 - Turning & Milling', 1440, 360],
    ['2012-03-30', 'Machine 4 - Turning & Milling', 1440, 360],
    ['2012-02-25', 'Machine 4 - Turning & Milling', 1440, 540],
    ['2012-01-17', 'Packing', 1440, 1440],
  ])('on %s plans %s, of a day of %i minutes, for %i', (date, name, day, planned) => {
    expect(durationMs(plant.productionDay(date)) / minuteMs).toBe(day);
    expect(plannedMinutes(name, date)).toBe(planned);
  });

  test('plans nothing for what works on demand', () => {
    expect(plannedMinutes('Oven', '2012-02-29')).toBe(0);
    expect(plant.calendar.plannedIn('oven', plant.productionDay('2012-02-29'))).toBe(emptySet);
  });

  test('has 27 work units and 90 production days of 3,497,580 minutes in all', () => {
    const window = { fromAt: plant.productionDay('2012-01-01').fromAt, toAt: plant.productionDay('2012-03-31').fromAt };
    expect(plant.equipment.workUnits).toHaveLength(27);
    expect((durationMs(window) / minuteMs) * 27).toBe(3_497_580);
  });

  test('plans for the whole log what its weekdays add up to', () => {
    const byWeekday = [1440, 1440, 1440, 1440, 1440, 360, 540]; // 2012-01-01 was a Sunday
    const expected = Array.from({ length: 90 }, (_, day) => byWeekday[day % 7] as number).reduce((a, b) => a + b) - 60;
    const window = { fromAt: plant.productionDay('2012-01-01').fromAt, toAt: plant.productionDay('2012-03-31').fromAt };
    expect(totalMs(plant.calendar.plannedIn('packing', window)) / minuteMs).toBe(expected);
  });

  test('has the night of 29 March as a shift of 11 hours of that date', () => {
    const night = plant.calendar.shifts.findShift('2012-03-29', 'night');
    expect(night && durationMs(night) / minuteMs).toBe(660);
    expect(plant.listShifts(plant.productionDay('2012-03-29')).map(({ name }) => name)).toEqual(['day', 'night']);
  });
});
