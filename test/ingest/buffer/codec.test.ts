/** The bytes of a batch: everything that goes in comes out, and the format is the one that is written down. */
import fc from 'fast-check';
import type { BufferedBatch } from 'gemba/ingest';
import {
  type AnyFactTable,
  type ColumnType,
  type FactKind,
  type FactRow,
  factColumns,
  factKinds,
  toTable,
} from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { decodeBatch, encodeBatch } from '../../../src/ingest/buffer/batch-codec.ts';
import { ByteReader, ByteWriter } from '../../../src/ingest/buffer/bytes.ts';
import { formatOfCode, formatOfKind } from '../../../src/ingest/buffer/columns-of-format.ts';
import { readNumberColumn } from '../../../src/ingest/buffer/number-column-codec.ts';
import {
  decodeTotals,
  encodeRecordHeader,
  encodeTotals,
  noPayload,
  parseRecordHeader,
  type RecordHeader,
} from '../../../src/ingest/buffer/record-format.ts';
import { readTextColumn, writeTextColumn } from '../../../src/ingest/buffer/text-column-codec.ts';
import { batchOf, readingTable } from './support/batches.ts';

const text = fc.oneof(fc.constantFrom('', 'press', 'Größe', '\ud800', 'x'.repeat(70)), fc.string({ unit: 'binary' }));
const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, Number.NaN));

function rowOf(kind: FactKind): fc.Arbitrary<FactRow> {
  const columns = Object.entries(factColumns[kind]) as [string, ColumnType][];
  const cells = columns.map(([name, type]) => [name, type === 'text' ? text : number] as const);
  return fc.record(Object.fromEntries(cells), { requiredKeys: [] }) as fc.Arbitrary<FactRow>;
}

const table: fc.Arbitrary<AnyFactTable> = fc
  .constantFrom(...factKinds)
  .chain((kind) => fc.array(rowOf(kind), { maxLength: 12 }).map((rows) => ({ kind, rows })))
  .map(({ kind, rows }) => {
    if (kind === 'reading') return readingTable(rows as FactRow<'reading'>[]);
    return toTable(kind, rows) as AnyFactTable;
  });

/** Rows say what a table means; its dictionary may be in any order. */
function rowsOf(facts: AnyFactTable): unknown {
  const columns = Object.entries(facts.columns).map(([name, column]) => [
    name,
    column instanceof Float64Array ? [...column] : [...column.codes].map((code) => column.dictionary[code]),
  ]);
  return { ...facts, columns: Object.fromEntries(columns) };
}

