export {
  type EmbeddedHistoryConfig,
  type EmbeddedHistoryInput,
  embeddedHistorySchema,
} from './embedded/config.ts';
export {
  type Lease,
  type LeaseOptions,
  type LeaseRecord,
  type LeaseState,
  type LeaseWords,
  readLeaseState,
  takeLease,
} from './embedded/lease.ts';
export { type EmbeddedHistoryOptions, openEmbeddedHistory } from './embedded/open.ts';
export { type WriterStep, writerSteps } from './embedded/steps.ts';
export type {
  Commit,
  CommitReceipt,
  FactQuery,
  History,
  HistorySnapshot,
  HistoryStatus,
  HistoryWriter,
  LatestQuery,
  LeaseHolder,
  ResampleQuery,
  ResampleSources,
  ScanQuery,
  StoredFacts,
} from './port.ts';
export { latestByRead } from './reference/latest-by-read.ts';
export { resampleByRead } from './reference/resample-by-read.ts';
export { scanByRead } from './reference/scan-by-read.ts';
