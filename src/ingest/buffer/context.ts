/** What the parts of one open buffer share. */
import { join } from 'node:path';
import type { BufferFiles } from './buffer-files.ts';
import type { Room } from './room.ts';
import type { BufferStep } from './steps.ts';

export interface BufferContext {
  /** 32 hex digits; names the buffer for its whole life. */
  readonly id: string;
  readonly dir: string;
  readonly files: BufferFiles;
  readonly room: Room;
  readonly segmentBytes: number;
  /** UTC epoch ms. */
  readonly clock: () => number;
  /** Resolves after a time, or earlier when the signal aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Aborts when the buffer closes. */
  readonly closing: AbortSignal;
  /** Throws where the buffer is another process's by now. */
  readonly confirm: () => void;
  readonly onStep: (step: BufferStep) => void;
}

export function pathIn({ dir }: Pick<BufferContext, 'dir'>, file: string): string {
  return join(dir, file);
}
