import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HourData, type HourOptions, type HourSlot, hourChart } from '../../../src/reports/charts/index.ts';
import { palette } from '../../../src/reports/theme.ts';
import { anyLabel, anyUsual, anyWidth } from './arbitraries.ts';
import { labelBoxes, misplacedLabels, numberOf, type ReadElement, readSvg, withClass } from './svg-reading.ts';

const hourMs = 3_600_000;
const options: HourOptions = {
  width: 680,
  idPrefix: 'hours',
  labels: {
    hour: 'Hour',
    value: 'made',
    usual: 'usual',
    usualRange: 'usual: median, 10–90 %',
    total: 'day',
    cumulative: 'Running total',
    above: 'more than usual',
    below: 'less than usual',
    unknown: 'no report',
  },
  formatValue: (value) => value.toLocaleString('en', { maximumFractionDigits: 1 }),
};
const usual = { median: 20, p10: 10, p90: 30 };

function dayOf(values: readonly (number | undefined)[], more: Partial<HourData> = {}): HourData {
  return {
    title: 'Output by hour',
    description: 'Pieces made in each hour.',
    empty: 'No report touches this day.',
    hours: values.map(
      (value, index): HourSlot => ({
        fromAt: index * hourMs,
        toAt: (index + 1) * hourMs,
        label: String((6 + index) % 24).padStart(2, '0'),
        value,
        usual,
      }),
    ),
    shifts: [
      { at: 0, label: 'Early' },
      { at: 8 * hourMs, label: 'Late' },
    ],
    total: { value: '398', usual: '431' },
    ...more,
  };
}

const draw = (data: HourData, more: Partial<HourOptions> = {}): ReadElement[] =>
  readSvg(hourChart(data, { ...options, ...more }).svg);

const day = Array.from({ length: 24 }, (_, index) => 12 + (index % 5));