describe('a batch', () => {
  test('comes back as it was, whatever facts it has', () => {
    fc.assert(
      fc.property(
        fc.array(table, { maxLength: 4 }),
        fc.constantFrom('content' as const, 'key' as const),
        (facts, identityBy) => {
          const account = { received: 9, refused: 1, filtered: 200, expired: 0, lost: 2 ** 50 };
          const batch: BufferedBatch = {
            source: 'press',
            identityBy,
            facts,
            account,
            position: { offset: 1, ü: [null] },
          };
          const read = decodeBatch(encodeBatch(batch), 'press', 9);
          expect({ ...read, facts: read.facts.map(rowsOf) }).toEqual({ ...batch, facts: facts.map(rowsOf) });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('names only the texts it uses of a dictionary that names far more, in the narrowest codes', () => {
    for (const [count, codeBytes] of [
      [3, 1],
      [254, 1],
      [300, 2],
      [70_000, 4],
    ] as const) {
      const dictionary = ['', ...Array.from({ length: 140_000 }, (_, i) => `t${i}`)];
      const codes = Uint32Array.from({ length: count }, (_, i) => 1 + i * 2);
      const writer = new ByteWriter();
      writeTextColumn(writer, { dictionary, codes }, 'press');
      const bytes = writer.take();
      const names = Array.from(codes, (code) => dictionary[code] as string);
      const nameBytes = names.reduce((sum, name) => sum + name.length + 1, 0);
      expect(bytes.length - nameBytes - count * codeBytes).toBeLessThan(6);
      const read = readTextColumn(new ByteReader(bytes), count, 'press');
      expect(Array.from(read.codes, (code) => read.dictionary[code])).toEqual(names);
    }
  });

  test('takes 21 to 30 bytes a reading of some tags, 100 a batch', () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({
      tag: `hall-3/press-${i % 20}/force`,
      at: 1.7e12 + i,
      value: i / 7,
      source: 'mqtt',
    }));
    const batch = { ...batchOf('mqtt', 0, 0), facts: [readingTable(rows)] };
    const bytes = encodeBatch(batch).length / 100;
    expect(bytes).toBeGreaterThan(17);
    expect(bytes).toBeLessThan(30);
  });

  test('of which nothing can be written leaves nothing behind for the next', () => {
    const wrong = { ...batchOf('press', 1, 1), account: { ...batchOf('press', 1, 1).account, refused: -1 } };
    expect(() => encodeBatch(wrong)).toThrow(RangeError);
    const batch = batchOf('press', 1, 2);
    expect(decodeBatch(encodeBatch(batch), 'press', 2)).toEqual(batch);
  });
});

describe('the format', () => {
  test('has every kind and column of the model', () => {
    for (const kind of factKinds) {
      const { code, columns } = formatOfKind(kind);
      expect(formatOfCode(code).kind).toBe(kind);
      expect(columns.map(({ name }) => name).toSorted()).toEqual(Object.keys(factColumns[kind]).toSorted());
    }
    expect(() => formatOfCode(9)).toThrow(RangeError);
  });

  test('reads a refusal of before its receipt was noted as one without', () => {
    const refusal = toTable('refusal', [{ code: 'bad', source: 'mes', line: 3, receivedAt: 1e12 }]);
    const bytes = encodeBatch({ ...batchOf('mes', 0, 0), facts: [refusal] });
    // Kind 5, one row, its hashes, thirteen columns; the last, the receipt, is its form and a double.
    const count = bytes.indexOf(Buffer.of(5, 1)) + 2 + 32;
    expect(bytes[count]).toBe(13);
    const older = Buffer.concat([bytes.subarray(0, count), Buffer.of(12), bytes.subarray(count + 1, -9)]);
    const [read] = decodeBatch(older, 'mes', 0).facts;
    expect(read?.columns).toMatchObject({ line: Float64Array.of(3), receivedAt: Float64Array.of(Number.NaN) });
  });

  test('reads a table that has fewer columns, as one written before they were added', () => {
    const batch = batchOf('press', 1, 3);
    const bytes = encodeBatch(batch);
    // Kind 3, three rows, seven columns. The last two, each one byte: sequence absent, source that of the record.
    const count = bytes.indexOf(Buffer.of(3, 3, 7)) + 2;
    const shorter = Buffer.concat([bytes.subarray(0, count), Buffer.of(5), bytes.subarray(count + 1, -2)]);
    const [read] = decodeBatch(shorter, 'press', 3).facts;
    expect(read?.columns).toMatchObject({
      source: { dictionary: [''] },
      sequence: new Float64Array(3).fill(Number.NaN),
    });
  });

  test('refuses forms of columns that it does not have, and ends too early', () => {
    expect(() => readNumberColumn(new ByteReader(Buffer.of(9)), 1)).toThrow(RangeError);
    expect(() => readTextColumn(new ByteReader(Buffer.of(9, 0)), 1, '')).toThrow(RangeError);
    expect(() => new ByteReader(Buffer.of(1)).raw(2)).toThrow(RangeError);
  });

  test('finds a record only where it was written, and only whole', () => {
    const header: RecordHeader = {
      kind: 'batch',
      number: 2 ** 40,
      at: 1.5,
      order: 7,
      before: 300,
      received: 2,
      source: 'Öfen',
    };
    const bytes = encodeRecordHeader(header, noPayload, 3, 64);
    expect(parseRecordHeader(bytes, 3, 64)?.header).toEqual(header);
    expect(parseRecordHeader(bytes, 3, 65)).toBeUndefined();
    expect(parseRecordHeader(bytes, 4, 64)).toBeUndefined();
    expect(parseRecordHeader(bytes.subarray(0, -1), 3, 64)).toBeUndefined();
    const totals = new Map([
      ['a', 1],
      ['b', 2 ** 45],
    ]);
    expect(decodeTotals(encodeTotals(totals))).toEqual(totals);
  });
});

test('24 hours of 1,000 readings a second fit the default bound, in batches as small as such a stream makes', () => {
  const readings = 24 * 3_600 * 1_000;
  // Batches of 10 ms: ten readings of ten tags, each record with its header, and a mark for each.
  const rows = Array.from({ length: 10 }, (_, i) => ({
    tag: `hall-3/press-${i}/temperature`,
    at: 1.7e12 + i,
    value: i / 7,
    source: 'mqtt',
  }));
  const payload = encodeBatch({ ...batchOf('mqtt', 0, 0), facts: [readingTable(rows)] });
  const header: RecordHeader = {
    kind: 'batch',
    number: readings,
    at: 1.7e12,
    order: readings,
    before: readings,
    received: 10,
    source: 'mqtt',
  };
  const mark: RecordHeader = { kind: 'mark', number: readings, at: 1.7e12, synced: readings };
  const recordBytes =
    payload.length +
    encodeRecordHeader(header, noPayload, 1, 0).length +
    encodeRecordHeader(mark, noPayload, 1, 0).length;
  expect((readings / 10) * recordBytes).toBeLessThan(8 * 2 ** 30 * (15 / 16));
});
