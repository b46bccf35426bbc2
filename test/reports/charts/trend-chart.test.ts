import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TrendData, type TrendOptions, trendChart } from '../../../src/reports/charts/index.ts';
import { anyKnownValue, anyLabel, anySeries, anyUsual, anyWidth } from './arbitraries.ts';
import { labelBoxes, misplacedLabels, numberOf, readSvg, withClass } from './svg-reading.ts';

const options: TrendOptions = {
  width: 330,
  idPrefix: 'oee',
  labels: {
    period: 'Week',
    value: 'OEE',
    low: 'low',
    high: 'high',
    usual: 'usual',
    target: 'target',
    unknown: 'unknown',
  },
  formatValue: (value) => `${Math.round(value * 100)} %`,
};
const values = [0.5, 0.6, undefined, undefined, 0.7, 0.65];
const data: TrendData = {
  title: 'OEE',
  description: 'OEE by week.',
  empty: 'OEE is not known in any week.',
  points: values.map((value, index) => ({ label: `W ${index}`, value, low: value, high: value && value + 0.05 })),
  lastLabel: '65 % (65–70)',
  usual: { median: 0.6, p10: 0.55, p90: 0.68 },
  target: 0.75,
};

describe('trendChart', () => {
  test('the line is broken at a gap, and the gap is one hatched field as wide as its periods', () => {
    const elements = readSvg(trendChart(data, options).svg);
    const [path] = withClass(elements, 'series');
    expect(path?.attributes['d']?.match(/M/g)).toHaveLength(2);
    const gaps = withClass(elements, 'gap');
    expect(gaps).toHaveLength(1);
    expect(withClass(elements, 'hatch')).toHaveLength(1);
    const dots = elements.filter((element) => element.name === 'circle').map((dot) => numberOf(dot, 'cx'));
    expect(numberOf(gaps[0], 'width')).toBeCloseTo(2 * ((dots[1] ?? 0) - (dots[0] ?? 0)), 1);
  });

  test('points, band, bounds and target share one scale', () => {
    const elements = readSvg(trendChart(data, { ...options, domain: [0, 1] }).svg);
    const dots = elements.filter((element) => element.name === 'circle');
    const y = (value: number): number => 130 - value * 122;
    expect(dots.map((dot) => numberOf(dot, 'cy'))).toEqual(
      [0.5, 0.6, 0.7, 0.65].map((value) => expect.closeTo(y(value), 1)),
    );
    const [band] = withClass(elements, 'usual');
    expect(numberOf(band, 'y')).toBeCloseTo(y(0.68), 1);
    expect(numberOf(band, 'height')).toBeCloseTo(y(0.55) - y(0.68), 1);
    const [target] = withClass(elements, 'target');
    expect(numberOf(target, 'y') + numberOf(target, 'height') / 2).toBeCloseTo(y(0.75), 1);
    const [whisker] = withClass(elements, 'bounds');
    expect([numberOf(whisker, 'y1'), numberOf(whisker, 'y2')]).toEqual([
      expect.closeTo(y(0.55), 1),
      expect.closeTo(y(0.5), 1),
    ]);
  });

  test('the last point is the largest and its value stands beside it in bold', () => {
    const elements = readSvg(trendChart(data, options).svg);
    const radii = elements.filter((element) => element.name === 'circle').map((dot) => numberOf(dot, 'r'));
    expect(Math.max(...radii.slice(0, -1))).toBeLessThan(radii.at(-1) ?? 0);
    const label = elements.find((element) => element.content === data.lastLabel);
    expect(label?.attributes['font-weight']).toBe('600');
  });

  test('the last period always has its name, however many there are', () => {
    const points = Array.from({ length: 52 }, (_, index) => ({ label: `week of day ${index}`, value: index % 7 }));
    const labels = labelBoxes(readSvg(trendChart({ ...data, points }, options).svg)).map((box) => box.label);
    expect(labels).toContain('week of day 51');
  });

  test('the word for unknown stands in a field that has room for it, clear of the target', () => {
    const points = [0.5, undefined, undefined, undefined, 0.6].map((value, index) => ({ label: `${index}`, value }));
    for (const target of [0.41, 0.9]) {
      const elements = readSvg(trendChart({ ...data, points, target }, { ...options, domain: [0.4, 1] }).svg);
      const box = labelBoxes(elements).find((each) => each.label === 'unknown');
      const [line] = withClass(elements, 'target');
      const [top, bottom] = [numberOf(line, 'y'), numberOf(line, 'y') + 3];
      expect((box?.bottom ?? 0) < top || (box?.top ?? 0) > bottom).toBe(true);
    }
  });

  test('a change is a line between two points with its words above, and stands in the table', () => {
    const changes = [{ beforeIndex: 1, label: 'second shift' }];
    const labels = { ...options.labels, change: 'Changed' };
    const chart = trendChart({ ...data, changes }, { ...options, labels });
    const elements = readSvg(chart.svg);
    const [change] = withClass(elements, 'change');
    const dots = elements.filter((element) => element.name === 'circle');
    const middle = (numberOf(dots[0], 'cx') + numberOf(dots[1], 'cx')) / 2;
    expect(numberOf(change, 'x1')).toBeCloseTo(middle, 1);
    const words = labelBoxes(elements).find((box) => box.label === 'second shift');
    for (const dot of dots) expect(words?.bottom ?? 999).toBeLessThan(numberOf(dot, 'cy'));
    expect(chart.table.columns.at(-1)).toBe('Changed');
    expect(chart.table.rows.map((row) => row.at(-1))).toEqual(['', 'second shift', '', '', '', '']);
  });

  test('a change outside the points is left out, one before the first stands beside it', () => {
    const at = (beforeIndex: number): number =>
      withClass(readSvg(trendChart({ ...data, changes: [{ beforeIndex, label: '' }] }, options).svg), 'change').length;
    expect([at(-1), at(0), at(5), at(6)]).toEqual([0, 1, 1, 0]);
  });

  test('the table has every period, with gaps named', () => {
    const { table } = trendChart(data, options);
    expect(table.rows[0]).toEqual(['W 0', '50 %', '50 %', '55 %']);
    expect(table.rows[2]).toEqual(['W 2', 'unknown', 'unknown', 'unknown']);
  });

  test('one point stands in the middle', () => {
    const elements = readSvg(trendChart({ ...data, points: data.points.slice(0, 1) }, options).svg);
    expect(elements.filter((element) => element.name === 'circle')).toHaveLength(1);
    expect(misplacedLabels(elements)).toEqual([]);
  });

  test('figures of an axis that read the same stand once', () => {
    const points = [0.5001, 0.5002].map((value) => ({ label: 'w', value }));
    const svg = trendChart({ ...data, points, usual: undefined, target: undefined, lastLabel: '' }, options).svg;
    expect(labelBoxes(readSvg(svg)).filter((box) => box.label === '50 %')).toHaveLength(1);
  });

  test.each([[[]], [[{ label: 'W 1', value: undefined }]]])(
    'without a known value it is the sentence given (%j)',
    (points) => {
      const texts = readSvg(trendChart({ ...data, points }, options).svg).filter((element) => element.name === 'text');
      expect(texts.map((element) => element.content)).toEqual([data.empty]);
    },
  );

  test('for any data no label touches another or runs out, and every point lies inside', () => {
    fc.assert(
      fc.property(
        anySeries,
        fc.array(anyLabel, { minLength: 1, maxLength: 8 }),
        anyUsual(anyKnownValue),
        fc.option(anyKnownValue, { nil: undefined }),
        anyWidth,
        fc.integer({ min: 90, max: 300 }),
        fc.array(fc.record({ beforeIndex: fc.integer({ min: -1, max: 42 }), label: anyLabel }), { maxLength: 5 }),
        (series, labels, usual, target, width, height, changes) => {
          const name = (index: number): string => labels[index % labels.length] ?? '';
          const points = series.map((value, index) => ({ label: name(index), value }));
          const sized = {
            ...options,
            labels: { ...options.labels, unknown: name(3), usual: name(1), target: name(2) },
            width,
            height,
          };
          const chart = trendChart(
            { ...data, points, usual, target, changes, lastLabel: name(0) },
            { ...sized, formatValue: (value) => value.toLocaleString('en', { maximumFractionDigits: 3 }) },
          );
          const elements = readSvg(chart.svg);
          expect(misplacedLabels(elements)).toEqual([]);
          for (const dot of elements.filter((element) => element.name === 'circle')) {
            expect(numberOf(dot, 'cx')).toBeLessThanOrEqual(width);
            expect(numberOf(dot, 'cy')).toBeLessThanOrEqual(height - 20);
            expect(numberOf(dot, 'cy')).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
