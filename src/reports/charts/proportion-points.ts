import { palette } from '../theme.ts';
import { diamond } from './signs.ts';
import { toneColor } from './sparkline.ts';
import { element, formatNumber } from './svg.ts';

export interface ProportionSignal {
  /** Beside the point, short: its value, or the rule it breaks (`8 above mean`). */
  readonly label: string;
  /** Whether the signal is to the worse or to the better. */
  readonly tone: 'bad' | 'good';
}

export interface ProportionPoint {
  /** The period, as it stands below the axis. */
  readonly label: string;
  /** 0 to 1; `undefined` where nothing was inspected or reported: hatched, never zero. */
  readonly value: number | undefined;
  /** What the proportion is of (pieces inspected), for the table. */
  readonly count?: number | undefined;
  /** Control limits of this period; they widen where little was inspected. */
  readonly lower?: number | undefined;
  readonly upper?: number | undefined;
  readonly signal?: ProportionSignal | undefined;
}

/** px from the middle of a signal's diamond to its tips. */
export const signalRadius = 4.6;

/** A limit as a stepped line, one step per period, broken where a period has none. */
export function limitSteps(
  points: readonly ProportionPoint[],
  bound: 'upper' | 'lower',
  left: number,
  step: number,
  y: (value: number) => number,
): string {
  let path = '';
  let isOpen = false;
  points.forEach((point, index) => {
    const value = point[bound];
    const from = left + index * step;
    if (value !== undefined) {
      const level = formatNumber(y(value));
      path += `${isOpen ? 'L' : 'M'}${formatNumber(from)} ${level}L${formatNumber(from + step)} ${level}`;
    }
    isOpen = value !== undefined;
  });
  return path === ''
    ? ''
    : element('path', {
        d: path,
        fill: 'none',
        stroke: palette.mid,
        'stroke-width': 0.9,
        'stroke-dasharray': '3 2',
        class: `limit ${bound}`,
      });
}

/** A dot, larger for the last; a diamond for a signal. */
export function drawPoint(point: ProportionPoint, x: number, y: (value: number) => number, isLast: boolean): string {
  if (point.value === undefined) return '';
  if (point.signal !== undefined) {
    return diamond(x, y(point.value), signalRadius, {
      fill: toneColor(point.signal.tone),
      stroke: palette.paper,
      'stroke-width': 0.9,
      class: 'signal',
    });
  }
  return element('circle', { cx: x, cy: y(point.value), r: isLast ? 3.2 : 1.8, fill: palette.ink, class: 'point' });
}
