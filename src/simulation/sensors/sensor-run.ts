/** What writes the readings of one sensor, window after window. */
import type { Interval } from '../../time/index.ts';
import type { ServedPieces, TrueStates } from '../plant/state-log.ts';

/** Where readings are written: columns with room for all of a window, and how far they are filled. */
export interface ReadingColumnsOut {
  readonly at: Float64Array;
  readonly value: Float64Array;
  /** Codes of texts. */
  readonly text: Uint32Array;
  length: number;
}

export interface SensorRun {
  readonly machine: number;
  /** Writes the readings of a window, which follows on the one before. */
  write(window: Interval, states: TrueStates, out: ReadingColumnsOut, served: ServedPieces): void;
}

/** Readings a sensor can have in a window at most. */
export function readingsMax(window: Interval, intervalMs: number): number {
  return Math.ceil((window.toAt - window.fromAt) / intervalMs) + 1;
}
