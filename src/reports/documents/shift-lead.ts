/** What a shift lead may see: each shift with its machines, stops and people, by name where cleared. */
import { z } from 'zod';
import type { FindingRule, ReportKpiId } from '../../analytics/index.ts';
import type { DailyReportInput } from '../daily/input.ts';
import type { Speaker } from '../words/speaker.ts';
import {
  boardSchema,
  shiftComparisonSchema,
  type WrittenBoard,
  type WrittenShiftComparison,
  writeBoard,
  writeShiftComparison,
} from './board.ts';
import { changeoversSchema, type WrittenChangeover, writeChangeovers } from './changeovers.ts';
import { type CommonPart, commonShape, writeCommon } from './common.ts';
import { kpiSchema, type WrittenKpi, writeKpis } from './comparison.ts';
import {
  plannedStopSchema,
  shiftSchema,
  stopShape,
  timelineSchema,
  type WrittenPlannedStop,
  type WrittenShift,
  type WrittenStop,
  type WrittenTimeline,
  writePlannedStops,
  writeShifts,
  writeStop,
  writeTimeline,
} from './day.ts';
import { allFindingRules, findingSchema, type WrittenFinding, writeFindings } from './findings.ts';
import type { WrittenList } from './limited.ts';
import { lineConstraintsSchema, type WrittenLineConstraint, writeLineConstraints } from './lines.ts';
import { placeShape, type WrittenPlace, writePlace } from './parts.ts';
import { labelPeople, peopleShape, type WrittenPeople } from './people.ts';
import { record } from './shape.ts';
import { stopQuestionsSchema, type WrittenStopQuestions, writeStopQuestions } from './stop-questions.ts';

export interface StaffedStop extends WrittenStop {
  readonly reportedBy: WrittenPeople;
}

export interface WrittenStaffing extends WrittenPlace {
  readonly shift: string;
  readonly people: WrittenPeople;
}

export interface ShiftLeadDocument extends CommonPart {
  readonly role: 'shift-lead';
  readonly kpis: readonly WrittenKpi[];
  readonly findings: readonly WrittenFinding[];
  readonly shifts: readonly WrittenShift[];
  readonly staffing: readonly WrittenStaffing[];
  readonly stops: readonly StaffedStop[];
  readonly plannedStops: readonly WrittenPlannedStop[];
  readonly timeline: readonly WrittenTimeline[];
  /** At the end of the window. */
  readonly board: WrittenBoard;
  /** Empty where there are fewer than two shifts. */
  readonly shiftComparison: readonly WrittenShiftComparison[];
  /** Which machine holds which line up; empty for a plant without lines. */
  readonly lineConstraints: readonly WrittenLineConstraint[];
  readonly changeovers: WrittenList<WrittenChangeover>;
  readonly stopQuestions: WrittenStopQuestions;
}

const kpis: readonly ReportKpiId[] = [
  'finished',
  'completed',
  'scrap',
  'hold',
  'oeeIndex',
  'setupRatio',
  'downRatio',
  'reportedRatio',
];
/** What somebody can walk up to, and what holds for the whole report. Ratios of the plant are no shift lead's day. */
const rules: readonly FindingRule[] = allFindingRules.filter(
  (rule) => !(['oee', 'setup', 'downtime', 'quality'] as readonly FindingRule[]).includes(rule),
);
const people = record<WrittenPeople>(peopleShape);

export const shiftLeadSchema: z.ZodType<ShiftLeadDocument> = record<ShiftLeadDocument>({
  ...commonShape,
  role: z.literal('shift-lead'),
  kpis: z.array(kpiSchema),
  findings: z.array(findingSchema(rules)),
  shifts: z.array(shiftSchema),
  staffing: z.array(record<WrittenStaffing>({ ...placeShape, shift: z.string(), people })),
  stops: z.array(record<StaffedStop>({ ...stopShape, reportedBy: people })),
  plannedStops: z.array(plannedStopSchema),
  timeline: z.array(timelineSchema),
  board: boardSchema,
  shiftComparison: z.array(shiftComparisonSchema),
  lineConstraints: lineConstraintsSchema,
  changeovers: changeoversSchema,
  stopQuestions: stopQuestionsSchema,
});

export function writeShiftLead(input: DailyReportInput, speaker: Speaker): ShiftLeadDocument {
  const { analysis, plant, personLabel } = input;
  return {
    ...writeCommon(input),
    role: 'shift-lead',
    kpis: writeKpis(analysis.kpis, plant, kpis),
    findings: writeFindings(analysis, plant, speaker, 'shift-lead', rules),
    shifts: writeShifts(analysis.shifts, plant),
    staffing: analysis.staffing.map(({ equipment, shift, operators }) => ({
      ...writePlace(plant.equipment.get(equipment)),
      shift,
      people: labelPeople(operators, personLabel),
    })),
    stops: analysis.stops.map((stop) => ({
      ...writeStop(stop, plant),
      reportedBy: labelPeople(stop.operators, personLabel),
    })),
    plannedStops: writePlannedStops(analysis.plannedStops, plant),
    timeline: writeTimeline(analysis.timeline, plant),
    board: writeBoard(analysis.board, plant, personLabel),
    shiftComparison: writeShiftComparison(analysis.shiftComparison, plant),
    lineConstraints: writeLineConstraints(analysis, plant),
    changeovers: writeChangeovers(analysis.changeovers, plant),
    stopQuestions: writeStopQuestions(analysis.stopQuestions, plant),
  };
}
