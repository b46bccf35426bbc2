import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toBytes, toWords, wordsPerRow } from '../../src/history/embedded/identity-words.ts';
import { orderRows, reordered } from '../../src/history/embedded/row-order.ts';

const time = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(Number.NaN));
const row = fc.record({
  place: fc.nat({ max: 2 }),
  startAt: time,
  endAt: time,
  identity: fc.uint8Array({ minLength: 16, maxLength: 16 }),
});

it('rows are ordered by place, start, end and the bytes of their identity, absent times last', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
      const bytes = new Uint8Array(rows.flatMap(({ identity }) => [...identity]));
      const identity = toWords(bytes) as Uint32Array<ArrayBuffer>;
      const startAt = Float64Array.from(rows, (one) => one.startAt);
      const order = orderRows({
        place: Uint32Array.from(rows, (one) => one.place),
        placeCount: 3,
        startAt,
        endAt: Float64Array.from(rows, (one) => one.endAt),
        tie: { kind: 'identity', words: identity },
      });
      // A second plain way: text keys that sort as the rows do.
      const timeKey = (at: number): string => (Number.isNaN(at) ? 'z' : String(at));
      const keyOf = (one: (typeof rows)[0]): string =>
        [one.place, timeKey(one.startAt), timeKey(one.endAt), Buffer.from(one.identity).toString('hex')].join(' ');
      const keys = rows.map(keyOf);
      const expected = keys.toSorted();
      expect([...(order ?? keys.keys())].map((i) => keys[i])).toEqual(expected);
      if (order === undefined) expect(keys).toEqual(expected);
      expect([...reordered(startAt, order)].map(timeKey)).toEqual(expected.map((key) => key.split(' ')[1]));
      const hex = Buffer.from(toBytes(reordered(identity, order, wordsPerRow))).toString('hex');
      expect(hex).toBe(expected.map((key) => key.split(' ')[3]).join(''));
    }),
  );
});

it('rows that lie in order are not copied', () => {
  const values = Float64Array.of(1, 2);
  const identity = new Uint32Array(8);
  expect(
    orderRows({
      place: Uint32Array.of(0, 1),
      placeCount: 2,
      startAt: values,
      endAt: values,
      tie: { kind: 'identity', words: identity },
    }),
  ).toBeUndefined();
  expect(reordered(values, undefined)).toBe(values);
});

it('readings of one instant are ordered by their sequence, those without one first, however they lie', () => {
  const sequences = Float64Array.of(2, Number.NaN, 1);
  const zeros = new Float64Array(3);
  const order = orderRows({
    place: new Uint32Array(3),
    placeCount: 1,
    startAt: zeros,
    endAt: zeros,
    tie: { kind: 'sequence', values: sequences },
  });
  expect([...reordered(sequences, order)]).toEqual([Number.NaN, 1, 2]);
});

it('identities of some rows of a larger array are those rows alone', () => {
  const bytes = Uint8Array.from({ length: 48 }, (_, i) => i);
  const words = toWords(bytes) as Uint32Array<ArrayBuffer>;
  expect(toBytes(words.subarray(0, 2 * wordsPerRow))).toEqual(bytes.subarray(0, 32));
});
