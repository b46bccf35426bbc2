/** What production may see: times, pieces and losses by resource and shift. Nobody by name or pseudonym. */
import { z } from 'zod';
import { type FindingRule, type ReportKpiId, reportKpiIds } from '../../analytics/index.ts';
import type { DailyReportInput } from '../daily/input.ts';
import type { Speaker } from '../words/speaker.ts';
import { changeoversSchema, type WrittenChangeover, writeChangeovers } from './changeovers.ts';
import { type CommonPart, commonShape, writeCommon } from './common.ts';
import { kpiSchema, lossSchema, type WrittenKpi, type WrittenLoss, writeKpis, writeLosses } from './comparison.ts';
import {
  piecesSchema,
  plannedStopSchema,
  shiftSchema,
  timelineSchema,
  type WrittenPieces,
  type WrittenPlannedStop,
  type WrittenShift,
  type WrittenTimeline,
  writePieces,
  writePlannedStops,
  writeShifts,
  writeTimeline,
} from './day.ts';
import {
  allFindingRules,
  type CostedFinding,
  costedFindingSchema,
  currencySchema,
  writeCostedFindings,
} from './findings.ts';
import { hourSchema, type WrittenHour, writeHours } from './hours.ts';
import type { WrittenList } from './limited.ts';
import { linesSchema, type WrittenLine, writeLines } from './lines.ts';
import { lossTreeSchema, type WrittenLossNode, writeLossTree } from './loss-tree.ts';
import { ordersSchema, type WrittenOrders, writeOrders } from './orders.ts';
import { orNull } from './parts.ts';
import { record } from './shape.ts';

export interface ProductionDocument extends CommonPart {
  readonly role: 'production';
  /** Of the plant and of each unit. */
  readonly kpis: readonly WrittenKpi[];
  readonly losses: readonly WrittenLoss[];
  readonly lossTree: readonly WrittenLossNode[];
  /** Production lines that worked; empty for a plant without any. */
  readonly lines: readonly WrittenLine[];
  /** ISO 4217, of all money in it; null where the plant file has no rates, and nothing is said of money. */
  readonly currency: string | null;
  readonly findings: readonly CostedFinding[];
  readonly shifts: readonly WrittenShift[];
  readonly pieces: readonly WrittenPieces[];
  readonly plannedStops: readonly WrittenPlannedStop[];
  readonly timeline: readonly WrittenTimeline[];
  /** Empty for a window longer than 49 hours. */
  readonly hours: readonly WrittenHour[];
  readonly orders: WrittenOrders;
  readonly changeovers: WrittenList<WrittenChangeover>;
}

const kpis: readonly ReportKpiId[] = reportKpiIds;
const rules: readonly FindingRule[] = allFindingRules;

export const productionSchema: z.ZodType<ProductionDocument> = record<ProductionDocument>({
  ...commonShape,
  role: z.literal('production'),
  kpis: z.array(kpiSchema),
  losses: z.array(lossSchema),
  lossTree: lossTreeSchema,
  lines: linesSchema,
  currency: currencySchema.nullable(),
  findings: z.array(costedFindingSchema(rules)),
  shifts: z.array(shiftSchema),
  pieces: z.array(piecesSchema),
  plannedStops: z.array(plannedStopSchema),
  timeline: z.array(timelineSchema),
  hours: z.array(hourSchema),
  orders: ordersSchema,
  changeovers: changeoversSchema,
});

export function writeProduction(input: DailyReportInput, speaker: Speaker): ProductionDocument {
  const { analysis, plant } = input;
  return {
    ...writeCommon(input),
    role: 'production',
    kpis: writeKpis(analysis.kpis, plant, kpis, { units: true }),
    losses: writeLosses(analysis.losses),
    lossTree: writeLossTree(analysis.lossTree),
    lines: writeLines(analysis, plant),
    currency: orNull(plant.rates?.currency),
    findings: writeCostedFindings(analysis, plant, speaker, 'production', rules),
    shifts: writeShifts(analysis.shifts, plant),
    pieces: writePieces(analysis.pieceRows, plant),
    plannedStops: writePlannedStops(analysis.plannedStops, plant),
    timeline: writeTimeline(analysis.timeline, plant),
    hours: writeHours(analysis.hours, plant),
    orders: writeOrders(analysis.orders, plant),
    changeovers: writeChangeovers(analysis.changeovers, plant),
  };
}
