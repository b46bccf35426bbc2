import fc from 'fast-check';
import { type FactRow, identifyReadings, toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';

type Reading = FactRow<'reading'>;

const instants = fc.oneof(fc.constantFrom(0, -0, 1.7e12, 1.7e12 + 0.25, -1), fc.double({ noNaN: true }));
const values = fc.oneof(fc.constantFrom(undefined, 0, -0, 1, Number.POSITIVE_INFINITY), fc.double({ noNaN: true }));
const readings = fc.record({
  tag: fc.constantFrom('a', 'b', 'ab', 'ba', 'line 1/temperature', 'line 2/temperature', '温度', '\n', 'bad\na'),
  at: instants,
  value: values,
  text: fc.constantFrom('', 'a', 'b', 'bad', 'bad\na', '\n'),
  quality: fc.constantFrom('', 'bad', 'uncertain'),
  sequence: fc.constantFrom(undefined, 0, -0, 1, 2, 2 ** 40, 0.5),
  source: fc.constantFrom('mqtt', 'mes'),
}) as unknown as fc.Arbitrary<Reading>;

/** Identity and content of each reading, as hex. */
function identified(rows: readonly Reading[]): { identity: string; content: string }[] {
  const { identity, content } = identifyReadings(toTable('reading', rows).columns);
  const hex = (bytes: Uint8Array, i: number) => Buffer.from(bytes.subarray(i * 16, i * 16 + 16)).toString('hex');
  return rows.map((_, i) => ({ identity: hex(identity, i), content: hex(content, i) }));
}

/** What must be equal for two readings to be one; as text -0 is 0. */
const keyOf = ({ tag, at, sequence }: Reading): string => JSON.stringify([tag, String(at), String(sequence)]);
const saidBy = ({ value, text, quality }: Reading): string => JSON.stringify([String(value), text, quality]);

describe('the identity of a reading', () => {
  test('is equal exactly where tag, instant and sequence are', () => {
    fc.assert(
      fc.property(fc.array(readings, { minLength: 2, maxLength: 40 }), (rows) => {
        const ids = identified(rows).map(({ identity }) => identity);
        expect(new Set(ids).size).toBe(new Set(rows.map(keyOf)).size);
        const byKey = new Map(rows.map((row, i) => [keyOf(row), ids[i]]));
        expect(ids).toEqual(rows.map((row) => byKey.get(keyOf(row))));
      }),
      { numRuns: 500 },
    );
  });

  test('does not depend on what else is in the table, nor on codes', () => {
    fc.assert(
      fc.property(fc.array(readings, { minLength: 1, maxLength: 20 }), (rows) => {
        expect(rows.flatMap((row) => identified([row]))).toEqual(identified(rows));
      }),
    );
  });

  test('of 400,000 tags at one instant are all different, and come out the same again', () => {
    const tags = Array.from({ length: 400_000 }, (_, i) => `plant/hall ${i % 7}/line ${i % 40}/drive ${i}/speed`);
    const columnsOf = (dictionary: readonly string[]) => {
      const none = { dictionary: [''], codes: new Uint32Array(dictionary.length) };
      const absent = new Float64Array(dictionary.length).fill(Number.NaN);
      const codes = Uint32Array.from(dictionary, (_, i) => i);
      return {
        tag: { dictionary, codes },
        at: new Float64Array(dictionary.length),
        value: absent,
        sequence: absent,
        text: none,
        quality: none,
        source: none,
      };
    };
    const first = identifyReadings(columnsOf(['', ...tags])).identity;
    const words = new DataView(first.buffer);
    const seen = [0, 4].map((at) => new Set(tags.map((_, i) => words.getUint32((i + 1) * 16 + at))));
    const both = new Set(tags.map((_, i) => words.getBigUint64((i + 1) * 16)));
    expect(both.size).toBe(tags.length);
    // Of n numbers drawn at random from m, about n^2/2m meet: 18.6 here. Twice six standard deviations more is no chance.
    for (const lane of seen) expect(tags.length - lane.size).toBeLessThan(18.6 + 12 * Math.sqrt(18.6));
    const last = identifyReadings(columnsOf(['', ...tags.slice(-1_000)])).identity;
    expect(last.subarray(16)).toEqual(first.subarray(-16_000));
  });

  test('ends with the instant as a big-endian double, and never changes', () => {
    const { identity } = identifyReadings(
      toTable('reading', [{ tag: 'press/force', at: 1.7e12 + 0.25, sequence: 7 }]).columns,
    );
    expect(new DataView(identity.buffer).getFloat64(8)).toBe(1.7e12 + 0.25);
    expect(Buffer.from(identity).toString('hex')).toBe('06624e1bcf02ddd24278bcfe56800400');
  });
});

describe('the content of a reading', () => {
  test('is equal exactly where value, text and quality are; the source is no part of it', () => {
    fc.assert(
      fc.property(fc.array(readings, { minLength: 2, maxLength: 40 }), (rows) => {
        const contents = identified(rows).map(({ content }) => content);
        const byKey = new Map(rows.map((row, i) => [saidBy(row), contents[i]]));
        expect(new Set(contents).size).toBe(byKey.size);
        expect(contents).toEqual(rows.map((row) => byKey.get(saidBy(row))));
      }),
      { numRuns: 500 },
    );
  });

  test('of a good number is its bits and 0, -0 being 0; every NaN is absent', () => {
    const odd = new Float64Array(new BigUint64Array([0x7ff8_0000_0000_1234n, 0xfff8_0000_0000_0000n]).buffer);
    const { columns } = toTable('reading', [{ tag: 'a', at: 0, value: -0 }, { tag: 'a' }, { tag: 'a' }]);
    const value = Float64Array.of(-0, odd[0] as number, odd[1] as number);
    const { content, identity } = identifyReadings({ ...columns, value });
    const words = new DataView(content.buffer);
    expect(Array.from({ length: 6 }, (_, i) => words.getBigUint64(i * 8))).toEqual([
      0n,
      0n,
      0x7ff8_0000_0000_0000n,
      0n,
      0x7ff8_0000_0000_0000n,
      0n,
    ]);
    expect(identity.subarray(16, 32)).toEqual(identity.subarray(32, 48));
  });

  test('of a text never changes', () => {
    const { content } = identifyReadings(
      toTable('reading', [{ tag: 'a', at: 0, text: 'läuft', quality: 'bad' }]).columns,
    );
    expect(Buffer.from(content).toString('hex')).toBe('7ff8000000000000200c6671190eab49');
  });
});

test('columns of readings that differ in length are misuse', () => {
  const { columns } = toTable('reading', [{ tag: 'a', at: 0 }]);
  expect(() => identifyReadings({ ...columns, value: new Float64Array(2) })).toThrow(RangeError);
});
