import { expect, test } from 'vitest';
import { mayHaveCounted, toCommittedPosition } from '../../../src/ingest/pipeline/position.ts';

const position = toCommittedPosition({
  source: undefined,
  order: 3,
  place: { buffer: 'b', numbers: { kept: 4, droppable: 5 }, counted: ['droppable/10-20', 'kept/7-8'] },
});

test('a number is counted as lost where the account of its source has a loss or damage around it', () => {
  const counted = Array.from({ length: 30 }, (_, number) => number).filter((number) =>
    mayHaveCounted(position, 'droppable', number),
  );
  expect(counted).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  expect([6, 7, 8].filter((number) => mayHaveCounted(position, 'kept', number))).toEqual([7]);
});

test('where nothing was lost, or there was no buffer yet, nothing is counted', () => {
  const place = { buffer: 'b', numbers: { kept: 4, droppable: 5 }, counted: [] };
  expect(mayHaveCounted(toCommittedPosition({ source: undefined, order: 1, place }), 'kept', 1)).toBe(false);
  expect(mayHaveCounted({ row: 12 }, 'kept', 1)).toBe(false);
});
