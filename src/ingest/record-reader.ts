/** What reads records from a window, whatever the format. */
import type { RowProblem } from './refusal-codes.ts';

/** The record that was read last; its places are those of the window's bytes. */
export interface RecordReader {
  /** Names of the fields, in the order of `starts` and `ends`. */
  readonly fields: readonly string[];
  /** Per field, where its value begins and ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The record as it came, without its line end. */
  rawStart: number;
  rawEnd: number;
  /** 1-based line on which it begins. */
  line: number;
  /** What keeps it from being decoded. */
  problem: RowProblem | undefined;
  /** It ends with the file, not with a line end: it may be cut off. */
  isUnterminated: boolean;
  /** The header of the file, as it came; empty where the format has none. */
  readonly header: Uint8Array;
  /** Moves to the next record; false where the window has no whole one. Empty lines are no records. */
  next(): boolean;
}
