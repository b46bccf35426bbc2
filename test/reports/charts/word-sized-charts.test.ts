import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type RangeBarData,
  type RangeBarOptions,
  rangeBar,
  type SparklineOptions,
  sparkline,
} from '../../../src/reports/charts/index.ts';
import { palette } from '../../../src/reports/theme.ts';
import { anyKnownValue, anySeries, anyUsual } from './arbitraries.ts';
import { numberOf, readSvg, withClass } from './svg-reading.ts';

const words = { title: 'OEE', description: 'OEE of 28 days.', empty: 'OEE is not known on any of these days.' };
const sparkOptions: SparklineOptions = {
  width: 118,
  idPrefix: 'spark',
  labels: { period: 'Day', value: 'OEE', unknown: 'unknown', periodAt: (index) => `day ${index}` },
  formatValue: (value) => value.toFixed(2),
};
const rangeOptions: RangeBarOptions = {
  width: 118,
  idPrefix: 'range',
  labels: {
    measure: 'OEE',
    value: 'value',
    low: 'low',
    high: 'high',
    usual: 'usual',
    target: 'target',
    unknown: 'unknown',
  },
  formatValue: (value) => value.toFixed(2),
  domain: [0, 1],
};
const range: RangeBarData = {
  ...words,
  value: 0.71,
  low: 0.69,
  high: 0.74,
  usual: { median: 0.6, p10: 0.5, p90: 0.7 },
  target: 0.8,
  tone: 'good',
};

describe('sparkline', () => {
  test('gaps are hatched, the band lies behind, the last point has the tone', () => {
    const data = {
      ...words,
      values: [1, 2, undefined, 3, 2],
      usual: { median: 2, p10: 1.5, p90: 2.5 },
      tone: 'bad' as const,
    };
    const chart = sparkline(data, sparkOptions);
    const elements = readSvg(chart.svg);
    expect(withClass(elements, 'gap')).toHaveLength(1);
    expect(withClass(elements, 'hatch')).toHaveLength(1);
    expect(withClass(elements, 'usual')).toHaveLength(1);
    expect(withClass(elements, 'last')[0]?.attributes['fill']).toBe(palette.bad);
    expect(chart.table.rows[2]).toEqual(['day 2', 'unknown']);
  });

  test('where the last day is unknown there is no last point', () => {
    expect(withClass(readSvg(sparkline({ ...words, values: [1, undefined] }, sparkOptions).svg), 'last')).toEqual([]);
  });

  test('where no day is known it is one hatched field and the sentence is the alternative text', () => {
    const chart = sparkline({ ...words, values: [undefined, undefined] }, sparkOptions);
    expect(withClass(readSvg(chart.svg), 'gap')).toHaveLength(1);
    expect(chart.description).toBe(words.empty);
  });

  test('without any day it is the sentence given', () => {
    const [text] = readSvg(sparkline({ ...words, values: [] }, { ...sparkOptions, width: 400 }).svg).filter(
      (element) => element.name === 'text',
    );
    expect(text?.content).toBe(words.empty);
  });

  test('for any series the line stays inside', () => {
    fc.assert(
      fc.property(anySeries, anyUsual(anyKnownValue), (values, usual) => {
        const chart = sparkline({ ...words, values, usual }, { ...sparkOptions, width: 400 });
        const elements = readSvg(chart.svg);
        const path = withClass(elements, 'series')[0]?.attributes['d'] ?? '';
        const coordinates = path.match(/-?[\d.]+/g)?.map(Number) ?? [];
        coordinates.forEach((each, index) => {
          expect(each).toBeGreaterThanOrEqual(0);
          expect(each).toBeLessThanOrEqual(index % 2 === 0 ? 400 : 24);
        });
      }),
    );
  });
});

describe('rangeBar', () => {
  test('value, bounds, band, median and target share one scale', () => {
    const elements = readSvg(rangeBar(range, rangeOptions).svg);
    const x = (value: number): number => 5 + value * 108;
    expect(
      numberOf(
        elements.find((element) => element.name === 'circle'),
        'cx',
      ),
    ).toBeCloseTo(x(0.71), 1);
    const [bounds] = withClass(elements, 'bounds');
    expect([numberOf(bounds, 'x1'), numberOf(bounds, 'x2')]).toEqual([
      expect.closeTo(x(0.69), 1),
      expect.closeTo(x(0.74), 1),
    ]);
    const [band] = withClass(elements, 'usual');
    expect(numberOf(band, 'x')).toBeCloseTo(x(0.5), 1);
    expect(numberOf(band, 'width')).toBeCloseTo(x(0.7) - x(0.5), 1);
    expect(withClass(elements, 'target')[0]?.attributes['fill']).toBe(palette.paper);
  });

  test('an exact value has no bounds, an unknown one is hatched and named', () => {
    expect(withClass(readSvg(rangeBar({ ...words, value: 0.5 }, rangeOptions).svg), 'bounds')).toEqual([]);
    const unknown = rangeBar({ ...words, value: undefined }, rangeOptions);
    expect(withClass(readSvg(unknown.svg), 'gap')).toHaveLength(1);
    expect(unknown.description).toBe(words.empty);
    expect(unknown.table.rows[0]).toEqual(['value', 'unknown']);
  });

  test('the table has bounds, usual range and target', () => {
    expect(rangeBar(range, rangeOptions).table.rows).toEqual([
      ['value', '0.71'],
      ['low', '0.69'],
      ['high', '0.74'],
      ['usual', '0.60 (0.50 – 0.70)'],
      ['target', '0.80'],
    ]);
  });

  test('for any figures every mark stays inside', () => {
    const optional = fc.option(anyKnownValue, { nil: undefined });
    fc.assert(
      fc.property(optional, anyUsual(anyKnownValue), optional, (value, usual, target) => {
        const { domain: _, ...withoutDomain } = rangeOptions;
        const elements = readSvg(rangeBar({ ...words, value, usual, target }, withoutDomain).svg);
        for (const rect of elements.filter((element) => element.name === 'rect')) {
          expect(numberOf(rect, 'x') + numberOf(rect, 'width')).toBeLessThanOrEqual(118.01);
        }
        for (const dot of elements.filter((element) => element.name === 'circle')) {
          expect(numberOf(dot, 'cx')).toBeGreaterThanOrEqual(5);
          expect(numberOf(dot, 'cx')).toBeLessThanOrEqual(113);
        }
      }),
    );
  });
});
