/** What bounds a message, and what of the wire format the definition does not use. */
import { expect, test } from 'vitest';
import { decodePayload } from '../../../src/ingest/sparkplug/decode-payload.ts';
import { encode, encodeVarint, type PlainMessage } from './support/encode.ts';

const failureOf = (bytes: readonly number[] | Uint8Array): string => {
  const decoded = decodePayload(Uint8Array.from(bytes));
  return decoded.kind === 'malformed' ? decoded.failure : 'none';
};

test('templates within templates are read to a depth, and refused beyond it', () => {
  const nest = (depth: number): PlainMessage =>
    depth === 0 ? { name: 'a' } : { template_value: { metrics: [nest(depth - 1)] } };
  expect(failureOf(encode({ metrics: [nest(7)] }))).toBe('none');
  expect(failureOf(encode({ metrics: [nest(8)] }))).toBe('too-deep');
});

test('what becomes objects is counted, and refused beyond a bound', () => {
  const metrics = (count: number): number[] => new Array(count * 2).fill(0).map((_, i) => (i % 2 === 0 ? 0x12 : 0));
  expect(failureOf(metrics(262_144))).toBe('none');
  expect(failureOf(metrics(262_145))).toBe('too-many');
  const within = (field: number, content: readonly number[]): number[] => [
    field,
    ...encodeVarint(content.length),
    ...content,
  ];
  const many = new Array(262_145).fill([0x0a, 0]).flat() as number[];
  // Keys of properties, columns of a data set, packed types, rows, cells, property sets, and metrics of a template.
  expect(failureOf(within(0x12, within(0x4a, many)))).toBe('too-many');
  const dataset = (content: readonly number[]): number[] =>
    within(0x12, [0x8a, 0x01, ...encodeVarint(content.length), ...content]);
  expect(failureOf(dataset(many.map((byte) => (byte === 0x0a ? 0x12 : byte))))).toBe('too-many');
  expect(failureOf(dataset(within(0x1a, new Array(262_145).fill(1))))).toBe('too-many');
  expect(failureOf(dataset(within(0x22, many)))).toBe('too-many');
  const value = within(0x12, within(0x52, many));
  expect(failureOf(within(0x12, within(0x4a, value)))).toBe('too-many');
  const template = many.map((byte) => (byte === 0x0a ? 0x12 : byte));
  expect(failureOf(within(0x12, [0x92, 0x01, ...encodeVarint(template.length), ...template]))).toBe('too-many');
});

test('what the definition does not have is passed over at every depth', () => {
  const unknown = [0xf8, 0x06, 1];
  const within = (field: readonly number[], content: readonly number[]): number[] => [
    ...field,
    content.length,
    ...content,
  ];
  const property = within([0x52], [...unknown, ...within([0x0a], unknown)]);
  const properties = within([0x4a], [...unknown, ...within([0x12], [...unknown, ...property])]);
  const row = within([0x22], [...unknown, ...within([0x0a], [0x3a, 1, 0, ...unknown, 0x08, 5])]);
  const dataset = within([0x8a, 0x01], [...unknown, ...row]);
  const decoded = decodePayload(
    Uint8Array.from([...within([0x12], [...unknown, ...properties, ...dataset]), ...unknown]),
  );
  expect(decoded).toMatchObject({
    payload: {
      metrics: [
        {
          properties: { keys: [], values: [{ value: { field: 'propertysets', value: [{ keys: [], values: [] }] } }] },
          value: { field: 'dataset', value: { rows: [[{ field: 'int', value: 5 }]] } },
        },
      ],
    },
  });
});

test('groups are passed over where they end as they began', () => {
  const field = 20 << 3;
  const start = encodeVarint(field | 3);
  const end = encodeVarint(field | 4);
  expect(failureOf([...start, 0x08, 1, ...end, 0x18, 5])).toBe('none');
  expect(failureOf([...start, ...start, ...end, ...end])).toBe('none');
  expect(failureOf([...start, 0x08, 1])).toBe('truncated');
  expect(failureOf([...start, ...encodeVarint((21 << 3) | 4)])).toBe('bad-field');
  expect(failureOf(end)).toBe('bad-field');
  expect(failureOf(new Array(17).fill(start).flat())).toBe('too-deep');
});

test('a field of number 0, of a number beyond 32 bits or of no wire type is refused', () => {
  expect(failureOf([0x00, 1])).toBe('bad-field');
  expect(failureOf([0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 1])).toBe('bad-field');
  expect(failureOf([0x0e])).toBe('bad-field');
});

test('text that is not UTF-8 is refused, with its place', () => {
  expect(decodePayload(Uint8Array.of(0x18, 1, 0x22, 1, 0xff))).toEqual({
    kind: 'malformed',
    failure: 'not-utf-8',
    offsetBytes: 3,
  });
});

test('numbers that are cut are refused', () => {
  expect(failureOf([0x18, 0x80])).toBe('truncated');
  expect(failureOf([0x12, 2, 0x65, 0])).toBe('truncated');
  expect(failureOf([0x12, 2, 0x69, 0])).toBe('truncated');
});
