/** Records of what was dropped: one small file each, on disk before the segment it speaks of goes. */
import { crc32 } from 'node:zlib';
import type { BufferLoss } from './fact-buffer.ts';

const namePattern = /^droppable-(\d{16})-(\d{16})\.loss$/;

export interface LossName {
  readonly file: string;
  /** Numbers of the records, `[from, to)`. */
  readonly fromNumber: number;
  readonly toNumber: number;
}

export function toLossFile(fromNumber: number, toNumber: number): string {
  return `droppable-${String(fromNumber).padStart(16, '0')}-${String(toNumber).padStart(16, '0')}.loss`;
}

export function parseLossFile(file: string): LossName | undefined {
  const match = namePattern.exec(file);
  return match === null ? undefined : { file, fromNumber: Number(match[1]), toNumber: Number(match[2]) };
}

/** A line with the checksum of what follows, 8 hex digits, and JSON. */
export function encodeLoss(loss: BufferLoss): Buffer {
  const body = Buffer.from(JSON.stringify({ ...loss, accounts: [...loss.accounts] }));
  return Buffer.concat([Buffer.from(`${hex(crc32(body))}\n`), body]);
}

/** Undefined where it is not whole. */
export function parseLoss(bytes: Buffer): BufferLoss | undefined {
  const body = bytes.subarray(9);
  if (bytes.toString('latin1', 0, 9) !== `${hex(crc32(body))}\n`) return undefined;
  const loss = JSON.parse(body.toString()) as Omit<BufferLoss, 'accounts'> & {
    readonly accounts: readonly (readonly [
      string,
      BufferLoss['accounts'] extends ReadonlyMap<string, infer A> ? A : never,
    ])[];
  };
  return { ...loss, accounts: new Map(loss.accounts) };
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
