/** When readings are rolled up, and when files of rollups are merged. */
export interface RollupLimits {
  /** An hour is rolled up so long after its end: what comes later makes it anew. */
  readonly endedMs: number;
  /** And once no commit has brought anything of it for so long. */
  readonly untouchedMs: number;
  /** How often it is looked for something to do, ms; it goes over every segment there is. */
  readonly planEveryMs: number;
  /** So many files of a level and of like size that follow each other are merged. */
  readonly segmentsMin: number;
  /** Bytes of a merged file, about. */
  readonly bytesMax: number;
}

export const rollupLimits: RollupLimits = {
  endedMs: 5 * 60_000,
  untouchedMs: 60_000,
  planEveryMs: 1_000,
  segmentsMin: 8,
  bytesMax: 64 * 1_048_576,
};
