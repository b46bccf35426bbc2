/** The latest readings of a state are remembered up to a bound. */
import { describe, expect, test } from 'vitest';
import { createLatestMemory, type LatestReadings } from '../../../src/history/embedded/reading/latest-memory.ts';

const readings = (...tags: string[]): LatestReadings =>
  new Map(tags.map((tag, i) => [tag, { row: { tag, at: i, value: i }, versions: 1 }]));

function recalled(memory: ReturnType<typeof createLatestMemory>, tags?: readonly string[]) {
  const { found, missing } = memory.recall(tags);
  return { found: [...found.keys()], missing };
}

describe('what was looked for', () => {
  test('is known the next time, also of a tag that has never spoken', () => {
    const memory = createLatestMemory();
    expect(recalled(memory, ['a', 'b'])).toEqual({ found: [], missing: ['a', 'b'] });
    memory.keep(['a', 'silent'], readings('a'));
    expect(recalled(memory, ['a', 'b', 'silent'])).toEqual({ found: ['a'], missing: ['b'] });
  });

  test('is not taken for all that ever spoke', () => {
    const memory = createLatestMemory();
    memory.keep(['a'], readings('a'));
    expect(recalled(memory).missing).toBeUndefined();
    memory.keep(undefined, readings('a', 'b'));
    expect(recalled(memory)).toEqual({ found: ['a', 'b'], missing: [] });
    expect(recalled(memory, ['b', 'unknown'])).toEqual({ found: ['b'], missing: [] });
  });

  test('is forgotten once it is too much, and never remembered where it is by itself', () => {
    const memory = createLatestMemory(2);
    memory.keep(undefined, readings('a', 'b'));
    memory.keep(['c'], readings('c'));
    expect(recalled(memory, ['a', 'c'])).toEqual({ found: ['c'], missing: ['a'] });
    expect(recalled(memory).missing).toBeUndefined();
    memory.keep(undefined, readings('a', 'b', 'c'));
    expect(recalled(memory, ['c'])).toEqual({ found: [], missing: ['c'] });
  });
});
