/** Reads records of a segment whose places are known. */
import { crc32 } from 'node:zlib';
import { decodeBatch } from './batch-codec.ts';
import { type BufferFile, readWhole } from './buffer-files.ts';
import type { BufferedBatch } from './fact-buffer.ts';
import { type BatchHeader, parseRecordHeader } from './record-format.ts';
import type { IndexedRecord, RecordIndex, Segment } from './segment.ts';

/** What is read at once, unless one record is larger. */
const chunkBytes = 1_048_576;
const noBytes = Buffer.alloc(0);

export interface ReadRecord {
  readonly header: BatchHeader;
  /** A view, valid as long as the chunk is. */
  readonly payload: Buffer;
}

export interface ReadChunk {
  readonly records: readonly ReadRecord[];
  /** Whether the record behind them is not as it was when its place was found: its segment must be looked through again. */
  readonly isDamaged: boolean;
}

/** Records from a place in the index on, as many as fit a chunk. */
export async function readRecords(
  file: BufferFile,
  { sequence }: Segment,
  index: RecordIndex,
  from: number,
): Promise<ReadChunk> {
  let places = listPlaces(index, from);
  let bytes = await readPlaces(file, places);
  // A bad sector costs the records that stand in it, and none before it. Halves, because a disk takes its time to fail.
  while (bytes === undefined && places.length > 1) {
    places = places.slice(0, Math.ceil(places.length / 2));
    bytes = await readPlaces(file, places);
  }
  bytes ??= noBytes;
  const [{ offset: start }] = places as [IndexedRecord];
  const records: ReadRecord[] = [];
  for (const { header, offset, extentBytes } of places) {
    const end = offset - start + extentBytes;
    const payload = end <= bytes.length && payloadOf(bytes.subarray(offset - start, end), sequence, offset);
    if (!payload) return { records, isDamaged: true };
    records.push({ header, payload });
  }
  return { records, isDamaged: false };
}

function listPlaces(index: RecordIndex, from: number): readonly IndexedRecord[] {
  const first = index.at(from);
  const places = [first];
  for (let i = from + 1; i < index.length; i++) {
    const place = index.at(i);
    if (place.offset + place.extentBytes - first.offset > chunkBytes) break;
    places.push(place);
  }
  return places;
}

/** What the file has of them; undefined where the disk does not give it. */
async function readPlaces(file: BufferFile, places: readonly IndexedRecord[]): Promise<Buffer | undefined> {
  const [first, last] = [places[0], places.at(-1)] as [IndexedRecord, IndexedRecord];
  const bytes = Buffer.allocUnsafeSlow(last.offset + last.extentBytes - first.offset);
  const length = await readWhole(file, bytes, first.offset).catch(() => undefined);
  return length === undefined ? undefined : bytes.subarray(0, length);
}

function payloadOf(record: Buffer, sequence: number, offset: number): Buffer | false {
  const parsed = parseRecordHeader(record, sequence, offset);
  if (parsed === undefined) return false;
  const payload = record.subarray(parsed.headerBytes);
  return crc32(payload) === parsed.payloadChecksum && payload;
}

export function toBatch({ header, payload }: ReadRecord): BufferedBatch {
  return decodeBatch(payload, header.source, header.received);
}
