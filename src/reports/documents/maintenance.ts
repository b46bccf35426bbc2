/** What maintenance may see: stops with what ran and who reported them, as a pseudonym unless cleared for names. */
import { z } from 'zod';
import type { DailyAnalysis, FindingRule, ReportKpiId, StopRow } from '../../analytics/index.ts';
import type { Plant } from '../../model/index.ts';
import type { DailyReportInput } from '../daily/input.ts';
import type { Speaker } from '../words/speaker.ts';
import { type CommonPart, commonShape, writeCommon } from './common.ts';
import { kpiSchema, type WrittenKpi, writeKpis } from './comparison.ts';
import {
  plannedStopSchema,
  stopShape,
  type WrittenPlannedStop,
  type WrittenStop,
  writePlannedStops,
  writeStop,
} from './day.ts';
import { findingSchema, type WrittenFinding, writeFindings } from './findings.ts';
import { downDaysSchema, type WrittenDownDays, writeDownDays } from './hours.ts';
import { lineConstraintsSchema, type WrittenLineConstraint, writeLineConstraints } from './lines.ts';
import type { WrittenWindow } from './parts.ts';
import { labelPeople, peopleShape, type WrittenPeople } from './people.ts';
import { maintenanceShape, type WrittenMaintenanceFigures, writeMaintenanceFigures } from './reliability.ts';
import { instant, record } from './shape.ts';
import { proposalsSchema, type WrittenProposals, writeProposals } from './stop-questions.ts';

/** What ran before a stop; null where nothing was reported before. */
export interface WrittenRanBefore extends WrittenWindow {
  readonly state: 'running' | 'setup';
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
}
const ranBeforeSchema = record<WrittenRanBefore>({
  state: z.enum(['running', 'setup']),
  workOrder: z.string(),
  operation: z.string(),
  product: z.string(),
  from: instant,
  to: instant,
});

export interface ReportedStop extends WrittenStop {
  readonly reportedBy: WrittenPeople;
  readonly isPlanned: boolean;
  /** It reaches the end of the window. */
  readonly isOpen: boolean;
  readonly ranBefore: WrittenRanBefore | null;
  /** What its reason may be; null where one was told. */
  readonly mayBe: WrittenProposals | null;
}

export interface MaintenanceDocument extends CommonPart, WrittenMaintenanceFigures {
  readonly role: 'maintenance';
  /** Of the plant and of each unit. */
  readonly kpis: readonly WrittenKpi[];
  readonly findings: readonly WrittenFinding[];
  readonly stops: readonly ReportedStop[];
  readonly plannedStops: readonly WrittenPlannedStop[];
  readonly downDays: WrittenDownDays;
  /** Which machine holds which line up; empty for a plant without lines. */
  readonly lineConstraints: readonly WrittenLineConstraint[];
}

const kpis: readonly ReportKpiId[] = ['availability', 'downRatio', 'downMs', 'reportedRatio'];
const rules: readonly FindingRule[] = ['no-facts', 'downtime', 'breakdown', 'unit-silent', 'coverage'];

export const maintenanceSchema: z.ZodType<MaintenanceDocument> = record<MaintenanceDocument>({
  ...commonShape,
  role: z.literal('maintenance'),
  kpis: z.array(kpiSchema),
  findings: z.array(findingSchema(rules)),
  stops: z.array(
    record<ReportedStop>({
      ...stopShape,
      reportedBy: record<WrittenPeople>(peopleShape),
      isPlanned: z.boolean(),
      isOpen: z.boolean(),
      ranBefore: ranBeforeSchema.nullable(),
      mayBe: proposalsSchema.nullable(),
    }),
  ),
  plannedStops: z.array(plannedStopSchema),
  downDays: downDaysSchema,
  lineConstraints: lineConstraintsSchema,
  ...maintenanceShape,
});

export function writeMaintenance(input: DailyReportInput, speaker: Speaker): MaintenanceDocument {
  const { analysis, plant, personLabel } = input;
  return {
    ...writeCommon(input),
    role: 'maintenance',
    kpis: writeKpis(analysis.kpis, plant, kpis, { units: true }),
    findings: writeFindings(analysis, plant, speaker, 'maintenance', rules),
    stops: analysis.stops.map((stop) => ({
      ...writeStop(stop, plant),
      reportedBy: labelPeople(stop.operators, personLabel),
      isPlanned: stop.isPlanned,
      isOpen: stop.isOpen,
      ranBefore:
        stop.before === undefined
          ? null
          : {
              state: stop.before.state,
              workOrder: stop.before.workOrder,
              operation: stop.before.operation,
              product: stop.before.product,
              from: plant.zone.format(stop.before.startAt),
              to: plant.zone.format(stop.before.endAt),
            },
      mayBe: proposedFor(stop, analysis, plant),
    })),
    plannedStops: writePlannedStops(analysis.plannedStops, plant),
    downDays: writeDownDays(analysis.heatMap, plant),
    lineConstraints: writeLineConstraints(analysis, plant),
    ...writeMaintenanceFigures(analysis.maintenance, plant),
  };
}

/** That of the untold stop which has most of the report's time: reports that touch are one stop. */
function proposedFor(
  { equipment, startAt, endAt }: StopRow,
  { stopQuestions }: DailyAnalysis,
  plant: Plant,
): WrittenProposals | null {
  const sharedMs = ({ stop }: DailyAnalysis['stopQuestions']['proposals'][number]): number =>
    stop.equipment === equipment ? Math.min(stop.endAt, endAt) - Math.max(stop.startAt, startAt) : 0;
  const [most] = stopQuestions.proposals.toSorted((a, b) => sharedMs(b) - sharedMs(a));
  return most === undefined || sharedMs(most) <= 0 ? null : writeProposals(most.proposal, plant);
}
