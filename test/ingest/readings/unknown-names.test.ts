import { UnknownNames } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';
import { decode, receivedAt, tagOf } from './support/decode.ts';

describe('names nobody has mapped', () => {
  it('are listed with count, first and last time and an example, the most frequent first', async () => {
    const unknownNames = new UnknownNames();
    const tags = [tagOf('a')];
    const send = (payload: unknown, at: number): Promise<unknown> =>
      decode({ form: 'object' }, payload, { tags, unknownNames, receivedAt: at });
    await send({ a: 1, z: 'on', b: 2 }, receivedAt);
    await send({ b: 3.5 }, receivedAt + 5);
    await send({ c: null }, receivedAt + 6);
    expect(unknownNames.list()).toEqual([
      { name: 'b', count: 2, firstAt: receivedAt, lastAt: receivedAt + 5, example: '3.5' },
      { name: 'c', count: 1, firstAt: receivedAt + 6, lastAt: receivedAt + 6, example: 'null' },
      { name: 'z', count: 1, firstAt: receivedAt, lastAt: receivedAt, example: 'on' },
    ]);
  });

  it('are bounded: the one unheard of for longest goes, and is counted', () => {
    const names = new UnknownNames(2);
    names.note('a', 1, '');
    names.note('b', 2, '');
    names.note('a', 3, '');
    names.note('c', 4, '');
    expect(names.list().map(({ name }) => name)).toEqual(['a', 'c']);
    expect(names.forgottenCount).toBe(1);
  });

  it('a long name is cut', () => {
    const names = new UnknownNames();
    names.note('x'.repeat(1_000), 1, '');
    expect(names.list()[0]?.name).toHaveLength(500);
  });
});
