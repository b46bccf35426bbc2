/**
 * The header of a record. It says all that must be known of a record whose payload cannot be read: its number, its
 * source, and how much the source had received in this lane with it and before it.
 */
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter } from './bytes.ts';

export interface BatchHeader {
  readonly kind: 'batch';
  readonly number: number;
  /** When it was written, UTC epoch ms. */
  readonly at: number;
  readonly source: string;
  /** Readings and facts that the batch received. */
  readonly received: number;
  /** What the source had received in this lane before it. */
  readonly before: number;
  /** Grows with each append to the buffer, whichever lane: the position of a source is that of its newest record. */
  readonly order: number;
}

export interface MarkHeader {
  /** `mark`: says only what is on disk; `totals`: its payload has what each source had received in this lane so far. */
  readonly kind: 'mark' | 'totals';
  /** The number that the next batch gets. */
  readonly number: number;
  readonly at: number;
  /** Batches below this number were on disk (fsync) when it was written. */
  readonly synced: number;
}

export type RecordHeader = BatchHeader | MarkHeader;

/** Two of its bytes occur in no UTF-8 text, so that it is seldom found where no record begins. */
export const marker: Buffer = Buffer.from([0xf5, 0x47, 0x42, 0xfa]);
const layout = {
  headerChecksum: 4,
  payloadChecksum: 8,
  payloadBytes: 12,
  headerBytes: 16,
  kind: 18,
  rest: 19,
} as const;
export const headerBytesMax = 2_048;
/** No batch takes less, with its header of the shortest numbers. */
export const recordBytesMin = 32;
/** So that any header fits its maximum. */
export const sourceBytesMax = 1_024;
const kinds = ['batch', 'mark', 'totals'] as const;

export interface Payload {
  readonly bytes: Buffer;
  readonly checksum: number;
}

export const noPayload: Payload = { bytes: Buffer.alloc(0), checksum: 0 };

export function toPayload(bytes: Buffer): Payload {
  return { bytes, checksum: crc32(bytes) };
}

export interface ParsedRecord {
  readonly header: RecordHeader;
  readonly headerBytes: number;
  readonly payloadBytes: number;
  readonly payloadChecksum: number;
}

const writer = new ByteWriter();

/**
 * A record that is found somewhere else than where it was written is none: its checksum begins with its place. So a
 * record within another's payload, or left by a file that had this space before, is not taken for one.
 */
function placeChecksum(sequence: number, offset: number): number {
  return (Math.imul(sequence, 0x9e3779b1) ^ offset) >>> 0;
}

/** @param sequence of the segment; @param offset of the record in it, bytes */
export function encodeRecordHeader(header: RecordHeader, payload: Payload, sequence: number, offset: number): Buffer {
  writer.raw(blankStart);
  writer.varint(header.number);
  writer.f64(header.at);
  if (header.kind === 'batch') {
    writer.varint(header.order);
    writer.varint(header.before);
    writer.varint(header.received);
    writer.text(header.source);
  } else {
    writer.varint(header.synced);
  }
  const bytes = writer.take();
  bytes.writeUInt32LE(payload.checksum, layout.payloadChecksum);
  bytes.writeUInt32LE(payload.bytes.length, layout.payloadBytes);
  bytes.writeUInt16LE(bytes.length, layout.headerBytes);
  bytes[layout.kind] = kinds.indexOf(header.kind);
  const checksum = crc32(bytes.subarray(layout.payloadChecksum), placeChecksum(sequence, offset));
  bytes.writeUInt32LE(checksum, layout.headerChecksum);
  return bytes;
}

const blankStart = Buffer.alloc(layout.rest);
marker.copy(blankStart);

/**
 * @param bytes as much of the file, from `offset` on, as a header may have
 * @returns undefined where there is none, or none that is whole
 */
export function parseRecordHeader(bytes: Buffer, sequence: number, offset: number): ParsedRecord | undefined {
  if (bytes.length < layout.rest || !bytes.subarray(0, marker.length).equals(marker)) return undefined;
  const headerBytes = bytes.readUInt16LE(layout.headerBytes);
  if (headerBytes < layout.rest || headerBytes > bytes.length) return undefined;
  const whole = bytes.subarray(0, headerBytes);
  const checksum = crc32(whole.subarray(layout.payloadChecksum), placeChecksum(sequence, offset));
  if (checksum !== whole.readUInt32LE(layout.headerChecksum)) return undefined;
  return {
    header: readHeader(whole),
    headerBytes,
    payloadBytes: whole.readUInt32LE(layout.payloadBytes),
    payloadChecksum: whole.readUInt32LE(layout.payloadChecksum),
  };
}

function readHeader(bytes: Buffer): RecordHeader {
  const kind = kinds[bytes[layout.kind] as number] as RecordHeader['kind'];
  const reader = new ByteReader(bytes, layout.rest);
  const number = reader.varint();
  const at = reader.f64();
  if (kind !== 'batch') return { kind, number, at, synced: reader.varint() };
  const order = reader.varint();
  const before = reader.varint();
  const received = reader.varint();
  return { kind, number, at, order, before, received, source: reader.text() };
}

export function encodeTotals(received: ReadonlyMap<string, number>): Buffer {
  writer.varint(received.size);
  for (const [source, count] of received) {
    writer.text(source);
    writer.varint(count);
  }
  return writer.take();
}

export function decodeTotals(payload: Uint8Array): Map<string, number> {
  const reader = new ByteReader(payload);
  const received = new Map<string, number>();
  for (let rest = reader.varint(); rest > 0; rest--) received.set(reader.text(), reader.varint());
  return received;
}
