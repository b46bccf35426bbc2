import { extent } from 'd3-array';
import type { ScaleLinear } from 'd3-scale';
import { palette } from '../theme.ts';
import { line } from './svg.ts';
import { centredBaseline, fitText, lineHeight, text } from './text.ts';

/** The smallest range that holds all values, widened by `padding` of itself; a single value gets room around it. */
export function paddedDomain(values: Iterable<number>, padding: number): [number, number] {
  const [low, high] = extent(values);
  if (low === undefined || high === undefined) return [0, 1];
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Values that differ by less than a screen or a double can tell are one value: ticks between them would be noise.
  const isOne = high - low <= Math.max(size * 1e-9, 1e-12);
  const span = isOne ? Math.max(size * 0.2, 1e-6) : high - low;
  return [low - span * padding, high + span * padding];
}

/** What was measured to be just as wide as its room must still fit after the room was added up. */
const roundingPx = 0.01;

/** Faint lines across at a few round values, each with its figure left of them; equal or touching figures stand once. */
export function valueGrid(
  y: ScaleLinear<number, number>,
  left: number,
  right: number,
  tickCount: number,
  sizePt: number,
  formatValue: (value: number) => string,
): string[] {
  let last: { readonly label: string; readonly at: number } | undefined;
  return y.ticks(tickCount).flatMap((tick) => {
    const [label, at] = [formatValue(tick), y(tick)];
    const grid = line(left, at, right, at, { stroke: palette.grid, 'stroke-width': 0.75 });
    if (last?.label === label || (last !== undefined && Math.abs(last.at - at) < lineHeight(sizePt))) return [grid];
    last = { label, at };
    return [
      grid,
      text(left - 6, at + centredBaseline(sizePt), fitText(label, left - 6 + roundingPx, sizePt), {
        sizePt,
        fill: palette.mid,
        anchor: 'end',
      }),
    ];
  });
}
