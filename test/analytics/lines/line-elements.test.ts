import { evaluate, getKpi, type KpiId, lineElements } from 'gemba/analytics';
import { expect, test } from 'vitest';
import { analyse, minutes, ran, was } from './line-plant.ts';

test('KPIs of lines in the one table are what the analysis says of each line, with its bounds', () => {
  const order = (count: number) => ({ workOrder: 'W', orderCount: count, completedCount: count });
  const options = { idealSeconds: { A: 60, B: 90 } };
  const full = analyse(
    'AB',
    {
      production: [ran('A', 0, 60, order(30)), ran('B', 10, 60, order(30))],
      states: [was('A', 'blocked', 60, 70), was('B', 'idle', 60, 80)],
    },
    minutes(0, 120),
    { ...options, demandCount: 48 },
  );
  const untold = analyse('AB', { production: [ran('B', 10, 60, { completedCount: 6 })] }, minutes(0, 120));
  const table = lineElements([full, untold]);
  const figure = (id: KpiId) => {
    const { value, low, high } = evaluate(getKpi(id).formula, table);
    return [value, low, high].map((column) => [...column]);
  };
  const { oee, wip, leadTimes, pace } = full;
  if (oee.kind === 'unknown' || wip.mean.kind === 'unknown' || leadTimes.meanMs.kind === 'unknown')
    throw new Error('should be known');
  expect(oee.low).toBeLessThan(oee.high);
  expect(figure('lineOee')).toEqual([oee.value, oee.low, oee.high].map((one) => [one, Number.NaN]));
  expect(wip.mean.low).toBeLessThan(wip.mean.high);
  expect(figure('wip')).toEqual(
    [wip.mean.value, wip.mean.low, wip.mean.high].map((one) => [expect.closeTo(one, 10), Number.NaN]),
  );
  expect(figure('leadTime')[0]).toEqual([leadTimes.meanMs.value, Number.NaN]);
  expect(figure('taktTime')[0]).toEqual([(120 * 60_000) / 48, Number.NaN]);
  expect(pace.taktMs).toMatchObject({ value: 150_000 });
  expect(figure('lineOutputRate')[0]?.map((rate) => rate * 3_600_000)).toEqual([15, 3]);
});
