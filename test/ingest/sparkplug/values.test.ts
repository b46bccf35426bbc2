/** What a data type makes of a value. Numbers and forms: Sparkplug 3.0, 6.4.16 and 6.4.17. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrayElementsMax } from '../../../src/ingest/sparkplug/array-value.ts';
import { dataTypes } from '../../../src/ingest/sparkplug/data-types.ts';
import { findProperty, parseValue } from '../../../src/ingest/sparkplug/metric-value.ts';
import type { WireValue } from '../../../src/ingest/sparkplug/payload.ts';
import { joinUint64 } from '../../../src/ingest/sparkplug/wire-reader.ts';
import { dataTypeCodes } from './support/fixtures.ts';

const parse = (type: string, wire: unknown): unknown => {
  const value = parseValue(wire as WireValue, dataTypeCodes[type], false);
  if (value.kind === 'scalar' || value.kind === 'bytes') return value.value;
  return value.kind === 'list' ? value.values : value.kind;
};
const long = (value: bigint): WireValue => {
  const unsigned = BigInt.asUintN(64, value);
  return { field: 'long', value: joinUint64(Number(unsigned & 0xffff_ffffn), Number(unsigned >> 32n)) };
};
const packed = (values: { readonly buffer: ArrayBufferLike }): WireValue => ({
  field: 'bytes',
  value: new Uint8Array(values.buffer),
});

test('data types have the numbers of the definition', () => {
  expect(Object.fromEntries(dataTypes.map((type, code) => [type, code]))).toEqual(dataTypeCodes);
});

describe('whole numbers', () => {
  const formats = [
    ['Int8', 8, true],
    ['Int16', 16, true],
    ['Int32', 32, true],
    ['UInt8', 8, false],
    ['UInt16', 16, false],
    ['UInt32', 32, false],
  ] as const;

  test.each(formats)('%s is read from its own width, and from a field it was widened to', (type, bits, isSigned) => {
    const least = isSigned ? -(2 ** (bits - 1)) : 0;
    const value = fc.integer({ min: least, max: least + 2 ** bits - 1 });
    fc.assert(
      fc.property(value, (number) => {
        const own = Number(BigInt.asUintN(bits, BigInt(number)));
        expect(parse(type, { field: 'int', value: own })).toBe(number);
        expect(parse(type, { field: 'int', value: number >>> 0 })).toBe(number);
        expect(parse(type, long(BigInt(number)))).toBe(number);
      }),
    );
  });

  test.each(formats)('%s is wrong where the number does not fit it', (type, bits, isSigned) => {
    const least = isSigned ? -(2 ** (bits - 1)) : 0;
    expect(parse(type, long(BigInt(2 ** bits)))).toBe('wrong');
    expect(parse(type, long(BigInt(least - 1)))).toBe('wrong');
    expect(parse(type, { field: 'string', value: '1' })).toBe('wrong');
  });

  test('64 bits are exact: beyond 2^53 they are a bigint', () => {
    const exact = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        expect(parse('Int64', long(value))).toBe(exact(value));
        expect(parse('UInt64', long(value))).toBe(exact(BigInt.asUintN(64, value)));
        expect(parse('DateTime', long(value))).toBe(exact(BigInt.asUintN(64, value)));
      }),
    );
    for (const value of [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n), 1n - 2n ** 53n]) {
      expect(parse('Int64', long(value))).toBe(exact(value));
    }
  });

  test('64 bits in a field of 32 are refused: -1 and 4294967295 would be the same', () => {
    expect(parse('Int64', { field: 'int', value: 0xffff_ffff })).toBe('wrong');
  });
});

test('scalars are read from the field of their type, and from no other', () => {
  const cases: readonly (readonly [string, WireValue, unknown])[] = [
    ['Float', { field: 'float', value: 0.5 }, 0.5],
    ['Float', { field: 'double', value: 0.5 }, 0.5],
    ['Double', { field: 'double', value: 0.1 }, 0.1],
    ['Boolean', { field: 'boolean', value: true }, true],
    ['String', { field: 'string', value: 'ä' }, 'ä'],
    ['Text', { field: 'string', value: '' }, ''],
    ['UUID', { field: 'string', value: '6ba7b810' }, '6ba7b810'],
    ['Bytes', { field: 'bytes', value: Uint8Array.of(1) }, Uint8Array.of(1)],
    ['File', { field: 'bytes', value: Uint8Array.of(2) }, Uint8Array.of(2)],
  ];
  for (const [type, wire, value] of cases) {
    expect(parse(type, wire)).toEqual(value);
    expect(parse(type, { field: 'extension' })).toBe('wrong');
    expect(parse(type, { field: 'dataset', value: { columns: [], types: [], rows: [] } })).toBe('wrong');
  }
  expect(parse('DataSet', { field: 'int', value: 1 })).toBe('wrong');
  expect(parse('Template', { field: 'int', value: 1 })).toBe('wrong');
  expect(parse('PropertySet', { field: 'bytes', value: Uint8Array.of() })).toBe('wrong');
  expect(parse('Int8Array', { field: 'int', value: 1 })).toBe('wrong');
});

test('null goes before everything, no value is missing, and a type of no number is wrong', () => {
  expect(parseValue({ field: 'int', value: 1 }, 99, true)).toEqual({ kind: 'null' });
  expect(parseValue({ field: 'none' }, 3, false)).toEqual({ kind: 'missing' });
  expect(parseValue({ field: 'int', value: 1 }, 99, false).kind).toBe('wrong');
  expect(parseValue({ field: 'int', value: 1 }, undefined, false).kind).toBe('wrong');
  expect(parseValue({ field: 'int', value: 1 }, 0, false).kind).toBe('wrong');
});

describe('arrays', () => {
  const numbers = [
    ['Int8Array', fc.int8Array()],
    ['Int16Array', fc.int16Array()],
    ['Int32Array', fc.int32Array()],
    ['UInt8Array', fc.uint8Array()],
    ['UInt16Array', fc.uint16Array()],
    ['UInt32Array', fc.uint32Array()],
    ['FloatArray', fc.float32Array()],
    ['DoubleArray', fc.float64Array()],
  ] as const;

  test.each(numbers)('%s is packed, least significant byte first', (type, values) => {
    fc.assert(
      fc.property(values as fc.Arbitrary<Float64Array>, (array) => {
        expect(parse(type, packed(array))).toEqual([...array]);
      }),
    );
  });

  test('arrays of 64 bits are exact', () => {
    const values = [0n, -1n, 2n ** 62n, 5n];
    expect(parse('Int64Array', packed(BigInt64Array.from(values)))).toEqual([0, -1, 2n ** 62n, 5]);
    for (const type of ['UInt64Array', 'DateTimeArray']) {
      expect(parse(type, packed(BigInt64Array.from(values)))).toEqual([0, 2n ** 64n - 1n, 2n ** 62n, 5]);
    }
  });

  test('booleans are a count and bits, the most significant first', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (values) => {
        const bytes = new Uint8Array(4 + Math.ceil(values.length / 8));
        bytes[0] = values.length;
        values.forEach((value, i) => {
          if (value) bytes[4 + (i >> 3)] = (bytes[4 + (i >> 3)] as number) | (0x80 >> (i & 7));
        });
        expect(parse('BooleanArray', packed(bytes))).toEqual(values);
      }),
    );
    expect(parse('BooleanArray', packed(Uint8Array.of(1, 0)))).toBe('wrong');
    expect(parse('BooleanArray', packed(Uint8Array.of(9, 0, 0, 0, 0xff)))).toBe('wrong');
    expect(parse('BooleanArray', packed(Uint8Array.of(0xff, 0xff, 0xff, 0xff)))).toBe('wrong');
  });

  test('strings end with a zero each', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 5 }).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (values) => {
        const bytes = new TextEncoder().encode(values.map((value) => `${value}\0`).join(''));
        expect(parse('StringArray', packed(bytes))).toEqual(values);
      }),
    );
    expect(parse('StringArray', packed(Uint8Array.of(0x61)))).toBe('wrong');
    expect(parse('StringArray', packed(Uint8Array.of(0xff, 0)))).toBe('wrong');
  });

  test('an array is refused where its bytes are no whole number of elements, or too many', () => {
    expect(parse('Int16Array', packed(new Uint8Array(3)))).toBe('wrong');
    expect(parse('Int8Array', packed(new Uint8Array(arrayElementsMax)))).toHaveLength(arrayElementsMax);
    expect(parse('Int8Array', packed(new Uint8Array(arrayElementsMax + 1)))).toBe('wrong');
    expect(parse('StringArray', packed(new Uint8Array(arrayElementsMax + 1)))).toBe('wrong');
  });
});

describe('data sets', () => {
  const int = dataTypeCodes['Int32'] as number;
  const table = (columns: string[], types: number[], rows: WireValue[][], columnCount?: number | bigint): string =>
    parseValue({ field: 'dataset', value: { columns, types, rows, columnCount } }, dataTypeCodes['DataSet'], false)
      .kind;

  test('have as many types and cells as columns, or are wrong', () => {
    const one: WireValue = { field: 'int', value: 1 };
    expect(table(['a'], [int], [[one]])).toBe('table');
    expect(table(['a'], [int], [[one]], 1)).toBe('table');
    expect(table(['a'], [int], [[one]], 2)).toBe('wrong');
    expect(table(['a'], [], [[one]])).toBe('wrong');
    expect(table(['a'], [int], [[one, one]])).toBe('wrong');
  });

  test('have cells of the type of their column, or none', () => {
    const set = { columns: ['a'], types: [int], rows: [[{ field: 'none' as const }]], columnCount: 1 };
    expect(parseValue({ field: 'dataset', value: set }, dataTypeCodes['DataSet'], false)).toMatchObject({
      rows: [[null]],
    });
    expect(table(['a'], [int], [[{ field: 'string', value: 'x' }]])).toBe('wrong');
  });
});

test('a property is found by its name whatever its case, and is none where it has no single value', () => {
  const int = dataTypeCodes['Int32'];
  const set = (isNull: boolean): Parameters<typeof findProperty>[0] => ({
    keys: ['engUnit', 'quality', 'more'],
    values: [
      { dataType: dataTypeCodes['String'], isNull: false, value: { field: 'string', value: 'Cel' } },
      { dataType: int, isNull, value: { field: 'int', value: 192 } },
    ],
  });
  expect(findProperty(set(false), 'Quality')).toBe(192);
  expect(findProperty(set(true), 'Quality')).toBeUndefined();
  expect(findProperty(set(false), 'more')).toBeUndefined();
  expect(findProperty(set(false), 'other')).toBeUndefined();
});
