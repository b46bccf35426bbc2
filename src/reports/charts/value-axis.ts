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

/**
 * Faint lines across at a few round values, with figures left of them: at every line, or where those would touch or be
 * equal at every second, third and so on, so that none is missing between two others.
 */
export function valueGrid(
  y: ScaleLinear<number, number>,
  left: number,
  right: number,
  tickCount: number,
  sizePt: number,
  formatValue: (value: number) => string,
): string[] {
  const ticks = y.ticks(tickCount).map((value) => ({ value, at: y(value), label: formatValue(value) }));
  const figures = new Set(thinned(ticks, lineHeight(sizePt) - roundingPx));
  return ticks.flatMap((tick) => {
    const { at, label } = tick;
    const grid = line(left, at, right, at, { stroke: palette.grid, 'stroke-width': 0.75 });
    if (!figures.has(tick)) return [grid];
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

interface Tick {
  readonly value: number;
  readonly at: number;
  readonly label: string;
}

/** As many evenly spaced ones as are `pitchMin` px apart: counted from zero where that leaves two, else from the lowest. */
function thinned(ticks: readonly Tick[], pitchMin: number): readonly Tick[] {
  const zero = ticks.findIndex(({ value }) => value === 0);
  for (let every = 1; every < ticks.length; every++) {
    const fromZero = zero === -1 ? [] : ticks.filter((_, i) => (i - zero) % every === 0);
    const kept = fromZero.length > 1 ? fromZero : ticks.filter((_, i) => i % every === 0);
    if (areApart(kept, pitchMin)) return kept;
  }
  return ticks.slice(0, 1);
}

function areApart(ticks: readonly Tick[], pitchMin: number): boolean {
  return ticks.every((tick, i) => {
    const before = ticks[i - 1];
    return before === undefined || (before.label !== tick.label && Math.abs(before.at - tick.at) >= pitchMin);
  });
}
