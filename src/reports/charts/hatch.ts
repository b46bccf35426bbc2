import { type HatchName, palette } from '../theme.ts';
import { element, rect, type SvgAttributes } from './svg.ts';

/**
 * Hatches are drawn as strokes, not as SVG patterns: Chromium turns every use of a pattern into an image when it writes
 * a PDF (for a page of two timelines 540 kB and grey mud, against 38 kB and crisp lines).
 */
interface HatchStyle {
  readonly ground: string;
  readonly stroke: string;
  /** px from line to line, along the horizontal. */
  readonly spacing: number;
  readonly strokeWidth: number;
}

const hatchStyles: Readonly<Record<HatchName, HatchStyle>> = {
  silent: { ground: palette.hatchGround, stroke: palette.hatchLine, spacing: 6, strokeWidth: 0.7 },
  down: { ground: palette.down, stroke: palette.downLine, spacing: 4, strokeWidth: 0.9 },
};

const tenth = (value: number): string => String(Math.round(value * 10) / 10 || 0);

/**
 * Path data of the lines `x + y = n × spacing` within a rectangle. They share one phase over the whole chart, so that
 * hatched fields side by side run on.
 */
function diagonals(x: number, y: number, width: number, height: number, spacing: number): string {
  const [right, bottom] = [x + width, y + height];
  let path = '';
  for (let sum = Math.ceil((x + y) / spacing) * spacing; sum < right + bottom; sum += spacing) {
    const [fromX, toX] = [Math.max(x, sum - bottom), Math.min(right, sum - y)];
    const run = toX - fromX;
    if (run >= 0.3) path += `M${tenth(fromX)} ${tenth(sum - fromX)}l${tenth(run)}-${tenth(run)}`;
  }
  return path;
}

/** A hatched field: light grey for silent and unknown, dark strokes over vermilion for down. */
export function hatchedRect(
  x: number,
  y: number,
  width: number,
  height: number,
  hatch: HatchName,
  attributes: SvgAttributes,
): string {
  const { ground, stroke, spacing, strokeWidth } = hatchStyles[hatch];
  const path = diagonals(x, y, width, height, spacing);
  return [
    rect(x, y, width, height, { fill: ground, ...attributes }),
    path === ''
      ? ''
      : element('path', { d: path, stroke, 'stroke-width': strokeWidth, fill: 'none', class: `hatch ${hatch}` }),
  ].join('');
}
