/** Reads records of a segment whose places are known. */
import { crc32 } from 'node:zlib';
import { decodeBatch } from './batch-codec.ts';
import { type BufferFile, readWhole } from './buffer-files.ts';
import type { BufferedBatch } from './fact-buffer.ts';
import { type BatchHeader, parseRecordHeader } from './record-format.ts';
import type { IndexedRecord, RecordIndex, Segment } from './segment.ts';

/** What is read at once, unless one record is larger. */
const chunkBytes = 1_048_576;

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
  const first = index.at(from);
  const places: IndexedRecord[] = [];
  let endByte = first.offset;
  for (let i = from; i < index.length; i++) {
    const place = index.at(i);
    if (places.length > 0 && place.offset + place.extentBytes - first.offset > chunkBytes) break;
    places.push(place);
    endByte = place.offset + place.extentBytes;
  }
  const bytes = Buffer.allocUnsafeSlow(endByte - first.offset);
  // What the disk does not give is looked for again piece by piece, with the segment.
  const length = await readWhole(file, bytes, first.offset).catch(() => 0);
  const records: ReadRecord[] = [];
  for (const { header, offset, extentBytes } of places) {
    const start = offset - first.offset;
    const payload =
      start + extentBytes <= length && payloadOf(bytes.subarray(start, start + extentBytes), sequence, offset);
    if (!payload) return { records, isDamaged: true };
    records.push({ header, payload });
  }
  return { records, isDamaged: false };
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
