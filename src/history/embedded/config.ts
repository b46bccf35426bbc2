/** What a plant file says about the embedded store. */
import { z } from 'zod';

export interface EmbeddedHistoryConfig {
  readonly kind: 'embedded';
  readonly memoryLimitMb: number;
  readonly mergeMemoryLimitMb: number;
  readonly readMemoryLimitMb: number;
  readonly threads: number;
  readonly readThreads: number;
  readonly leaseMs: number;
  /** Undefined: `reserveBytesOf` its disk. */
  readonly reserveBytes?: number | undefined;
}

/** What a plant file may write: all but the kind has a default. */
export type EmbeddedHistoryInput = Pick<EmbeddedHistoryConfig, 'kind'> & {
  readonly [Field in Exclude<keyof EmbeddedHistoryConfig, 'kind'>]?: EmbeddedHistoryConfig[Field] | undefined;
};

export const embeddedHistorySchema: z.ZodType<EmbeddedHistoryConfig, EmbeddedHistoryInput> = z.strictObject({
  kind: z.literal('embedded').describe('Parquet segments in a folder, written and read by DuckDB.'),
  memoryLimitMb: z
    .int()
    .min(64)
    .max(65_536)
    .default(80)
    .describe('Memory DuckDB may use in the writing child process, in MB; what is over it is spilled to disk.'),
  mergeMemoryLimitMb: z
    .int()
    .min(64)
    .max(65_536)
    .default(256)
    .describe(
      'Memory DuckDB may use in the process that merges readings and rolls them up beside the commits, in MB; it runs for seconds an hour.',
    ),
  readMemoryLimitMb: z
    .int()
    .min(64)
    .max(65_536)
    .default(1_024)
    .describe('Memory DuckDB may use for reading, in MB; what is over it is spilled to disk.'),
  threads: z.int().min(1).max(64).default(1).describe('Threads DuckDB may use in the writing child process.'),
  readThreads: z.int().min(1).max(64).default(2).describe('Threads DuckDB may use for reading.'),
  leaseMs: z
    .int()
    .min(1_000)
    .max(3_600_000)
    .default(20_000)
    .describe(
      'How long a process holds its lease without renewing it, in ms; it renews three times in that. So long a standby waits for one that hangs.',
    ),
  reserveBytes: z
    .int()
    .min(0)
    .max(1e15)
    .optional()
    .meta({ defaultsTo: '536870912, of disks below 10 GB a twentieth' })
    .describe(
      'Bytes kept free on the disk: with less, nothing more is written to history and what comes waits in the buffer, which may take them.',
    ),
});
