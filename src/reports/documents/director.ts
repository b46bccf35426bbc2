/** What a director may see: the plant, what was unusual, what needs a decision. Nobody by name or pseudonym. */
import { z } from 'zod';
import type { FindingRule, ReportKpiId } from '../../analytics/index.ts';
import type { DailyReportInput } from '../daily/input.ts';
import type { Speaker } from '../words/speaker.ts';
import { type CommonPart, commonShape, writeCommon } from './common.ts';
import {
  kpiSchema,
  lossSchema,
  type WrittenKpi,
  type WrittenLoss,
  type WrittenWeek,
  type WrittenWeekChange,
  type WrittenWeekOfDay,
  weekChangeSchema,
  weekOfDaySchema,
  weekSchema,
  writeKpis,
  writeLosses,
  writeWeekChanges,
  writeWeekOfDay,
  writeWeeks,
} from './comparison.ts';
import {
  plannedStopSchema,
  shiftSpanSchema,
  timelineSchema,
  type WrittenPlannedStop,
  type WrittenShiftSpan,
  type WrittenTimeline,
  writePlannedStops,
  writeShiftSpans,
  writeTimeline,
} from './day.ts';
import {
  allFindingRules,
  type CostedFinding,
  costedFindingSchema,
  currencySchema,
  writeCostedFindings,
} from './findings.ts';
import { linesSchema, type WrittenLine, writeLines } from './lines.ts';
import { lossTreeSchema, type WrittenLossNode, writeLossTree } from './loss-tree.ts';
import { orNull } from './parts.ts';
import { record } from './shape.ts';

export interface DirectorDocument extends CommonPart {
  readonly role: 'director';
  readonly kpis: readonly WrittenKpi[];
  readonly losses: readonly WrittenLoss[];
  readonly lossTree: readonly WrittenLossNode[];
  /** Production lines that worked; empty for a plant without any. */
  readonly lines: readonly WrittenLine[];
  /** ISO 4217, of all money in it; null where the plant file has no rates, and nothing is said of money. */
  readonly currency: string | null;
  readonly findings: readonly CostedFinding[];
  readonly shifts: readonly WrittenShiftSpan[];
  readonly plannedStops: readonly WrittenPlannedStop[];
  readonly timeline: readonly WrittenTimeline[];
  readonly weeks: readonly WrittenWeek[];
  /** At most one a figure. */
  readonly weekChanges: readonly WrittenWeekChange[];
  /** The seven days up to the day against the seven before, per open hour; null for a shift or a span. */
  readonly weekOfDay: WrittenWeekOfDay | null;
}

const kpis: readonly ReportKpiId[] = [
  'finished',
  'completed',
  'scrap',
  'hold',
  'availability',
  'effectiveness',
  'qualityRatio',
  'oeeIndex',
  'setupRatio',
  'downRatio',
  'reportedRatio',
  'runMs',
  'setupMs',
  'downMs',
];
const rules: readonly FindingRule[] = allFindingRules;

export const directorSchema: z.ZodType<DirectorDocument> = record<DirectorDocument>({
  ...commonShape,
  role: z.literal('director'),
  kpis: z.array(kpiSchema),
  losses: z.array(lossSchema),
  lossTree: lossTreeSchema,
  lines: linesSchema,
  currency: currencySchema.nullable(),
  findings: z.array(costedFindingSchema(rules)),
  shifts: z.array(shiftSpanSchema),
  plannedStops: z.array(plannedStopSchema),
  timeline: z.array(timelineSchema),
  weeks: z.array(weekSchema),
  weekChanges: z.array(weekChangeSchema),
  weekOfDay: weekOfDaySchema.nullable(),
});

export function writeDirector(input: DailyReportInput, speaker: Speaker): DirectorDocument {
  const { analysis, plant } = input;
  return {
    ...writeCommon(input),
    role: 'director',
    kpis: writeKpis(analysis.kpis, plant, kpis),
    losses: writeLosses(analysis.losses),
    lossTree: writeLossTree(analysis.lossTree),
    lines: writeLines(analysis, plant),
    currency: orNull(plant.rates?.currency),
    findings: writeCostedFindings(analysis, plant, speaker, 'director', rules),
    shifts: writeShiftSpans(analysis.shifts, plant),
    plannedStops: writePlannedStops(analysis.plannedStops, plant),
    timeline: writeTimeline(analysis.timeline, plant),
    weeks: writeWeeks(analysis.weeks, kpis),
    weekChanges: writeWeekChanges(analysis.weekChanges, kpis),
    weekOfDay: analysis.weekOfDay === undefined ? null : writeWeekOfDay(analysis.weekOfDay),
  };
}
