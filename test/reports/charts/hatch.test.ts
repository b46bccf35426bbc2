import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hatchedRect } from '../../../src/reports/charts/hatch.ts';
import { readSvg } from './svg-reading.ts';

/** The strokes of a hatched field as `[x1, y1, x2, y2]`. */
function strokesOf(x: number, y: number, width: number, height: number): number[][] {
  const elements = readSvg(`<g>${hatchedRect(x, y, width, height, 'silent', {})}</g>`);
  const path = elements.find((element) => element.name === 'path')?.attributes['d'] ?? '';
  return [...path.matchAll(/M([\d.-]+) ([\d.-]+)l([\d.]+)-([\d.]+)/g)].map((match) => {
    const [x1 = 0, y1 = 0, run = 0, rise = 0] = match.slice(1).map(Number);
    return [x1, y1, x1 + run, y1 - rise];
  });
}

describe('hatchedRect', () => {
  test('strokes rise at 45 degrees, lie inside the field and are evenly apart', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ max: 400, min: 0 }), fc.integer({ max: 400, min: 0 })),
        fc.tuple(fc.integer({ max: 300, min: 1 }), fc.integer({ max: 200, min: 1 })),
        ([x, y], [width, height]) => {
          for (const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] of strokesOf(x, y, width, height)) {
            expect(x1).toBeGreaterThanOrEqual(x - 0.06);
            expect(x2).toBeLessThanOrEqual(x + width + 0.11);
            expect(y1).toBeLessThanOrEqual(y + height + 0.06);
            expect(y2).toBeGreaterThanOrEqual(y - 0.11);
            expect(x2 - x1).toBeCloseTo(y1 - y2, 6);
            expect((x1 + y1) % 6).toBeCloseTo(0, 6);
          }
        },
      ),
    );
  });

  test('neighbouring fields run on in each other', () => {
    const whole = strokesOf(0, 0, 60, 10).map(([x1 = 0, y1 = 0]) => x1 + y1);
    const halves = [...strokesOf(0, 0, 30, 10), ...strokesOf(30, 0, 30, 10)].map(([x1 = 0, y1 = 0]) => x1 + y1);
    expect(new Set(halves)).toEqual(new Set(whole));
  });

  test('a field too small for a stroke is its ground alone', () => {
    expect(strokesOf(1, 1, 0.2, 0.2)).toEqual([]);
    expect(readSvg(hatchedRect(1, 1, 0.2, 0.2, 'down', { class: 'down' }))).toHaveLength(1);
  });
});
