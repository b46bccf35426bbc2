export { type AnalysedWindow, analyseWindow } from './analyse-window.ts';
export { type BackUpPlantOptions, backUpPlant, type PlantBackup } from './backup/back-up-plant.ts';
export type { BackupEvent } from './backup/backup-duty.ts';
export { type BackupStatus, backupText, isBackupLate } from './backup/backup-status.ts';
export { type OpenBackupsOptions, openBackups } from './backup/open-backups.ts';
export { forgetInBackups } from './backup/person-notes.ts';
export { findRestorePlace, type RestorePlaceOptions } from './backup/restore-place.ts';
export {
  type RestoredPlant,
  type RestorePlace,
  type RestorePlantOptions,
  restorePlant,
} from './backup/restore-plant.ts';
export { type BackupStep, backupSteps, type RestoreStep, restoreSteps } from './backup/steps.ts';
export { type Check, checkPlant } from './check-plant.ts';
export { definePlant, type PlantFileInput } from './define-plant.ts';
export { type DiscoveredSource, type DiscoverTagsOptions, discoverTags } from './discover-tags.ts';
export { listDiskWarnings } from './disk/disk-metrics.ts';
export {
  type DiskLevel,
  type DiskStatus,
  diskLevels,
  isShort,
  readDiskStatus,
  type StoreDisk,
} from './disk/disk-status.ts';
export { bytesText, diskRemedies, diskText, readOnlyText, type WaitingFacts } from './disk/disk-text.ts';
export { isReadOnly, waitingOf } from './disk/disk-watch.ts';
export { type DiskForecast, forecastDisk, type StoredPart } from './disk/forecast.ts';
export { type DailyGrowth, growthOf } from './disk/growth.ts';
export { type AnyDriver, defineSource, defineTransport, type SourceDriver, type TransportDriver } from './drivers.ts';
export type { DeliveryWithName } from './erase/erase-deliveries.ts';
export { type ErasePersonOptions, erasePerson } from './erase/erase-person.ts';
export { type ErasedPerson, type ErasureRemainder, isUnfinished } from './erase/result.ts';
export { type EraseStep, eraseSteps } from './erase/steps.ts';
export {
  type ExplainPlantKpiOptions,
  explainPlantKpi,
  type PlantKpiExplanation,
} from './explain/explain-plant-kpi.ts';
export type { UnitGap } from './explain/unit-gaps.ts';
export { exportFigures } from './export-figures.ts';
export { type HistoryOverview, type Need, readHistoryOverview } from './history-overview.ts';
export { type InitOptions, type InitResult, initPlant } from './init/init-plant.ts';
export {
  type AskPlantKpisOptions,
  askPlantKpis,
  type KpiFigure,
  type PlantKpiRow,
  type PlantKpis,
} from './kpis/ask-plant-kpis.ts';
export { type KpiSpan, kpiSpans, listKpiWindows } from './kpis/kpi-windows.ts';
export { getEquipmentNamed, getKpiNamed } from './kpis/names.ts';
export { type PlantKpiFacts, readKpiFacts } from './kpis/read-kpi-facts.ts';
export { type LoadOptions, type LoadSummary, type LoadTarget, loadSources } from './load-sources.ts';
export {
  type MadeReport,
  type MakeReportOptions,
  type MissingFormat,
  makeReport,
  type RenderOptions,
} from './make-report.ts';
export { createMetricsHandler } from './metrics.ts';
export { type MovedStore, type MoveStep, type MoveStoreOptions, moveSteps, moveStore } from './move/move-store.ts';
export { type OpenPlant, type OpenPlantOptions, openPlant, type PlantStep, type SourceRequest } from './open-plant.ts';
export { parsePlantFile } from './plant-file/parse.ts';
export { findPlantFile, plantFileNames, readPlantFile } from './plant-file/read.ts';
export { createPlantFileSchema, type PlantFile, type ReportRoute } from './plant-file/schema.ts';
export {
  type PlantLease,
  type PlantLeaseStatus,
  readPlantLease,
  type Takeover,
  type TakeoverReason,
  takeoverReasons,
} from './plant-lease.ts';
export { createPlantSqlViews, openPlantSqlView } from './plant-sql.ts';
export {
  type BufferLine,
  type PlantStatus,
  type Quarantine,
  readPlantStatus,
  readQuarantine,
  type SourceLine,
} from './plant-status.ts';
export { listReopenedWindows, type ReopenedWindow } from './reopened-windows.ts';
export { replayQuarantine } from './replay-quarantine.ts';
export { parsePlantInstant, type ReportWindow, resolveWindow, type WindowRequest } from './report-window.ts';
export { type AppliedRetention, applyRetention, applyRetentionWhenDue } from './retention/apply.ts';
export { type CompactedPlant, compactPlant, type StoreSize } from './retention/compact.ts';
export { retentionCut } from './retention/cut.ts';
export { isRetentionDue } from './retention/due.ts';
export type { ExpiredBasis } from './retention/expired-bases.ts';
export {
  type PlannedPart,
  type PlanRetentionOptions,
  planRetention,
  type RetentionPlan,
} from './retention/plan.ts';
export { planLines } from './retention/plan-text.ts';
export { appliedText, countText, whatText } from './retention/texts.ts';
export { createRunHandler, type RunHandlerOptions } from './run-handler.ts';
export { openPlantMonitor } from './run-monitor.ts';
export { type RunEvent, type RunPlantOptions, runPlant } from './run-plant.ts';
export {
  type RunStandingByOptions,
  runStandingBy,
  type StandingRunEvent,
  type StandingStatus,
} from './run-standing-by.ts';
export type { RunStatus } from './run-status.ts';
export { sendReopened } from './send-reopened.ts';
export {
  type DeliveryOutcome,
  deliverNow,
  type SendOptions,
  type SentReport,
  type SentReports,
  sendReports,
} from './send-report.ts';
export { type Listening, serve } from './serve.ts';
export { type HeldLease, type StandByOptions, type StandbyEvent, standBy } from './stand-by.ts';
export { listStandbys, type Standby } from './standbys.ts';
export {
  type PlantStopQuestions,
  readStopQuestions,
  type ShiftQuestions,
  type StopQuestionsOptions,
} from './stop-questions/read-stop-questions.ts';
export type { ChangedUnit } from './tag-units.ts';
export { type PlantFinding, type PlantPart, plantParts, type TouchedReport } from './verify/finding.ts';
export { type RebuildPlantOptions, rebuildPlant } from './verify/rebuild-plant.ts';
export { type PlantVerification, type VerifyPlantOptions, verifyPlant } from './verify/verify-plant.ts';
export { type ChangedBasis, type ReportVerdict, type VerifiedReport, verifyReport } from './verify-report.ts';
export { softwareVersion } from './version.ts';
export { writeFilesAtomically } from './write-files.ts';
