import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type SmallMultiplesData,
  type SmallMultiplesOptions,
  smallMultiples,
} from '../../../src/reports/charts/index.ts';
import { palette } from '../../../src/reports/theme.ts';
import { anyKnownValue, anyLabel, anyUsual, anyWidth } from './arbitraries.ts';
import { labelBoxes, misplacedLabels, numberOf, type ReadElement, readSvg, withClass } from './svg-reading.ts';

const options: SmallMultiplesOptions = {
  width: 680,
  idPrefix: 'machines',
  kind: 'bar',
  labels: { panel: 'Machine', unknown: 'unknown' },
  formatValue: (value) => value.toLocaleString('en', { maximumFractionDigits: 2 }),
};
const data: SmallMultiplesData = {
  title: 'Time between stops',
  description: 'Hours between stops by machine.',
  empty: 'No machine stopped in these weeks.',
  periods: ['5 Feb', '12 Feb', '19 Feb'],
  panels: [
    { title: 'Machine 4', note: '3 h', values: [1, 2, 3], tone: 'bad', unusual: true },
    { title: 'Packing', values: [2, undefined, 6], usual: { median: 3, p10: 2, p90: 4 } },
    { title: 'Oven', values: [4] },
  ],
};
const draw = (shown: SmallMultiplesData, more: Partial<SmallMultiplesOptions> = {}): ReadElement[] =>
  readSvg(smallMultiples(shown, { ...options, ...more }).svg);

describe('smallMultiples', () => {
  test('bars of all panels share one scale and begin at zero', () => {
    const bars = withClass(draw(data), 'bar');
    const heights = bars.map((bar) => numberOf(bar, 'height'));
    expect(heights.map((height) => height / (heights[0] ?? 1))).toEqual(
      [1, 2, 3, 2, 6, 4].map((ratio) => expect.closeTo(ratio, 1)),
    );
    const bottoms = bars.map((bar) => numberOf(bar, 'y') + numberOf(bar, 'height'));
    for (const bottom of bottoms) expect(bottom).toBeCloseTo(bottoms[0] ?? 0, 1);
  });

  test('lines share one scale too, with the last value as a point of its tone', () => {
    const elements = draw(data, { kind: 'line', columns: 1, domain: [0, 10], plotHeight: 100 });
    const dots = withClass(elements, 'last');
    expect(dots.map((dot) => dot.attributes['fill'])).toEqual([palette.bad, palette.ink]);
    const pitch = smallMultiples(data, { ...options, kind: 'line', columns: 1, plotHeight: 100 }).height / 3;
    expect(numberOf(dots[1], 'cy') - numberOf(dots[0], 'cy')).toBeCloseTo(pitch - 30, 1);
  });

  test('what is unknown is hatched, also where a panel has fewer values than there are periods', () => {
    const elements = draw(data);
    expect(withClass(elements, 'gap')).toHaveLength(2);
    expect(smallMultiples(data, options).table.rows).toEqual([
      ['Machine 4', '1', '2', '3'],
      ['Packing', '2', 'unknown', '6'],
      ['Oven', '4', 'unknown', 'unknown'],
    ]);
  });

  test('as many panels stand side by side as have room, in the order given', () => {
    const panels = Array.from({ length: 9 }, (_, index) => ({ title: `Machine ${index}`, values: [index, 1, 2] }));
    const at = (width: number): number[] =>
      labelBoxes(draw({ ...data, panels }, { width }))
        .filter((box) => box.label.startsWith('Machine'))
        .map((box) => Math.round(box.top));
    expect(new Set(at(680)).size).toBe(3);
    expect(new Set(at(330)).size).toBe(5);
    expect(at(680)).toEqual([...at(680)].sort((a, b) => a - b));
  });

  test('a title too long to stand beside its note stands above it, in all panels alike', () => {
    const title = 'Machine 9 - Turning & Milling, hall 2';
    const panels = [{ title, note: '12 h 30 min', values: [1, 2, 3] }, ...data.panels];
    const boxes = labelBoxes(draw({ ...data, panels }, { columns: 3 }));
    const topOf = (label: string): number => boxes.find((box) => box.label.startsWith(label))?.top ?? Number.NaN;
    expect(topOf('12 h 30 min')).toBeGreaterThan(topOf('Machine 9'));
    expect(topOf('Machine 4')).toBeLessThan(topOf('3 h'));
  });

  test.each([[[]], [[{ title: 'Oven', values: [undefined] }]]])(
    'without a known value it is the sentence given (%j)',
    (panels) => {
      const texts = draw({ ...data, panels }).filter((element) => element.name === 'text');
      expect(texts.map((element) => element.content)).toEqual([data.empty]);
    },
  );

  test('for any data no label touches another or runs out, and every mark lies inside', () => {
    const anyPanel = fc.record({
      title: anyLabel,
      note: anyLabel,
      values: fc.array(fc.option(anyKnownValue, { nil: undefined }), { maxLength: 14 }),
      usual: anyUsual(anyKnownValue),
      unusual: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(anyPanel, { maxLength: 9 }),
        fc.array(anyLabel, { maxLength: 14 }),
        fc.constantFrom('line' as const, 'bar' as const),
        anyWidth,
        (panels, periods, kind, width) => {
          const chart = smallMultiples({ ...data, panels, periods }, { ...options, kind, width });
          const elements = readSvg(chart.svg);
          expect(misplacedLabels(elements)).toEqual([]);
          for (const bar of withClass(elements, 'bar')) {
            expect(numberOf(bar, 'x') + numberOf(bar, 'width')).toBeLessThanOrEqual(width + 0.01);
            expect(numberOf(bar, 'y') + numberOf(bar, 'height')).toBeLessThanOrEqual(chart.height);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
