import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeNotes } from '../../../src/reports/charts/change-notes.ts';
import { anyLabel } from './arbitraries.ts';
import { labelBoxes, numberOf, readSvg } from './svg-reading.ts';

const read = (notes: { x: number; label: string }[]): ReturnType<typeof readSvg> =>
  readSvg(`<g>${placeNotes(notes, 0, 300).draw(50, 150).join('')}</g>`);

describe('placeNotes', () => {
  test('words stand right of their line, in a lane of their own where the next line is near', () => {
    const notes = [
      { x: 40, label: 'a long change of many words' },
      { x: 90, label: 'new fixture' },
    ];
    const [right, left] = labelBoxes(read(notes));
    expect(right?.left).toBeCloseTo(93, 1);
    expect(left?.left).toBeCloseTo(43, 1);
    expect(left?.bottom).toBeLessThanOrEqual(right?.top ?? 0);
    expect(placeNotes(notes, 0, 300).laneCount).toBe(2);
  });

  test('at the right end words stand left of their line', () => {
    expect(labelBoxes(read([{ x: 290, label: 'new fixture' }]))[0]?.right).toBeCloseTo(287, 1);
  });

  test('what finds no place keeps its line', () => {
    const notes = Array.from({ length: 6 }, (_, index) => ({ x: 100 + index, label: 'a long change of many words' }));
    const elements = read(notes);
    expect(elements.filter((element) => element.name === 'line')).toHaveLength(6);
    expect(labelBoxes(elements).length).toBeLessThanOrEqual(3);
  });

  test('without changes nothing takes room', () => {
    expect(placeNotes([], 0, 300).laneCount).toBe(0);
    expect(placeNotes([], 0, 300).draw(50, 150)).toEqual([]);
  });

  test('for any changes no words touch others, and no line strikes through any', () => {
    const anyNote = fc.record({ x: fc.double({ min: 0, max: 300, noNaN: true }), label: anyLabel });
    fc.assert(
      fc.property(fc.array(anyNote, { maxLength: 8 }), (notes) => {
        const elements = read(notes);
        const boxes = labelBoxes(elements);
        for (const [index, box] of boxes.entries()) {
          expect(box.left).toBeGreaterThanOrEqual(0);
          expect(box.right).toBeLessThanOrEqual(300.01);
          for (const other of boxes.slice(index + 1)) {
            const apart =
              box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
            expect(apart).toBe(true);
          }
          for (const line of elements.filter((element) => element.name === 'line')) {
            const [x, top] = [numberOf(line, 'x1'), numberOf(line, 'y1')];
            expect(x > box.left && x < box.right && top < box.bottom - 1).toBe(false);
          }
        }
      }),
    );
  });
});
