import { palette } from '../theme.ts';
import type { UsualBand } from './chart.ts';
import { line } from './svg.ts';

/** Whether a value stands above or below its usual band, within it, or nothing is known to compare with. */
export function standingOf(value: number, usual: UsualBand | undefined): 'above' | 'below' | 'within' | 'unknown' {
  if (usual === undefined) return 'unknown';
  if (value > usual.p90) return 'above';
  return value < usual.p10 ? 'below' : 'within';
}

/** The usual range as a thin bracket: a line from p10 to p90 with ends, and a longer tick at the median. Positions in px. */
export function usualBracket(p10X: number, medianX: number, p90X: number, y: number): string {
  const stroke = { stroke: palette.ink, 'stroke-width': 0.75, class: 'usual' };
  return [
    line(p10X, y, p90X, y, stroke),
    line(p10X, y - 1.5, p10X, y + 1.5, stroke),
    line(p90X, y - 1.5, p90X, y + 1.5, stroke),
    line(medianX, y - 3, medianX, y + 3, { ...stroke, 'stroke-width': 1.5 }),
  ].join('');
}
