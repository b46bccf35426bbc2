/** Values of every data type, written and read back. */
import fc from 'fast-check';
import { type SparkplugDataType, sparkplugDataTypes } from 'gemba/ingest';
import { type SparkplugValue, toWireValue } from 'gemba/testing';
import { expect, test } from 'vitest';
import { parseValue } from '../../../src/ingest/sparkplug/metric-value.ts';

const whole = (bits: number, isSigned: boolean): fc.Arbitrary<bigint> =>
  fc.bigInt(
    isSigned
      ? { min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }
      : { min: 0n, max: 2n ** BigInt(bits) - 1n },
  );
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((one) => !one.includes('\0'));
const scalars = {
  Int8: whole(8, true),
  Int16: whole(16, true),
  Int32: whole(32, true),
  Int64: whole(64, true),
  UInt8: whole(8, false),
  UInt16: whole(16, false),
  UInt32: whole(32, false),
  UInt64: whole(64, false),
  Float: fc.float({ noNaN: true }),
  Double: fc.double({ noNaN: true }),
  Boolean: fc.boolean(),
  String: text,
  DateTime: whole(64, false),
} as const;
const others = { Text: text, UUID: fc.uuid(), Bytes: fc.uint8Array(), File: fc.uint8Array() } as const;
const arrays = Object.fromEntries(
  Object.entries(scalars).map(([type, one]) => [
    `${type}Array`,
    fc.array(one as fc.Arbitrary<SparkplugValue>, { maxLength: 20 }),
  ]),
);
const values: Readonly<Record<string, fc.Arbitrary<SparkplugValue>>> = { ...scalars, ...others, ...arrays };

/** As the reader gives whole numbers: a `bigint` only where a number would not be exact. */
const narrowed = (value: unknown): unknown =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;

test('there are values of every data type that a metric can have, beside tables and templates', () => {
  const without = new Set(['Unknown', 'DataSet', 'Template', 'PropertySet', 'PropertySetList']);
  expect(Object.keys(values).toSorted()).toEqual(sparkplugDataTypes.filter((type) => !without.has(type)).toSorted());
});

test.each(Object.entries(values))('a value of %s is read as it was written', (name, arbitrary) => {
  const type = name as SparkplugDataType;
  fc.assert(
    fc.property(arbitrary, (value) => {
      const read = parseValue(toWireValue(type, value), sparkplugDataTypes.indexOf(type), false);
      if (Array.isArray(value)) expect(read).toEqual({ kind: 'list', values: value.map(narrowed) });
      else if (value instanceof Uint8Array) expect(read).toEqual({ kind: 'bytes', value });
      else expect(read).toEqual({ kind: 'scalar', value: narrowed(value) });
    }),
    { numRuns: 50 },
  );
});

test('a table is read as it was written, its empty cells null', () => {
  const rows = [
    [-1, 'first', true],
    [null, 'second', null],
  ];
  const wire = toWireValue('DataSet', { columns: ['a', 'b', 'c'], types: ['Int16', 'String', 'Boolean'], rows });
  const read = parseValue(wire, sparkplugDataTypes.indexOf('DataSet'), false);
  expect(read).toEqual({ kind: 'table', columns: ['a', 'b', 'c'], rows });
});

test.each([
  ['Int8', 128],
  ['UInt8', -1],
  ['Int64', 2n ** 63n],
  ['UInt64', -1n],
  ['Int32', 0.5],
  ['Int32', 'one'],
  ['Float', '1'],
  ['Boolean', 1],
  ['String', 1],
  ['Bytes', 'AQ=='],
  ['StringArray', ['with\0zero']],
  ['BooleanArray', [1]],
  ['Int8Array', 1],
  ['Template', 'none'],
] as const)('%s does not take %s', (type, value) => {
  expect(() => toWireValue(type, value as SparkplugValue)).toThrow(RangeError);
});
