import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lossWaterfall, type WaterfallOptions, type WaterfallStep } from '../../../src/reports/charts/index.ts';
import { palette } from '../../../src/reports/theme.ts';
import { anyDurationMs, anyLabel, anyUsual, anyWidth } from './arbitraries.ts';
import { misplacedLabels, numberOf, type ReadElement, readSvg, withClass } from './svg-reading.ts';

const hour = 3_600_000;
const words = { title: 'Losses', description: 'From planned to good time.', empty: 'Nothing was planned on 3 March.' };
const options: WaterfallOptions = {
  width: 680,
  idPrefix: 'loss',
  labels: { step: 'Step', value: 'Time', share: 'Share', usual: 'usual: median, 10–90 %' },
  formatDuration: (ms) => `${Math.round(ms / hour).toLocaleString('en')} h`,
  formatShare: (ratio) => `${(ratio * 100).toFixed(1)} %`,
};

const day: readonly WaterfallStep[] = [
  { id: 'planned', label: 'Planned machine time', role: 'total', valueMs: 384 * hour },
  { id: 'extra', label: 'Extra time', role: 'gain', valueMs: 8 * hour },
  { id: 'silent', label: 'Silent', role: 'loss', valueMs: 218 * hour, silent: true },
  {
    id: 'setup',
    label: 'Setup',
    role: 'loss',
    valueMs: 48 * hour,
    usual: { median: 29 * hour, p10: 18 * hour, p90: 38 * hour },
  },
  {
    id: 'down',
    label: 'Down',
    role: 'loss',
    valueMs: 2 * hour,
    usual: { median: 4 * hour, p10: 1 * hour, p90: 9 * hour },
  },
  {
    id: 'scrap',
    label: 'Scrap',
    role: 'loss',
    valueMs: 1 * hour,
    usual: { median: 4 * hour, p10: 2 * hour, p90: 9 * hour },
  },
  { id: 'good', label: 'Good machine time', role: 'total', valueMs: 123 * hour },
];

const barsOf = (elements: readonly ReadElement[]): { left: number; right: number; fill: string | undefined }[] =>
  withClass(elements, 'step').map((bar) => ({
    left: numberOf(bar, 'x'),
    right: numberOf(bar, 'x') + numberOf(bar, 'width'),
    fill: bar.attributes['fill'],
  }));

const draw = (steps: readonly WaterfallStep[], width = 680): ReadElement[] =>
  readSvg(lossWaterfall({ ...words, steps }, { ...options, width }).svg);

describe('lossWaterfall', () => {
  test('a loss hangs where the step before ended, and the last total ends where the losses leave off', () => {
    const bars = barsOf(draw(day));
    expect(bars[1]?.left).toBeCloseTo(bars[0]?.right ?? 0, 1); // the gain begins at the end of planned time
    expect(bars[2]?.right).toBeCloseTo(bars[1]?.right ?? 0, 1);
    for (const index of [3, 4, 5]) expect(bars[index]?.right).toBeCloseTo(bars[index - 1]?.left ?? 0, 1);
    expect(bars[6]?.right).toBeCloseTo(bars[5]?.left ?? 0, 1);
    expect(bars[6]?.left).toBe(bars[0]?.left);
  });

  test('bar lengths are in the ratio of their times', () => {
    const bars = barsOf(draw(day));
    const perHour = ((bars[0]?.right ?? 0) - (bars[0]?.left ?? 0)) / 384;
    day.forEach((step, index) => {
      const bar = bars[index];
      expect((bar?.right ?? 0) - (bar?.left ?? 0)).toBeCloseTo((step.valueMs / hour) * perHour, 1);
    });
  });

  test('only a loss outside its usual range has a colour, and a sign with it', () => {
    const elements = draw(day);
    expect(barsOf(elements).map((bar) => bar.fill)).toEqual([
      palette.ink,
      palette.mid,
      palette.hatchGround,
      palette.bad,
      palette.mid,
      palette.good,
      palette.ink,
    ]);
    expect(
      elements.filter((element) => element.name === 'path' && element.attributes['class'] === undefined),
    ).toHaveLength(2);
  });

  test('silent time is hatched', () => {
    expect(withClass(draw(day), 'hatch')).toHaveLength(1);
    expect(withClass(draw(day.filter((step) => step.id !== 'silent')), 'hatch')).toEqual([]);
  });

  test('each usual range stands below its bar, measured from where the bar begins', () => {
    const elements = draw(day);
    const bars = barsOf(elements);
    const perHour = ((bars[0]?.right ?? 0) - (bars[0]?.left ?? 0)) / 384;
    const [range] = withClass(elements, 'usual');
    const from = bars[3]?.right ?? 0;
    expect(numberOf(range, 'x1')).toBeCloseTo(from - 18 * perHour, 1);
    expect(numberOf(range, 'x2')).toBeCloseTo(from - 38 * perHour, 1);
  });

  test('a negative loss goes right, as a gain does', () => {
    const [total, speed] = barsOf(
      draw([
        { id: 'run', label: 'Running', role: 'total', valueMs: 10 * hour },
        { id: 'speed', label: 'Faster than best', role: 'loss', valueMs: -2 * hour },
      ]),
    );
    expect(speed?.left).toBeCloseTo(total?.right ?? 0, 1);
    const table = lossWaterfall(
      {
        ...words,
        steps: [{ ...(day[0] as WaterfallStep) }, { id: 's', label: 'S', role: 'loss', valueMs: -2 * hour }],
      },
      options,
    ).table;
    expect(table.rows[1]).toEqual(['S', '+2 h', '0.5 %', '–']);
  });

  test('the table has signs, shares of planned time and usual ranges', () => {
    expect(lossWaterfall({ ...words, steps: day }, options).table.rows[3]).toEqual([
      'Setup',
      '−48 h',
      '12.5 %',
      '29 h (18 h – 38 h)',
    ]);
  });

  test.each([[[]], [[{ id: 'planned', label: 'Planned', role: 'total' as const, valueMs: 0 }]]])(
    'without any time it is the sentence given (%j)',
    (steps) => {
      expect(
        draw(steps)
          .filter((element) => element.name === 'text')
          .map((element) => element.content),
      ).toEqual([words.empty]);
    },
  );

  test('for any steps no label touches another or runs out, and every bar lies inside', () => {
    const anyStep = fc.record({
      id: fc.constant('x'),
      label: anyLabel,
      role: fc.constantFrom('total' as const, 'loss' as const, 'gain' as const),
      valueMs: anyDurationMs,
      usual: anyUsual(anyDurationMs),
      silent: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 14 }), anyWidth, (steps, width) => {
        const elements = draw(steps, width);
        expect(misplacedLabels(elements)).toEqual([]);
        for (const bar of barsOf(elements)) {
          expect(bar.left).toBeGreaterThanOrEqual(0);
          expect(bar.right).toBeLessThanOrEqual(width);
        }
      }),
      { numRuns: 300 },
    );
  });
});
