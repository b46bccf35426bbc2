import { palette } from '../theme.ts';
import type { UsualBand } from './chart.ts';
import { hatchedRect } from './hatch.ts';
import type { LegendEntry } from './legend.ts';
import { triangle } from './signs.ts';
import { line, rect } from './svg.ts';
import { standingOf } from './usual-range.ts';

export interface HourSlot {
  /** Epoch ms. The day's 23, 24 or 25 hours, end to end and in order. */
  readonly fromAt: number;
  readonly toAt: number;
  /** What the plant's clock shows at its start (`06`, or `02 A` and `02 B` in the night of 25 hours). */
  readonly label: string;
  /** At least 0; `undefined` where no report covers the hour: hatched, never zero. */
  readonly value: number | undefined;
  readonly usual?: UsualBand | undefined;
}

/** An hour with its place, px. */
export interface HourColumn {
  readonly hour: HourSlot;
  readonly left: number;
  readonly right: number;
}

/** The widest part of `[start, end]` that no line runs through, so that none strikes out the word there. */
export function widestBetween(start: number, end: number, lines: readonly number[]): readonly [number, number] {
  const cuts = [start, ...lines.filter((at) => at > start && at < end).sort((a, b) => a - b), end];
  const parts = cuts.slice(1).map((to, index): readonly [number, number] => [cuts[index] ?? start, to]);
  return parts.reduce((best, part) => (part[1] - part[0] > best[1] - best[0] ? part : best));
}

/** The field of usual values of an hour. */
export function usualBand(hour: HourSlot, from: number, to: number, y: (value: number) => number): string {
  if (hour.usual === undefined) return '';
  const [top, bottom] = [y(hour.usual.p90), y(hour.usual.p10)];
  return rect(from, top, to - from, bottom - top, { fill: palette.band, class: 'usual' });
}

/** The bar, the median over it on a light edge so that it is seen on dark too, and the sign of an unusual hour. */
export function drawBar({ hour, left, right }: HourColumn, y: (value: number) => number, bottom: number): string {
  const { value, usual } = hour;
  const inset = (right - left) * 0.2;
  const middle = (left + right) / 2;
  const standing = value === undefined ? 'unknown' : standingOf(value, usual);
  const fill = standing === 'below' ? palette.bad : standing === 'above' ? palette.good : palette.ink;
  const top = value === undefined ? bottom : y(value);
  const medianY = usual === undefined ? undefined : y(usual.median);
  return [
    value === undefined ? '' : rect(left + inset, top, right - left - 2 * inset, bottom - top, { fill, class: 'bar' }),
    medianY === undefined || value === undefined
      ? ''
      : line(left + 0.5, medianY, right - 0.5, medianY, { stroke: palette.paper, 'stroke-width': 3 }),
    medianY === undefined
      ? ''
      : line(left + 0.5, medianY, right - 0.5, medianY, { stroke: palette.ink, 'stroke-width': 1.2, class: 'median' }),
    standing === 'below' || standing === 'above'
      ? triangle(middle, top - 5, Math.min(3.2, inset * 1.2), standing === 'above' ? 'up' : 'down', fill)
      : '',
  ].join('');
}

/** What the legend has words for. */
export interface HourLegendLabels {
  readonly usualRange: string;
  readonly above: string;
  readonly below: string;
  readonly unknown: string;
}

/** An entry for each mark that stands in the chart. */
export function hourLegend(hours: readonly HourSlot[], labels: HourLegendLabels): LegendEntry[] {
  const standings = hours.map(({ value, usual }) => (value === undefined ? 'unknown' : standingOf(value, usual)));
  const entries: LegendEntry[] = [];
  if (hours.some((hour) => hour.usual !== undefined)) {
    entries.push({
      label: labels.usualRange,
      swatchWidth: 18,
      drawSwatch: (x, middleY) =>
        rect(x, middleY - 4, 18, 8, { fill: palette.band }) +
        line(x, middleY, x + 18, middleY, { stroke: palette.ink, 'stroke-width': 1.2 }),
    });
  }
  for (const [standing, direction, fill, label] of [
    ['above', 'up', palette.good, labels.above],
    ['below', 'down', palette.bad, labels.below],
  ] as const) {
    if (!standings.includes(standing)) continue;
    entries.push({
      label,
      swatchWidth: 8,
      drawSwatch: (x, middleY) => triangle(x + 4, middleY, 3.2, direction, fill),
    });
  }
  if (hours.some((hour) => hour.value === undefined)) {
    entries.push({
      label: labels.unknown,
      swatchWidth: 18,
      drawSwatch: (x, middleY) => hatchedRect(x, middleY - 4, 18, 8, 'silent', {}),
    });
  }
  return entries;
}
