import { type HatchName, palette } from '../theme.ts';
import { element, line, rect } from './svg.ts';

/** The id of a hatch within one chart. */
export function hatchId(idPrefix: string, hatch: HatchName): string {
  return `${idPrefix}-hatch-${hatch}`;
}

export function hatchFill(idPrefix: string, hatch: HatchName): string {
  return `url(#${hatchId(idPrefix, hatch)})`;
}

function diagonal(id: string, ground: string, stroke: string, spacing: number, strokeWidth: number): string {
  return element(
    'pattern',
    { id, patternUnits: 'userSpaceOnUse', width: spacing, height: spacing, patternTransform: 'rotate(45)' },
    rect(0, 0, spacing, spacing, { fill: ground }),
    line(0, 0, 0, spacing, { stroke, 'stroke-width': strokeWidth * 2 }),
  );
}

/** The definition of a hatch: light grey for silent and unknown, dark strokes over vermilion for down. */
export function hatchPattern(idPrefix: string, hatch: HatchName): string {
  const id = hatchId(idPrefix, hatch);
  return hatch === 'silent'
    ? diagonal(id, palette.hatchGround, palette.hatchLine, 4, 0.5)
    : diagonal(id, palette.down, palette.downLine, 3, 0.6);
}
