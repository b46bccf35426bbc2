import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ProportionData,
  type ProportionOptions,
  type ProportionPoint,
  proportionChart,
} from '../../../src/reports/charts/index.ts';
import { palette } from '../../../src/reports/theme.ts';
import { anyLabel, anyWidth } from './arbitraries.ts';
import { labelBoxes, misplacedLabels, numberOf, type ReadElement, readSvg, withClass } from './svg-reading.ts';

const options: ProportionOptions = {
  width: 680,
  idPrefix: 'scrap',
  labels: {
    period: 'Day',
    value: 'Scrap',
    count: 'Inspected',
    centre: 'mean 2 %',
    lower: 'lower limit',
    upper: 'upper limit',
    signal: 'signal',
    unknown: 'unknown',
  },
  formatValue: (value) => `${(value * 100).toFixed(1)} %`,
  formatCount: (count) => count.toLocaleString('en'),
};

/** Limits three standard deviations of a proportion of 2 % from it (Montgomery, Introduction to SPC, section 7.2). */
function pointOf(value: number | undefined, count: number, more: Partial<ProportionPoint> = {}): ProportionPoint {
  const sigma = Math.sqrt((0.02 * 0.98) / count);
  return { label: '3 Mar', value, count, lower: Math.max(0, 0.02 - 3 * sigma), upper: 0.02 + 3 * sigma, ...more };
}
const words = { title: 'Scrap', description: 'Scrap by day.', empty: 'No piece was inspected in these days.' };
const dataOf = (points: readonly ProportionPoint[], more: Partial<ProportionData> = {}): ProportionData => ({
  ...words,
  points,
  centre: 0.02,
  lastLabel: '2.4 %',
  ...more,
});
const draw = (data: ProportionData, more: Partial<ProportionOptions> = {}): ReadElement[] =>
  readSvg(proportionChart(data, { ...options, ...more }).svg);

