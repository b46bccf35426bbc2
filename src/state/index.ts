export {
  type AuditAction,
  type AuditDetail,
  type AuditEntry,
  type AuditLog,
  type AuditValue,
  auditActions,
} from './audit.ts';
export { checkState, type StateCheck } from './check-state.ts';
export {
  type AttemptOutcome,
  attemptOutcomes,
  type ClaimedDelivery,
  type DeliveryAttempt,
  type DeliveryClaim,
  type DeliveryRecord,
  type DeliverySettlement,
  type DeliveryStatus,
  deliveryStatuses,
  type EnqueueOutcome,
  type RetryOutcome,
  type SettleOutcome,
} from './delivery-record.ts';
export {
  type ErasedFile,
  type NumberedReport,
  openStateErasure,
  type ReplacedFile,
  type StateErasure,
  type StoredDelivery,
} from './erasure.ts';
export { type HeldState, holdState } from './hold-state.ts';
export { openState, type State, type StateOptions } from './open-state.ts';
export type { ClaimOptions, DeliveryOutbox, ListDeliveriesOptions } from './outbox.ts';
export type { SecretKey } from './person-codes.ts';
export { openPersonRegistry, type PersonRegistry, type PersonRegistryOptions } from './person-registry.ts';
export { type PrunedRecords, pruneState } from './prune.ts';
export type {
  RecordReportResult,
  ReportManifest,
  ReportRecord,
  ReportRegister,
  ReportSubject,
} from './reports.ts';
export type { RunLog, RunRecord } from './runs.ts';
export { copyStateWithoutNames, listPersonNames, putPersonNames } from './state-copy.ts';
