export {
  type Account,
  type Adjustment,
  addAccounts,
  emptyAccount,
} from './account.ts';
export { compilePlant } from './compile-plant.ts';
export { csvText } from './csv-text.ts';
export type { Delivery, DeliveryFile } from './delivery.ts';
export {
  type Equipment,
  type EquipmentId,
  type EquipmentLevel,
  type EquipmentTree,
  equipmentLevels,
  findIdealTimeMs,
  type Silence,
  type Staffing,
  silences,
  staffings,
  type WorkCenterKind,
  workCenterKinds,
} from './equipment.ts';
export { slugOf } from './equipment-tree.ts';
export { type ErrorCode, errorCodes, GembaError, type GembaErrorOptions, type Problem } from './errors.ts';
export {
  createFactTableBuilder,
  emptyTable,
  type FactRow,
  type FactTableBuilder,
  rowAt,
  timesOf,
  toTable,
} from './fact-table.ts';
export {
  type AnyFactTable,
  type ColumnData,
  type ColumnName,
  type ColumnType,
  columnTypes,
  type EquipmentState,
  equipmentStates,
  type FactKind,
  type FactTable,
  factAxes,
  factColumns,
  factKinds,
  type GapCause,
  type GapStatus,
  gapCauses,
  gapOpenEndAt,
  gapStatuses,
  type ReadingQuality,
  readingQualities,
  type TextColumn,
  textAt,
} from './facts.ts';
export { fingerprintOf } from './fingerprint.ts';
export { hashText } from './hash-text.ts';
export { identifyReadings, type ReadingColumns } from './identify-readings.ts';
export {
  type Bounded,
  bounded,
  exactly,
  type Known,
  type Unknown,
  type UnknownReason,
  unknown,
  unknownReasons,
  type WrittenKnown,
  writeKnown,
} from './known.ts';
export {
  compileKpiSettings,
  type DelayTime,
  delayTimes,
  type FailureDivisor,
  failureDivisors,
  type KpiSettings,
  type KpisConfig,
} from './kpi-settings.ts';
export type { LineConfig, PlantLine } from './lines.ts';
export { reservedSourcePrefix, signalSourceId } from './own-sources.ts';
export type { PersonLabel, PersonTokens } from './person.ts';
export {
  type Audience,
  type DefectCode,
  type LossClass,
  lossClasses,
  type NoCause,
  noCauses,
  type PersonView,
  type PlannedStop,
  type Plant,
  type PlantCalendar,
  personViews,
  type Role,
  roles,
  type StopReason,
} from './plant.ts';
export type {
  AudienceConfig,
  CalendarConfig,
  CalendarExceptionConfig,
  CrewRotationConfig,
  DayRotationConfig,
  DefectConfig,
  EquipmentConfig,
  IdealTimeConfig,
  PlannedStopConfig,
  PlantConfig,
  PlantInput,
  RatesConfig,
  ShiftDefinitionConfig,
  StopReasonConfig,
  TeamShiftConfig,
} from './plant-config.ts';
export { listPlantProblems } from './plant-problems.ts';
export { plantSchema } from './plant-schema.ts';
export { findPieceValue, type Rates } from './rates.ts';
export { createReadingTable } from './reading-table.ts';
export type {
  SignalCondition,
  StateRule,
  StateRuleConfig,
  TagStateWordsConfig,
  UnitSignals,
  UnitSignalsConfig,
} from './signals.ts';
export { listStateWordProblems } from './state-mappings/problems.ts';
export { stateWordsSchema } from './state-mappings/schema.ts';
export { type StateStandardId, stateStandardIds, stateStandards } from './state-mappings/standards.ts';
export type { StateStandard, StateWord, WordMeaning } from './state-mappings/state-word.ts';
export { type KnownWord, listStateWords, type StateWordsConfig } from './state-mappings/state-words.ts';
export {
  type Tag,
  type TagConfig,
  type TagFilter,
  type TagKind,
  type TagValueType,
  tagKinds,
  tagValueTypes,
} from './tag.ts';
export {
  findOpportunities,
  type OpportunitiesConfig,
  type RouteConfig,
  type RouteStep,
  type YieldSettings,
  type YieldsConfig,
} from './yield-settings.ts';
