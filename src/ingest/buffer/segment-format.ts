/** Names and headers of segment files. */
import { crc32 } from 'node:zlib';
import { type BufferLane, bufferLanes } from './fact-buffer.ts';

export const formatVersion = 1;
export const segmentHeaderBytes = 64;
const magic = Buffer.from('GEMBABUF', 'latin1');
const idBytes = 16;
const layout = { version: 8, lane: 10, sequence: 12, firstNumber: 20, createdAt: 28, id: 36, checksum: 60 } as const;

export interface SegmentName {
  readonly lane: BufferLane;
  /** 1, 2, 3 … within the lane; a hole is a file that is missing. */
  readonly sequence: number;
  /** Of its first record. What an earlier segment has from this number on was never acknowledged and does not count. */
  readonly firstNumber: number;
}

export interface SegmentHeader extends SegmentName {
  /** 32 hex digits. */
  readonly buffer: string;
  readonly createdAt: number;
}

const namePattern = new RegExp(`^(${bufferLanes.join('|')})-(\\d{10})-(\\d{16})\\.segment$`);

export function toSegmentName({ lane, sequence, firstNumber }: SegmentName): string {
  return `${lane}-${String(sequence).padStart(10, '0')}-${String(firstNumber).padStart(16, '0')}.segment`;
}

export function parseSegmentName(file: string): SegmentName | undefined {
  const match = namePattern.exec(file);
  if (match === null) return undefined;
  return { lane: match[1] as BufferLane, sequence: Number(match[2]), firstNumber: Number(match[3]) };
}

export function encodeSegmentHeader({ buffer, lane, sequence, firstNumber, createdAt }: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(segmentHeaderBytes);
  magic.copy(bytes);
  bytes.writeUInt16LE(formatVersion, layout.version);
  bytes.writeUInt16LE(bufferLanes.indexOf(lane), layout.lane);
  bytes.writeDoubleLE(sequence, layout.sequence);
  bytes.writeDoubleLE(firstNumber, layout.firstNumber);
  bytes.writeDoubleLE(createdAt, layout.createdAt);
  bytes.write(buffer, layout.id, idBytes, 'hex');
  bytes.writeUInt32LE(crc32(bytes.subarray(0, layout.checksum)), layout.checksum);
  return bytes;
}

/** `newer`: of a later format, which this version must not touch. `unreadable`: cut off, damaged or not ours. */
export type ParsedHeader =
  | { readonly kind: 'header'; readonly header: SegmentHeader }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'unreadable' };

/** Any later format begins the same: magic, version, and the checksum at the same place. */
export function parseSegmentHeader(bytes: Buffer): ParsedHeader {
  const isWhole =
    bytes.length === segmentHeaderBytes &&
    bytes.subarray(0, magic.length).equals(magic) &&
    crc32(bytes.subarray(0, layout.checksum)) === bytes.readUInt32LE(layout.checksum);
  if (!isWhole) return { kind: 'unreadable' };
  const version = bytes.readUInt16LE(layout.version);
  if (version > formatVersion) return { kind: 'newer', version };
  const header = {
    buffer: bytes.toString('hex', layout.id, layout.id + idBytes),
    lane: bufferLanes[bytes.readUInt16LE(layout.lane)] as BufferLane,
    sequence: bytes.readDoubleLE(layout.sequence),
    firstNumber: bytes.readDoubleLE(layout.firstNumber),
    createdAt: bytes.readDoubleLE(layout.createdAt),
  };
  return { kind: 'header', header };
}
