import { scaleLinear } from 'd3-scale';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineHeight } from '../../../src/reports/charts/text.ts';
import { valueGrid } from '../../../src/reports/charts/value-axis.ts';
import { numberOf, readSvg } from './svg-reading.ts';

interface Axis {
  readonly low: number;
  readonly high: number;
  readonly heightPx: number;
  readonly tickCount: number;
  readonly decimals: number;
}
const sizePt = 7.5;

/** Where the lines and the figures of an axis stand, from its lowest value up, and what the figures say. */
function drawn({ low, high, heightPx, tickCount, decimals }: Axis) {
  const y = scaleLinear([low, high], [heightPx, 0]);
  const marks = valueGrid(y, 200, 300, tickCount, sizePt, (value) => value.toFixed(decimals));
  const elements = readSvg(`<svg>${marks.join('')}</svg>`);
  const figures = elements.filter(({ name }) => name === 'text');
  const [lowest] = figures;
  const [first = Number.NaN] = y
    .ticks(tickCount)
    .flatMap((tick) => (tick.toFixed(decimals) === lowest?.content ? [y(tick)] : []));
  const toMiddle = first - numberOf(lowest, 'y');
  return {
    lines: elements.filter(({ name }) => name === 'line').map((line) => numberOf(line, 'y1')),
    figures: figures.map((figure) => ({ at: numberOf(figure, 'y') + toMiddle, label: figure.content })),
  };
}

/** Positions are written with two decimals. */
const roundingPx = 0.02;

const anyAxis: fc.Arbitrary<Axis> = fc
  .record({
    low: fc.oneof(fc.integer({ min: -500, max: 500 }), fc.double({ min: -1e4, max: 1e4, noNaN: true })),
    span: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0.01, max: 1e4, noNaN: true })),
    heightPx: fc.integer({ min: 8, max: 240 }),
    tickCount: fc.integer({ min: 2, max: 8 }),
    decimals: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ low, span, ...rest }) => ({ low, high: low + span, ...rest }));

describe('the figures of a value axis', () => {
  it('stand evenly: none is missing between two others', () => {
    fc.assert(
      fc.property(anyAxis, (axis) => {
        const { lines, figures } = drawn(axis);
        const skipped = figures
          .slice(1)
          .map(
            ({ at }, i) =>
              lines.filter((line) => line > at + roundingPx && line < (figures[i]?.at ?? 0) - roundingPx).length,
          );
        expect(new Set(skipped).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  it('are different and do not touch', () => {
    fc.assert(
      fc.property(anyAxis, (axis) => {
        const { figures } = drawn(axis);
        expect(new Set(figures.map(({ label }) => label)).size).toBe(figures.length);
        for (const [i, { at }] of figures.slice(1).entries())
          expect((figures[i]?.at ?? 0) - at).toBeGreaterThanOrEqual(lineHeight(sizePt) - roundingPx);
      }),
      { numRuns: 500 },
    );
  });

  it('are at least two where the lowest and the highest line are far enough apart and differ', () => {
    fc.assert(
      fc.property(anyAxis, (axis) => {
        const { lines, figures } = drawn(axis);
        const ticks = scaleLinear([axis.low, axis.high], [0, 1]).ticks(axis.tickCount);
        const ends = [ticks[0] ?? 0, ticks.at(-1) ?? 0].map((value) => value.toFixed(axis.decimals));
        const isRoom = (lines[0] ?? 0) - (lines.at(-1) ?? 0) >= lineHeight(sizePt) + roundingPx && ends[0] !== ends[1];
        expect(figures.length).toBeGreaterThanOrEqual(isRoom ? 2 : Math.min(1, lines.length));
      }),
      { numRuns: 500 },
    );
  });

  it('stand at every line where these are as far apart as a line of text is high, but for rounding', () => {
    // Five lines over 48 px of figures of 12 px: 11.999999999999996 px between two of them.
    const heightPx = 4 * lineHeight(sizePt);
    const { figures } = drawn({ low: 0.3, high: 0.7, heightPx, tickCount: 5, decimals: 1 });
    expect(figures.map(({ label }) => label)).toEqual(['0.3', '0.4', '0.5', '0.6', '0.7']);
  });

  it('are thinned so that zero stays', () => {
    const { figures } = drawn({ low: -10, high: 30, heightPx: 40, tickCount: 5, decimals: 0 });
    expect(figures.map(({ label }) => label)).toEqual(['0', '20']);
  });

  it('begin with the lowest line where zero is not on the axis', () => {
    const { figures } = drawn({ low: 10, high: 50, heightPx: 40, tickCount: 5, decimals: 0 });
    expect(figures.map(({ label }) => label)).toEqual(['10', '30', '50']);
  });
});
