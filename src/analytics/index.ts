export { type Activity, createActivity, type ReportColumns, type UnitActivity } from './activity.ts';
export { analyseDay, type DayInput } from './analyse-day.ts';
export { type BestSeen, bestSeenCountMin } from './changeovers/best-seen.ts';
export type { Changeover, ChangeoverSplit, MadeThing } from './changeovers/changeover.ts';
export {
  analyseChangeovers,
  type ChangeoverAnalysis,
  type ChangeoverPair,
  type ComparedChangeover,
} from './changeovers/changeover-analysis.ts';
export { changeoverElements } from './changeovers/changeover-elements.ts';
export { type ChangeKind, changeKinds } from './changeovers/find-changes.ts';
export { type ChangeoverOptions, listChangeovers } from './changeovers/list-changeovers.ts';
export {
  type ComparisonBasis,
  compareFigures,
  type FigureComparison,
  type OpenFigure,
} from './comparison/compare-figures.ts';
export {
  type ComparedPeriodKpi,
  type ComparisonRule,
  comparePeriods,
  comparisonRules,
  type PeriodComparison,
  type PeriodQuestion,
  type PeriodSide,
} from './comparison/compare-periods.ts';
export type { LeftOutDay } from './comparison/like-days.ts';
export { type Period, type PeriodKind, periodBefore, periodKinds, periodTo } from './comparison/periods.ts';
export type { VersionedFacts } from './completeness.ts';
export { computeFigures, sumFigures, sumUnitFigures } from './compute-figures.ts';
export { createUnitCalculation, type UnitCalculation } from './compute-unit-figures.ts';
export type {
  ComparedKpi,
  Completeness,
  DailyAnalysis,
  LossStep,
  PieceRow,
  RanBefore,
  StopRow,
  UnitTimeline,
  WeekChange,
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
export type { Finding, FindingOf, FindingParams, FindingRule, Money } from './finding-rules.ts';
export { byConsequence } from './findings/ranking.ts';
export type { NotedGap } from './gaps.ts';
export type { HeatMap } from './heat-map.ts';
export { hoursMax, type LocalHour, listLocalHours } from './hours/hour-windows.ts';
export type { HourRow, HoursOfDay } from './hours/hours-of-day.ts';
export { type IdealTimeLookup, type LearnedIdealTime, visitIdealTimes } from './ideal-times.ts';
export type { ElementColumns, ElementTable, Freedom } from './kpi/element-table.ts';
export { sumRows } from './kpi/element-table.ts';
export { type Element, type ElementId, type ElementUnit, elementIds, elements } from './kpi/elements.ts';
export { type BoundedColumns, evaluate } from './kpi/evaluate.ts';
export { type ExplainKpiOptions, explainKpi } from './kpi/explain/explain-kpi.ts';
export type {
  BoundChange,
  BoundStep,
  ElementPart,
  ElementStep,
  ExplainedFact,
  ExplainedKpi,
  ExplainedResult,
  FactOrigin,
  FactorStep,
  IdealTimeStep,
  KpiExplanation,
  TeachingReport,
  UnitElementStep,
  UnitStep,
  UntoldStep,
} from './kpi/explain/explanation.ts';
export { type RowWindow, withFinished } from './kpi/finished-elements.ts';
export { elementsOf, type Formula, textOf } from './kpi/formula.ts';
export type { KpiRow, KpiScope, KpiUnit } from './kpi/kpi-row.ts';
export { findKpi, getKpi, type Kpi, type KpiId, kpiIds, kpis, listKpis } from './kpi/kpis.ts';
export {
  computeLossTimes,
  type LossLeaf,
  type LossTimes,
  type LossTimesOptions,
  lossLeaves,
  sumLossTimes,
} from './kpi/loss-times.ts';
export {
  type BigLoss,
  findLoss,
  type LossNode,
  type LossNodeId,
  listBigLosses,
  lossTree,
  sixBigLosses,
} from './kpi/loss-tree.ts';
export { type ReportKpi, type ReportKpiId, reportKpiIds, reportKpis } from './kpi/report-kpis.ts';
export type { KpiAnswer, KpiColumn, KpiGroup } from './kpi/rolling/answer.ts';
export { computeKpis, type KpiFacts } from './kpi/rolling/compute-kpis.ts';
export {
  createKpiStream,
  type KpiStream,
  type KpiStreamOptions,
  type KpiStreamQuestion,
} from './kpi/rolling/kpi-stream.ts';
export { type KpiDimension, type KpiQuestion, type KpiWindow, kpiDimensions } from './kpi/rolling/question.ts';
export { computeUnitKpis, type UnitDimension, type UnitKpiQuestion } from './kpi/rolling/unit-kpis.ts';
export { computeWiderKpis } from './kpi/rolling/wider-kpis.ts';
export { listGapRows, unheardOf } from './kpi/unheard.ts';
export { type UnitElementsOptions, unitElements } from './kpi/unit-elements.ts';
export { type MissingElement, sayWhyUnknown, type WhyUnknown, whyUnknown } from './kpi/why-unknown.ts';
export { type LearnedIdealTimes, learnIdealTimes, lookupIn } from './learn-ideal-times.ts';
export type { Limited } from './limited.ts';
export type { BottleneckShare, BottleneckSpan, Bottlenecks } from './lines/active-periods.ts';
export { analyseLine, analyseLines, type LineAnalysis, type LineQuestion } from './lines/analyse-line.ts';
export {
  type ConstraintOverTime,
  type ConstraintSlice,
  type ConstraintSource,
  constraintSources,
  type LineConstraint,
  type NamedConstraint,
  type NoConstraintReason,
} from './lines/find-line-constraint.ts';
export type { Hold, Holding, NeighbourWait } from './lines/holds.ts';
export type { LeadTimes } from './lines/lead-times.ts';
export { type LearnedLine, learnLine } from './lines/learn-line.ts';
export { type FlowSource, type Line, listLines } from './lines/line.ts';
export { lineElements } from './lines/line-elements.ts';
export { type LineLoss, type LineLosses, type LineLossKind, lineLosses } from './lines/line-losses.ts';
export type { LineOee, OeeParts } from './lines/line-oee.ts';
export { type Items, type LittlesLaw, littlesLaw } from './lines/littles-law.ts';
export type { LongestActive, LongestSpan } from './lines/longest-active.ts';
export type { LinePace, StationPace } from './lines/pace.ts';
export type { Wip, WipBuffer } from './lines/wip.ts';
export { machineTimeMoney } from './machine-time-money.ts';
export { type DownRow, downRowsByUnit } from './maintenance/down-rows.ts';
export type {
  DowntimeRow,
  MaintenanceOfDay,
  PlannedStopRow,
  ReliabilityPeriod,
  ReliabilityRow,
  ReliabilityTrend,
} from './maintenance/maintenance-of-day.ts';
export type { MinorStops } from './minor-stops.ts';
export type {
  FinishedOrder,
  OrdersOfDay,
  Queue,
  RunningOrder,
  WaitingOrder,
} from './orders/orders-of-day.ts';
export type { PieceGroup } from './piece-groups.ts';
export type {
  DefectRow,
  FirstPassRow,
  HoldAge,
  HoldRow,
  ProportionChart,
  ProportionPoint,
  QualityOfDay,
  QualityReport,
  ScrapContext,
} from './quality/quality-of-day.ts';
export { ratiosOf } from './ratios.ts';
export {
  type Aggregate,
  type CounterState,
  type CounterValue,
  counterAggregate,
  type MeasureState,
  type MeasureValue,
  measureAggregate,
} from './series/aggregate.ts';
export { type AsOfColumns, type AsOfOutcome, type AsOfRule, asOfOutcomes, joinAsOf } from './series/as-of.ts';
export { increaseOf } from './series/counter.ts';
export { createGrid } from './series/grid.ts';
export type { KnownTimeRule } from './series/holding.ts';
export { type IntervalMeasures, joinIntervals } from './series/join-intervals.ts';
export { knownTime } from './series/known-time.ts';
export { measureOver } from './series/measure-over.ts';
export { type CounterColumns, counterAt, resampleCounter } from './series/resample-counter.ts';
export { type MeasureColumns, measureAt, resampleMeasure } from './series/resample-measure.ts';
export { resampleStates, type StateColumns } from './series/resample-states.ts';
export { createFigureFold, type FigureFold, type FigureOptions } from './series/rollup/figure-fold.ts';
export {
  columnsFor,
  type FigureNeeds,
  type FigureQuestion,
  figureNeeds,
  type Resampled,
  type RollupFigure,
  rollupFigures,
  type TagStates,
} from './series/rollup/figures.ts';
export { mergeRollups } from './series/rollup/merge-rollups.ts';
export type { ReadingRows } from './series/rollup/reading-chunk.ts';
export {
  createRollupAggregate,
  type RollupAggregate,
  type RollupAggregateOptions,
  type RollupValue,
} from './series/rollup/rollup-aggregate.ts';
export { createRollupFold, type RollupFold, type RollupOptions } from './series/rollup/rollup-fold.ts';
export type { RollupState } from './series/rollup/rollup-state.ts';
export { plainRule, type RollupRule, rollupHoldMaxMs, rollupRuleOf } from './series/rollup/rule.ts';
export {
  hasRule,
  type RollupLevel,
  type RollupNumberColumn,
  type RollupRows,
  type RollupTable,
  type RollupTextColumn,
  rollupLevels,
  rollupNumberColumns,
  rollupTextColumns,
  type StateTimeTable,
} from './series/rollup/table.ts';
export { rollupQuantileError } from './series/rollup/tag-rollup.ts';
export type { MeasureForm } from './series/segments.ts';
export { listSeries, type Series, seriesOf } from './series/series.ts';
export type { Board, BoardRow, OpenProblem } from './shifts/board-of-shift.ts';
export type { ComparedShift, ShiftDifference } from './shifts/shift-comparison.ts';
export { type DeriveInput, deriveFacts, listSignalUnits } from './signals/derive-facts.ts';
export { signalLeadInMs, signalLookAheadMs } from './signals/reach.ts';
export type { DerivedFacts } from './signals/signal-facts.ts';
export { createUnitSignals, type LateReadings, type UnitSignalsFold } from './signals/unit-signals.ts';
export { splitCount } from './split-count.ts';
export { findStateFact, lastRowBefore, type StateAt, type StateFact, stateAt } from './state-at.ts';
export { type AskOptions, askStopQuestions } from './stop-reasons/ask-questions.ts';
export { listAskedWindows } from './stop-reasons/asked-windows.ts';
export { type ClueKind, type Clues, clueKinds, type StopDescription } from './stop-reasons/clues.ts';
export { type DescribeOptions, describeStop } from './stop-reasons/describe-stop.ts';
export {
  type MeasuredHits,
  measureReasonHits,
  type ReasonHits,
  type ReliabilityBin,
} from './stop-reasons/measure-hits.ts';
export {
  type LearnOptions,
  learnedBefore,
  learnedDays,
  learnStopReasons,
  type ProposedReason,
  proposeReason,
  proposeStopReasons,
  type ReasonCandidate,
  type ReasonProposal,
  type StopProposal,
  toldStopsMin,
} from './stop-reasons/propose-reasons.ts';
export {
  type ClueFactor,
  createReasonModel,
  type ReasonModel,
  type ReasonRatios,
} from './stop-reasons/reason-model.ts';
export { isTold, type Stop } from './stop-reasons/stop.ts';
export { createStopHistory, type StopHistory, type UnitStops } from './stop-reasons/stop-history.ts';
export {
  type AnswerRow,
  type AreaQuestions,
  answerRows,
  type QuestionWorth,
  questionsMax,
  type StopQuestion,
  type StopQuestions,
} from './stop-reasons/stop-questions.ts';
export type { UsualRange } from './usual.ts';
export { type DefectRate, type DefectRates, listDefectRates } from './yields/defect-rates.ts';
export { listYields, type YieldRow } from './yields/list-yields.ts';
export { type YieldKey, yieldKeys } from './yields/pass-cells.ts';
export type { PassCounts } from './yields/pass-counts.ts';
export { type ProductElements, productElements } from './yields/product-elements.ts';
export { listRolledYields, type RolledYield, type YieldStep } from './yields/rolled-yield.ts';
export type { DefectFigures, YieldFigures } from './yields/yield-figures.ts';
