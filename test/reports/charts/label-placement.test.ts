import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepInside, labelStep, placeBeside, spreadLabels } from '../../../src/reports/charts/label-placement.ts';

const anyLabels = fc.array(
  fc.record({
    middle: fc.double({ min: -50, max: 250, noNaN: true }),
    size: fc.double({ min: 1, max: 15, noNaN: true }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('spreadLabels', () => {
  test('labels that do not touch stay where they want to be', () => {
    expect(
      spreadLabels(
        [
          { middle: 80, size: 10 },
          { middle: 20, size: 10 },
        ],
        0,
        100,
      ),
    ).toEqual([80, 20]);
  });

  test('two that want the same place share it evenly', () => {
    expect(
      spreadLabels(
        [
          { middle: 50, size: 10 },
          { middle: 50, size: 10 },
        ],
        0,
        100,
      ),
    ).toEqual([45, 55]);
  });

  test('for any labels none overlaps, all lie inside and the order stays, where the room is enough', () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const middles = spreadLabels(labels, 0, 200);
        const placed = labels
          .map((label, index) => ({ ...label, wanted: label.middle, at: middles[index] ?? 0 }))
          .sort((a, b) => a.at - b.at);
        placed.forEach((label, index) => {
          expect(label.at - label.size / 2).toBeGreaterThanOrEqual(-1e-6);
          expect(label.at + label.size / 2).toBeLessThanOrEqual(200 + 1e-6);
          const next = placed[index + 1];
          if (next === undefined) return;
          expect(next.at - label.at).toBeGreaterThanOrEqual((next.size + label.size) / 2 - 1e-6);
          expect(next.wanted).toBeGreaterThanOrEqual(label.wanted);
        });
      }),
    );
  });

  test('where the room is too small all labels still lie inside', () => {
    const middles = spreadLabels(
      [
        { middle: 5, size: 10 },
        { middle: 5, size: 10 },
        { middle: 5, size: 10 },
      ],
      0,
      15,
    );
    expect(middles).toEqual([2.5, 7.5, 12.5]);
  });

  test('no labels have no places', () => {
    expect(spreadLabels([], 0, 10)).toEqual([]);
  });
});

describe('labelStep', () => {
  test('is the smallest even step that keeps labels apart', () => {
    const hours = Array.from({ length: 25 }, (_, index) => index * 20);
    expect(
      labelStep(
        hours,
        hours.map(() => 28),
        4,
      ),
    ).toBe(2);
    expect(
      labelStep(
        hours,
        hours.map(() => 10),
        4,
      ),
    ).toBe(1);
    expect(
      labelStep(
        hours,
        hours.map(() => 100),
        4,
      ),
    ).toBe(6);
  });

  test('where only one label fits, it is the first', () => {
    expect(labelStep([0, 1, 2], [50, 50, 50], 0)).toBeGreaterThanOrEqual(3);
  });
});

describe('keepInside', () => {
  test('moves a label only as far as it runs out', () => {
    expect([keepInside(2, 10, 0, 100), keepInside(50, 10, 0, 100), keepInside(99, 10, 0, 100)]).toEqual([5, 50, 95]);
  });
});

describe('placeBeside', () => {
  const room = { left: 0, right: 100, top: 0, bottom: 50 };
  const label = { x: 50, y: 25, radius: 3, width: 20, height: 10 };

  test('a label stands above its mark, or else below, right or left', () => {
    const blocks = [
      { left: 30, right: 70, top: 0, bottom: 20 },
      { left: 30, right: 70, top: 30, bottom: 50 },
      { left: 55, right: 100, top: 0, bottom: 50 },
    ];
    const places = [0, 1, 2, 3].map((count) => placeBeside([label], blocks.slice(0, count), room)[0]);
    expect(places.map((place) => [place?.left, place?.top])).toEqual([
      [40, 10],
      [40, 30],
      [55, 20],
      [25, 20],
    ]);
  });

  test('a label without a place has none', () => {
    expect(placeBeside([label], [room], room)).toEqual([undefined]);
  });

  test('for any labels those placed lie inside, and touch neither another nor an obstacle', () => {
    const at = fc.double({ min: 0, max: 100, noNaN: true });
    const any = fc.record({ x: at, y: at, radius: fc.constant(3), width: fc.constant(25), height: fc.constant(9) });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), fc.array(fc.tuple(at, at), { maxLength: 8 }), (labels, dots) => {
        const obstacles = dots.map(([x, y]) => ({ left: x - 2, right: x + 2, top: y - 2, bottom: y + 2 }));
        const space = { left: 0, right: 100, top: 0, bottom: 100 };
        const boxes = placeBeside(labels, obstacles, space).filter((box) => box !== undefined);
        boxes.forEach((box, index) => {
          expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0);
          expect(Math.max(box.right, box.bottom)).toBeLessThanOrEqual(100);
          for (const other of [...obstacles, ...boxes.slice(index + 1)]) {
            const apart =
              box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
            expect(apart).toBe(true);
          }
        });
      }),
    );
  });
});
