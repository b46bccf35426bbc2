import { type ElementId, evaluate, kpis, listKpis } from 'gemba/analytics';
import { compileKpiSettings } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { type WorkedExample, workedExamples } from './worked-examples.ts';

function figureOf(kpi: (typeof kpis)[number], elements: WorkedExample['elements']): number | undefined {
  const columns = Object.fromEntries(
    (Object.entries(elements) as [ElementId, number][]).map(([id, value]) => [id, Float64Array.of(value)]),
  );
  return evaluate(kpi.formula, { length: 1, columns, freedoms: [] }).value[0];
}

describe('a worked example by hand', () => {
  test.each(kpis.map((kpi) => [kpi.id, workedExamples[kpi.id].source, kpi] as const))(
    'is what %s gives (%s)',
    (id, _, kpi) => {
      const { elements, expected } = workedExamples[id];
      expect(figureOf(kpi, elements)).toBeCloseTo(expected, 10);
      expect(expected).toBeGreaterThanOrEqual(kpi.min ?? Number.NEGATIVE_INFINITY);
      expect(expected).toBeLessThanOrEqual(kpi.max ?? Number.POSITIVE_INFINITY);
    },
  );

  test('of the capability of a process whose mean lies outside its limits is below 0', () => {
    const cpk = kpis.find(({ id }) => id === 'criticalProcessCapabilityIndex');
    // (20 − 23) / (3 × 2)
    expect(cpk && figureOf(cpk, { USL: 20, LSL: 8, MEAN: 23, SIGMA: 2 })).toBe(-0.5);
  });
});

describe('the divisor of a mean time', () => {
  const meanOf = (id: string, settings: Parameters<typeof compileKpiSettings>[0]) => {
    const kpi = listKpis(compileKpiSettings(settings)).find((one) => one.id === id);
    return kpi && figureOf(kpi, { TBF: 20_000, TTF: 20_000, TTR: 20, FE: 5 });
  };

  test('is the number of failures, as IBM works it out: 20,000 hours with 5 failures are 4,000 each', () => {
    expect(meanOf('mtbf', { mtbfDivisor: 'failures' })).toBe(4_000);
    expect(meanOf('mttf', { mttfDivisor: 'failures' })).toBe(4_000);
    expect(meanOf('mttr', { mttrDivisor: 'failures' })).toBe(4);
  });

  test('is one more where the plant says so, each for itself', () => {
    expect(meanOf('mtbf', { mtbfDivisor: 'failures-and-one' })).toBe(20_000 / 6);
    expect(meanOf('mttf', { mttfDivisor: 'failures-and-one' })).toBe(20_000 / 6);
    expect(meanOf('mttr', { mttrDivisor: 'failures-and-one' })).toBe(20 / 6);
    expect(meanOf('mtbf', { mttrDivisor: 'failures-and-one', mtbfDivisor: 'failures' })).toBe(4_000);
  });
});
