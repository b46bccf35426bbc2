import { line as lineShape } from 'd3-shape';
import { measureText } from '../fonts/index.ts';
import { palette, typeSizesPt } from '../theme.ts';
import { hatchedRect } from './hatch.ts';
import { element, getFinite, rect } from './svg.ts';
import { text } from './text.ts';

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

/** Where a chart's marks may stand, px. */
export interface PlotBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The field of a gap `[from, to)`: half a step beyond its points, within the box. */
export function gapSpan(
  from: number,
  to: number,
  x: (index: number) => number,
  step: number,
  box: PlotBox,
): { start: number; end: number } {
  return { start: Math.max(box.left, x(from) - step / 2), end: Math.min(box.right, x(to - 1) + step / 2) };
}

/** Hatched fields over the gaps of a series with points `step` px apart, within `[left, right]`. */
export function gapFields(
  values: readonly (number | undefined)[],
  x: (index: number) => number,
  step: number,
  box: PlotBox,
): string[] {
  return gapRuns(values).map(([from, to]) => {
    const { start, end } = gapSpan(from, to, x, step, box);
    return hatchedRect(start, box.top, end - start, box.bottom - box.top, 'silent', { class: 'gap' });
  });
}

/** A word in a hatched field `[start, end]` on plain ground, so that the hatch does not run through it; none without room. */
export function gapWord(start: number, end: number, baseline: number, label: string): string {
  const sizePt = typeSizesPt.tiny;
  const [middle, width] = [(start + end) / 2, measureText(label, sizePt)];
  if (label === '' || width + 8 > end - start) return '';
  return (
    rect(middle - width / 2 - 2, baseline - 8, width + 4, 11, { fill: palette.hatchGround }) +
    text(middle, baseline, label, { sizePt, fill: palette.mid, anchor: 'middle' })
  );
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
    .x((_, index) => getFinite(x(index)))
    .y((value) => getFinite(y(value ?? 0)))
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
