import type { ScaleLinear } from 'd3-scale';
import { measureText } from '../fonts/index.ts';
import { palette } from '../theme.ts';
import { keepInside, labelStep } from './label-placement.ts';
import { line } from './svg.ts';
import { fitText, text } from './text.ts';

/** An instant with the words the plant's clock has for it. */
export interface TimeMark {
  readonly at: number;
  readonly label: string;
}

export interface AxisArea {
  /** Instants (epoch ms) to px. */
  readonly x: ScaleLinear<number, number>;
  readonly top: number;
  readonly bottom: number;
}

function isWithin(x: ScaleLinear<number, number>, at: number): boolean {
  const [from = 0, to = 0] = x.domain();
  return at >= from && at <= to;
}

/**
 * Labelled instants above the area with faint lines through it, thinned evenly until no label touches the next. The
 * instants come from the caller, so a day of 23 or 25 hours has the ticks its clock shows.
 */
export function timeTicks(marks: readonly TimeMark[], area: AxisArea, labelY: number, sizePt: number): string[] {
  const shown = marks.filter((mark) => isWithin(area.x, mark.at)).sort((a, b) => a.at - b.at);
  const [from = 0, to = 0] = area.x.range();
  const sizes = shown.map((mark) => measureText(mark.label, sizePt));
  const middles = shown.map((mark, index) => keepInside(area.x(mark.at), sizes[index] ?? 0, from, to));
  const step = labelStep(middles, sizes, 5);
  return shown.flatMap((mark, index) => {
    if (index % step !== 0 || (sizes[index] ?? 0) > to - from) return [];
    const at = area.x(mark.at);
    return [
      line(at, area.top, at, area.bottom, { stroke: palette.grid, 'stroke-width': 0.75 }),
      text(middles[index] ?? at, labelY, mark.label, { sizePt, fill: palette.mid, anchor: 'middle' }),
    ];
  });
}

/** Lines where shifts begin, each with its name to the right, cut where the shift is too short for it. */
export function shiftBoundaries(marks: readonly TimeMark[], area: AxisArea, labelY: number, sizePt: number): string[] {
  const shown = marks.filter((mark) => isWithin(area.x, mark.at)).sort((a, b) => a.at - b.at);
  const [, to = 0] = area.x.range();
  return shown.flatMap((mark, index) => {
    const at = area.x(mark.at);
    const next = shown[index + 1];
    const room = (next === undefined ? to : area.x(next.at)) - at - 6;
    const label = fitText(mark.label, room, sizePt, 600);
    return [
      // Broken where the hours are written, so that it does not strike through one.
      line(at, labelY - sizePt, at, labelY + 2, { stroke: palette.ink, 'stroke-width': 0.75 }),
      line(at, area.top, at, area.bottom, { stroke: palette.ink, 'stroke-width': 0.75 }),
      label === '' || label === '…' ? '' : text(at + 3, labelY, label, { sizePt, weight: 600 }),
    ];
  });
}
