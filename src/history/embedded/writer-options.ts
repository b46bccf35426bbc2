/** What a writer is opened with. */
import type { BackgroundTask } from './background-work.ts';
import type { WriterChild } from './child-process.ts';
import type { DiskRoom } from './disk-room.ts';
import type { LargeMergeLimits } from './large-merge.ts';
import type { RollupLimits } from './rollups/limits.ts';
import type { RollupSettings } from './rollups/settings.ts';
import type { WriterStep } from './steps.ts';

export interface WriterOptions {
  readonly dir: string;
  readonly room: DiskRoom;
  readonly holder: string;
  readonly clock: () => number;
  readonly leaseMs: number;
  readonly graceMs: number;
  readonly checkpointEvery: number;
  readonly compactSegmentsMin: number;
  readonly onStep: (step: WriterStep) => void | Promise<void>;
  readonly largeMerge: LargeMergeLimits;
  /** Undefined: nothing is rolled up. */
  readonly rollups: RollupSettings | undefined;
  readonly rollupLimits: RollupLimits;
  /** The process in which a large merge runs, or something is rolled up. */
  readonly createBackgroundChild: (kind: BackgroundTask['kind'] | 'trim') => WriterChild;
  /** Such failed; it is tried again. */
  readonly onMergeFailed: (error: unknown) => void;
}