/** The levels of a stepped path, and how many pieces it has. */
function stepsOf(elements: readonly ReadElement[], bound: string): { levels: number[]; pieces: number } {
  const path = withClass(elements, bound)[0]?.attributes['d'] ?? '';
  const points = [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((match) => Number(match[2]));
  return { levels: points.filter((_, index) => index % 2 === 0), pieces: path.match(/M/g)?.length ?? 0 };
}

describe('proportionChart', () => {
  test('limits are steps that widen where less was inspected, on the scale of the points', () => {
    const elements = draw(dataOf([pointOf(0.02, 400), pointOf(0.03, 100), pointOf(0.01, 400)]), {
      valueMax: 0.1,
      height: 126,
    });
    const plot = (value: number): number => 108 - value * 1000;
    const sigma = Math.sqrt(0.02 * 0.98);
    expect(stepsOf(elements, 'upper').levels).toEqual(
      [20, 10, 20].map((root) => expect.closeTo(plot(0.02 + (3 * sigma) / root), 0)),
    );
    const [centre] = withClass(elements, 'centre');
    const [dot] = withClass(elements, 'point');
    expect(numberOf(dot, 'cy')).toBeCloseTo(numberOf(centre, 'y1'), 2);
  });

  test('a day without inspection is hatched and breaks line and limits', () => {
    const gap = { label: '4 Mar', value: undefined };
    const elements = draw(dataOf([pointOf(0.02, 400), pointOf(0.02, 400), gap, pointOf(0.02, 400)]));
    expect(withClass(elements, 'gap')).toHaveLength(1);
    expect(withClass(elements, 'point')).toHaveLength(3);
    expect(withClass(elements, 'series')[0]?.attributes['d']?.match(/M/g)).toHaveLength(2);
    expect(stepsOf(elements, 'upper').pieces).toBe(2);
  });

  test('a signal differs by shape and label, not by colour alone, and the legend says what it is', () => {
    const signal = { label: '5.8 %', tone: 'bad' } as const;
    const points = [pointOf(0.02, 400), pointOf(0.058, 400, { signal }), pointOf(0.02, 400)];
    const elements = draw(dataOf(points));
    const [diamond] = withClass(elements, 'signal');
    expect(diamond?.name).toBe('path');
    expect(diamond?.attributes['fill']).toBe(palette.bad);
    expect(withClass(elements, 'point').map((point) => point.name)).toEqual(['circle', 'circle']);
    const labels = labelBoxes(elements).map((box) => box.label);
    expect(labels).toContain('5.8 %');
    expect(labels).toContain('signal');
    expect(labelBoxes(draw(dataOf([pointOf(0.02, 400)]))).map((box) => box.label)).not.toContain('signal');
  });

  test('signals to the better and to the worse stand in the legend side by side', () => {
    const signals = (['bad', 'good'] as const).map((tone) => pointOf(0.02, 50, { signal: { label: '', tone } }));
    const fills = draw(dataOf(signals))
      .filter((element) => element.name === 'path')
      .map((element) => element.attributes['fill']);
    expect(fills.filter((fill) => fill === palette.bad)).toHaveLength(2);
    expect(fills.filter((fill) => fill === palette.good)).toHaveLength(2);
  });

  test('no label of a signal covers a point, however close the points are', () => {
    const signal = { label: 'above limit', tone: 'bad' } as const;
    const points = Array.from({ length: 28 }, (_, index) =>
      pointOf(0.01 + (index % 6) * 0.01, 200, index % 6 === 5 ? { signal } : {}),
    );
    const elements = draw(dataOf(points), { width: 330 });
    const labels = labelBoxes(elements).filter((box) => box.label === 'above limit');
    expect(labels.length).toBeGreaterThan(0);
    for (const dot of withClass(elements, 'point')) {
      const [x, y] = [numberOf(dot, 'cx'), numberOf(dot, 'cy')];
      expect(labels.filter((box) => x > box.left && x < box.right && y > box.top && y < box.bottom)).toEqual([]);
    }
  });

  test('with too little history there are points without limits', () => {
    const elements = draw(dataOf([{ label: '3 Mar', value: 0.02 }], { centre: undefined }));
    expect(withClass(elements, 'limit')).toEqual([]);
    expect(withClass(elements, 'centre')).toEqual([]);
    expect(labelBoxes(elements).map((box) => box.label)).not.toContain('upper limit');
  });

  test('the table has counts, limits and signals', () => {
    const signal = { label: 'beyond', tone: 'bad' } as const;
    const points = [pointOf(0.06, 2500, { signal }), { label: '4 Mar', value: undefined }];
    expect(proportionChart(dataOf(points), options).table.rows).toEqual([
      ['3 Mar', '6.0 %', '2,500', '1.2 %', '2.8 %', 'beyond'],
      ['4 Mar', 'unknown', '–', '–', '–', ''],
    ]);
  });

  test.each([[[]], [[{ label: '3 Mar', value: undefined }]]])(
    'without a known point it is the sentence given (%j)',
    (points) => {
      const texts = draw(dataOf(points)).filter((element) => element.name === 'text');
      expect(texts.map((element) => element.content)).toEqual([words.empty]);
    },
  );

  test('for any data no label touches another or runs out, and every mark lies inside', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const optional = fc.option(share, { nil: undefined });
    const signal = fc.option(fc.record({ label: anyLabel, tone: fc.constantFrom('bad' as const, 'good' as const) }), {
      nil: undefined,
    });
    const anyPoint = fc.record({ label: anyLabel, value: optional, lower: optional, upper: optional, signal });
    fc.assert(
      fc.property(
        fc.array(anyPoint, { maxLength: 31 }),
        optional,
        anyLabel,
        anyWidth,
        fc.integer({ min: 90, max: 250 }),
        (points, centre, name, width, height) => {
          const labels = { ...options.labels, centre: name, upper: name, unknown: name, signal: name };
          const chart = proportionChart(dataOf(points, { centre, lastLabel: name }), {
            ...options,
            width,
            height,
            labels,
          });
          const elements = readSvg(chart.svg);
          expect(misplacedLabels(elements)).toEqual([]);
          for (const dot of withClass(elements, 'point')) {
            expect(numberOf(dot, 'cx')).toBeLessThanOrEqual(width);
            expect(numberOf(dot, 'cy')).toBeLessThanOrEqual(chart.height);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