describe('hourChart', () => {
  test('bars stand on zero and their heights are in the ratio of their values', () => {
    const bars = withClass(draw(dayOf([10, 20, 25, 0])), 'bar');
    const bottoms = bars.map((bar) => numberOf(bar, 'y') + numberOf(bar, 'height'));
    for (const bottom of bottoms) expect(bottom).toBeCloseTo(bottoms[0] ?? 0, 1);
    const heights = bars.map((bar) => numberOf(bar, 'height'));
    expect(heights.map((height) => height / (heights[0] ?? 1))).toEqual(
      [1, 2, 2.5, 0].map((ratio) => expect.closeTo(ratio, 1)),
    );
  });

  test('band and median share the scale of the bars', () => {
    const elements = draw(dayOf([20]), { valueMax: 40, plotHeight: 80 });
    const [bar] = withClass(elements, 'bar');
    const [band] = withClass(elements, 'usual');
    const [median] = withClass(elements, 'median');
    expect(numberOf(bar, 'height')).toBeCloseTo(40, 1);
    expect(numberOf(median, 'y1')).toBeCloseTo(numberOf(bar, 'y'), 1);
    expect(numberOf(band, 'height')).toBeCloseTo(40, 1);
    expect(numberOf(band, 'y')).toBeCloseTo(numberOf(bar, 'y') - 20, 1);
  });

  test('an hour outside its usual band has a colour and a triangle, and the legend says what they mean', () => {
    const elements = draw(dayOf([20, 5, 35]));
    expect(withClass(elements, 'bar').map((bar) => bar.attributes['fill'])).toEqual([
      palette.ink,
      palette.bad,
      palette.good,
    ]);
    const triangles = elements.filter(
      (element) => element.name === 'path' && element.attributes['class'] === undefined,
    );
    // One at each hour and one for each in the legend.
    expect(triangles).toHaveLength(4);
    const texts = labelBoxes(elements).map((box) => box.label);
    expect(texts).toContain('more than usual');
    expect(texts).toContain('less than usual');
  });

  test('hours without report are one hatched field, have no bar and no zero', () => {
    const elements = draw(dayOf([20, undefined, undefined, 20]));
    expect(withClass(elements, 'gap')).toHaveLength(1);
    expect(withClass(elements, 'bar')).toHaveLength(2);
    expect(labelBoxes(elements).filter((box) => box.label === '–')).toHaveLength(2);
    const { table } = hourChart(dayOf([20, undefined, 3]), options);
    expect(table.rows).toEqual([
      ['06', '20', '20 (10 – 30)', '20'],
      ['07', 'no report', '20 (10 – 30)', '20'],
      ['08', '3', '20 (10 – 30)', '23'],
    ]);
  });

  test('no shift boundary runs through the word for unknown', () => {
    const values = day.map((value, index) => (index >= 6 && index < 12 ? undefined : value));
    const elements = draw(dayOf(values));
    const box = labelBoxes(elements).find((each) => each.label === 'no report');
    const boundaries = elements.filter(
      (element) => element.name === 'line' && element.attributes['x1'] === element.attributes['x2'],
    );
    expect(box).toBeDefined();
    for (const boundary of boundaries) {
      const at = numberOf(boundary, 'x1');
      expect(at < (box?.left ?? 0) || at > (box?.right ?? 0)).toBe(true);
    }
  });

  test.each([23, 24, 25])('a day of %i hours has as many bars of one width, each with its figures below', (count) => {
    const elements = draw(dayOf(Array.from({ length: count }, (_, index) => 10 + index)));
    const bars = withClass(elements, 'bar');
    expect(bars).toHaveLength(count);
    for (const bar of bars) expect(numberOf(bar, 'width')).toBeCloseTo(numberOf(bars[0], 'width'), 1);
    const made = elements.filter(
      (element) => element.attributes['font-weight'] === '600' && /^\d\d$/.test(element.content),
    );
    expect(made.map((element) => Number(element.content))).toEqual(
      Array.from({ length: count }, (_, index) => 10 + index),
    );
    made.forEach((figure, index) => {
      const bar = bars[index];
      expect(numberOf(figure, 'x')).toBeCloseTo(numberOf(bar, 'x') + numberOf(bar, 'width') / 2, 1);
    });
    expect(misplacedLabels(elements)).toEqual([]);
  });

  test('where figures have no room below their hours, the totals still stand', () => {
    const texts = labelBoxes(draw(dayOf(day.map((value) => value * 1000)), { width: 300 })).map((box) => box.label);
    expect(texts).toContain('398');
    expect(texts).toContain('431');
    expect(texts).not.toContain('12,000');
  });

  test('without history and totals there is neither a row nor a legend of the usual', () => {
    const hours = dayOf(day).hours.map((hour) => ({ ...hour, usual: undefined }));
    const elements = draw(dayOf([], { hours, total: undefined, shifts: [] }));
    const texts = labelBoxes(elements).map((box) => box.label);
    expect(texts).toContain('made');
    expect(texts).not.toContain('usual');
    expect(texts).not.toContain('day');
    expect(texts).not.toContain('usual: median, 10–90 %');
    expect(new Set(withClass(elements, 'bar').map((bar) => bar.attributes['fill']))).toEqual(new Set([palette.ink]));
  });

  test.each([[[]], [[undefined, undefined]]])('without a known hour it is the sentence given (%j)', (values) => {
    const texts = draw(dayOf(values)).filter((element) => element.name === 'text');
    expect(texts.map((element) => element.content)).toEqual(['No report touches this day.']);
  });

  test('for any data no label touches another or runs out, and every bar lies inside', () => {
    const anyValue = fc.oneof(fc.constantFrom(0, 1, 1e9), fc.integer({ min: 0, max: 5000 }));
    const anyHour = fc.record({
      value: fc.option(anyValue, { nil: undefined }),
      usual: anyUsual(anyValue),
      label: fc.oneof(anyLabel, fc.constantFrom('06', '02 A')),
    });
    const anyTotal = fc.option(fc.record({ value: anyLabel, usual: fc.option(anyLabel, { nil: undefined }) }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(
        fc.array(anyHour, { maxLength: 25 }),
        fc.array(fc.record({ at: fc.integer({ min: -hourMs, max: 26 * hourMs }), label: anyLabel }), { maxLength: 4 }),
        anyTotal,
        anyLabel,
        anyWidth,
        (slots, shifts, total, name, width) => {
          const hours = slots.map((slot, index) => ({
            ...slot,
            fromAt: index * hourMs,
            toAt: (index + 1) * hourMs,
          }));
          const labels = { ...options.labels, value: name, unknown: name, usualRange: name };
          const distinct = shifts.filter((shift, index) => shifts.findIndex((each) => each.at === shift.at) === index);
          const elements = draw(dayOf([], { hours, shifts: distinct, total }), { width, labels });
          expect(misplacedLabels(elements)).toEqual([]);
          for (const bar of withClass(elements, 'bar')) {
            expect(numberOf(bar, 'x')).toBeGreaterThanOrEqual(0);
            expect(numberOf(bar, 'x') + numberOf(bar, 'width')).toBeLessThanOrEqual(width);
            expect(numberOf(bar, 'y')).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
