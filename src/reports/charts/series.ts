import { line as lineShape } from 'd3-shape';
import { palette } from '../theme.ts';
import { hatchFill } from './patterns.ts';
import { element, rect } from './svg.ts';

/** Indexes at which a series is unknown, as runs `[from, to)`: neighbouring gaps are one hatched field. */
export function gapRuns(values: readonly (number | undefined)[]): [number, number][] {
  const runs: [number, number][] = [];
  values.forEach((value, index) => {
    if (value !== undefined) return;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === index) last[1] = index + 1;
    else runs.push([index, index + 1]);
  });
  return runs;
}

/** Hatched fields over the gaps of a series with points `step` px apart, within `[left, right]`. */
export function gapFields(
  values: readonly (number | undefined)[],
  x: (index: number) => number,
  step: number,
  box: { left: number; right: number; top: number; bottom: number },
  idPrefix: string,
): string[] {
  return gapRuns(values).map(([from, to]) => {
    const start = Math.max(box.left, x(from) - step / 2);
    const end = Math.min(box.right, x(to - 1) + step / 2);
    return rect(start, box.top, end - start, box.bottom - box.top, {
      fill: hatchFill(idPrefix, 'silent'),
      class: 'gap',
    });
  });
}

/** The line through the known values, broken at gaps; a value between two gaps is a dot. */
export function seriesLine(
  values: readonly (number | undefined)[],
  x: (index: number) => number,
  y: (value: number) => number,
  strokeWidth: number,
): string {
  const shape = lineShape<number | undefined>()
    .defined((value) => value !== undefined)
    .x((_, index) => x(index))
    .y((value) => y(value ?? 0))
    .digits(2);
  const path = shape([...values]);
  return path === null
    ? ''
    : element('path', {
        d: path,
        fill: 'none',
        stroke: palette.ink,
        'stroke-width': strokeWidth,
        'stroke-linejoin': 'round',
        'stroke-linecap': 'round',
        class: 'series',
      });
}
