/** What a loss or damage of the buffer is known by, the same over restarts: its lane and the numbers of its records. */
import type { BufferLane } from '../buffer/fact-buffer.ts';

export interface MissingRange {
  readonly lane: BufferLane;
  /** Numbers of its records, `[from, to)`. */
  readonly fromNumber: number;
  readonly toNumber: number;
}

export function toMissingKey({ lane, fromNumber, toNumber }: MissingRange): string {
  return `${lane}/${fromNumber}-${toNumber}`;
}

/** @param key of `toMissingKey` */
export function parseMissingKey(key: string): MissingRange {
  const [lane, fromNumber, toNumber] = key.split(/[/-]/);
  return { lane: lane as BufferLane, fromNumber: Number(fromNumber), toNumber: Number(toNumber) };
}
