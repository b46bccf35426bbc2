export {
  type EmbeddedHistoryConfig,
  type EmbeddedHistoryInput,
  embeddedHistorySchema,
} from './embedded/config.ts';
export { type DiskSpace, existingFolder, isNoSpace, readDiskSpace, reserveBytesOf } from './embedded/disk-room.ts';
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
export {
  type HistoryNumbers,
  type HistoryPin,
  type PinnedFile,
  pinEmbeddedHistory,
  raiseHistoryNumbers,
  readHistoryNumbers,
} from './embedded/pin.ts';
export { type RollupLimits, rollupLimits } from './embedded/rollups/limits.ts';
export type { RollupCalendar, RollupSettings } from './embedded/rollups/settings.ts';
export { openSqlView, type SqlView, type SqlViewOptions } from './embedded/sql/open-sql-view.ts';
export type { SqlAnswer, SqlQueryOptions } from './embedded/sql/run-query.ts';
export type { SqlValue } from './embedded/sql/sql-values.ts';
export { createSqlViews, type SqlViews, type SqlViewsOptions, sqlViews } from './embedded/sql/views.ts';
export { type WriterStep, writerSteps } from './embedded/steps.ts';
export { checkLeases } from './embedded/verify/check-leases.ts';
export {
  type DamageKind,
  damageKinds,
  damageOf,
  type Finding,
  type HistoryFinding,
  type HistoryPart,
  historyParts,
  noteOf,
  type Remedy,
  type Touched,
  type TouchedPlaces,
} from './embedded/verify/finding.ts';
export type { VerifyProgress } from './embedded/verify/progress.ts';
export { type FileFault, faultOf } from './embedded/verify/read-file.ts';
export {
  type RebuildHistoryOptions,
  type RebuildStep,
  rebuildEmbeddedHistory,
  rebuildSteps,
} from './embedded/verify/rebuild.ts';
export {
  type HistoryVerification,
  type VerifiedCounts,
  type VerifyHistoryOptions,
  verifyEmbeddedHistory,
} from './embedded/verify/verify.ts';
export {
  type ExportedFile,
  type ExportFactsOptions,
  type ExportFormat,
  type ExportOptions,
  exportFacts,
  exportFormats,
  exportTables,
} from './export/export.ts';
export type {
  Commit,
  CommitReceipt,
  DaySize,
  ExpiringFacts,
  FactQuery,
  History,
  HistorySnapshot,
  HistoryStatus,
  HistoryWriter,
  LatestQuery,
  LeaseHolder,
  OpenWriterOptions,
  ResampleQuery,
  ResampleSources,
  RetentionCut,
  RollupStatus,
  ScanQuery,
  StoredFacts,
  UpkeepProgress,
} from './port.ts';
export type { QueryStep } from './queries/buckets.ts';
export { type CountSum, countSums } from './queries/count-facts.ts';
export { type CountKey, countKeys } from './queries/count-keys.ts';
export type { CountsColumns, CountsQuery } from './queries/counts.ts';
export { type CreateQueriesOptions, createQueries, type Queries } from './queries/create-queries.ts';
export type { GapsColumns, GapsQuery } from './queries/gaps.ts';
export type { IntervalColumns, IntervalsQuery } from './queries/intervals.ts';
export type { LatestStatesColumns, LatestStatesQuery } from './queries/latest-states.ts';
export { chooseTags, type Names, type TagChoice, throwUnknown } from './queries/names.ts';
export { type NumberName, pickRows, topRows } from './queries/pick-rows.ts';
export { type ReadUnitFacts, reportedFacts, type UnitFactQuery, type UnitFacts } from './queries/query-context.ts';
export { type ReadingsQuery, tableOfSeries } from './queries/readings.ts';
export { figuresOfKind, type SeriesColumns, type SeriesQuery } from './queries/series.ts';
export type { SourceCompletenessColumns, SourceCompletenessQuery } from './queries/source-completeness.ts';
export type { StatesColumns, StatesQuery } from './queries/states.ts';
export type { StopReasonsColumns } from './queries/stop-reasons.ts';
export {
  type AnswerCell,
  type AnswerColumn,
  type AnswerColumns,
  type AnswerRow,
  cellAt,
  type NumberAnswer,
  type PlainRow,
  plainRowsOf,
  type QueryTable,
  rowsOf,
  type TextAnswer,
} from './queries/table.ts';
export type { TagCompletenessColumns, TagCompletenessQuery } from './queries/tag-completeness.ts';
export type { TagStatesColumns, TagStatesQuery } from './queries/tag-states.ts';
export type { LatestValuesQuery, ValuesAtColumns, ValuesAtQuery } from './queries/values-at.ts';
export type {
  ValuesAtFactsColumns,
  ValuesAtFactsQuery,
  ValuesDuringColumns,
  ValuesDuringQuery,
} from './queries/values-of-facts.ts';
export { intervalOf, type QueryWindow } from './queries/window.ts';
export { latestByRead } from './reference/latest-by-read.ts';
export { resampleByRead } from './reference/resample-by-read.ts';
export { scanByRead } from './reference/scan-by-read.ts';
