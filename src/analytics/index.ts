export { type Activity, createActivity, type PieceGroup, type ReportColumns, type UnitActivity } from './activity.ts';
export { analyseDay, type DayInput } from './analyse-day.ts';
export type { VersionedFacts } from './completeness.ts';
export { computeFigures, sumFigures } from './compute-figures.ts';
export type {
  ComparedKpi,
  Completeness,
  DailyAnalysis,
  LossStep,
  PieceRow,
  StopRow,
  UnitTimeline,
  UsualRange,
  WeekPoint,
} from './daily-analysis.ts';
export type {
  Figures,
  Finished,
  IdealTimes,
  Pieces,
  PlantFigures,
  Ratios,
  Times,
  UnitFigures,
  WindowFigures,
} from './figures.ts';
export type { Finding, FindingOf, FindingParams, FindingRule } from './finding-rules.ts';
export { type IdealTimeLookup, type LearnedIdealTime, visitIdealTimes } from './ideal-times.ts';
export { getKpi, type IsoKpi, type Kpi, type KpiId, kpiIds, kpis } from './kpis.ts';
export { splitCount } from './split-count.ts';
