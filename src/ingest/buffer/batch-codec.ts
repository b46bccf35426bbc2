/** The payload of a record: a batch, in columns. `docs/buffer-format.md` has its layout. */
import type { AnyFactTable, ColumnData, FactTable, TextColumn } from '../../model/index.ts';
import { createReadingTable } from '../../model/index.ts';
import type { SourcePosition } from '../source.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { formatOfCode, formatOfKind } from './columns-of-format.ts';
import type { BufferedBatch } from './fact-buffer.ts';
import { readNumberColumn, writeNumberColumn } from './number-column-codec.ts';
import { readTextColumn, writeTextColumn } from './text-column-codec.ts';

type AnyColumn = TextColumn | Float64Array;

const identityBytes = 16;
const identityForms = ['content', 'key'] as const;
const writer = new ByteWriter();

export function encodeBatch(batch: BufferedBatch): Buffer {
  try {
    writer.text(JSON.stringify(batch.position));
    writer.u8(identityForms.indexOf(batch.identityBy));
    const { refused, filtered, expired, lost } = batch.account;
    for (const count of [refused, filtered, expired, lost]) writer.varint(count);
    writer.varint(batch.facts.length);
    for (const table of batch.facts) writeTable(table, batch.source);
    return writer.take();
  } catch (error) {
    // What was written of a batch that cannot be encoded must not stand before the next one.
    writer.take();
    throw error;
  }
}

function writeTable(table: AnyFactTable, source: string): void {
  const { code, columns } = formatOfKind(table.kind);
  writer.u8(code);
  writer.varint(table.length);
  // Those of readings are worked out of their columns again; here they are not even asked for.
  if (table.kind !== 'reading') {
    writer.raw(table.identity);
    writer.raw(table.content);
  }
  writer.u8(columns.length);
  for (const { name, isText } of columns) {
    const column = (table.columns as Readonly<Record<string, AnyColumn>>)[name];
    if (isText) writeTextColumn(writer, column as TextColumn, source);
    else writeNumberColumn(writer, column as Float64Array);
  }
}

/** @param received from the record's header, as is `source` */
export function decodeBatch(payload: Uint8Array, source: string, received: number): BufferedBatch {
  const reader = new ByteReader(payload);
  const position = JSON.parse(reader.text()) as SourcePosition;
  const identityBy = identityForms[reader.u8()] as BufferedBatch['identityBy'];
  const refused = reader.varint();
  const filtered = reader.varint();
  const expired = reader.varint();
  const lost = reader.varint();
  const facts = Array.from({ length: reader.varint() }, () => readTable(reader, source));
  return { source, identityBy, facts, account: { received, refused, filtered, expired, lost }, position };
}

/** The position alone, without the facts. */
export function decodePosition(payload: Uint8Array): SourcePosition {
  return JSON.parse(new ByteReader(payload).text()) as SourcePosition;
}

function readTable(reader: ByteReader, source: string): AnyFactTable {
  const { kind, columns: formatColumns } = formatOfCode(reader.u8());
  const length = reader.varint();
  // Those of readings are worked out of their columns again.
  const hashes =
    kind === 'reading'
      ? undefined
      : {
          identity: new Uint8Array(reader.raw(length * identityBytes)),
          content: new Uint8Array(reader.raw(length * identityBytes)),
        };
  const count = reader.u8();
  const columns: Record<string, ColumnData<'text'> | ColumnData<'number'>> = {};
  formatColumns.forEach(({ name, isText }, i) => {
    if (i >= count) columns[name] = isText ? absentTexts(length) : new Float64Array(length).fill(Number.NaN);
    else columns[name] = isText ? readTextColumn(reader, length, source) : readNumberColumn(reader, length);
  });
  if (hashes === undefined) return createReadingTable(columns as FactTable<'reading'>['columns']);
  return { kind, length, ...hashes, columns } as AnyFactTable;
}

function absentTexts(length: number): TextColumn {
  return { dictionary: [''], codes: new Uint32Array(length) };
}
