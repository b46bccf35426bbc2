import { palette } from '../theme.ts';
import { element, type SvgAttributes } from './svg.ts';

/** Signs are drawn, not typed: the embedded face has no triangles. */

function polygon(points: readonly (readonly [number, number])[], attributes: SvgAttributes): string {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return element('path', { d: `${path}Z`, ...attributes });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A diamond around its middle: this row is unusual. */
export function diamond(x: number, y: number, radius: number, attributes: SvgAttributes = {}): string {
  return polygon(
    [
      [x, y - radius],
      [x + radius, y],
      [x, y + radius],
      [x - radius, y],
    ],
    { fill: palette.bad, ...attributes },
  );
}

/** A triangle around its middle that points up (more than usual) or down (less). */
export function triangle(x: number, y: number, radius: number, direction: 'up' | 'down', fill: string): string {
  const sign = direction === 'up' ? 1 : -1;
  return polygon(
    [
      [x, y - sign * radius],
      [x + radius, y + sign * radius * 0.8],
      [x - radius, y + sign * radius * 0.8],
    ],
    { fill },
  );
}
