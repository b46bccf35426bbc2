/** What maintenance may see: stops with what ran and who reported them, as a pseudonym unless cleared for names. */
import { z } from 'zod';
import type { FindingRule, ReportKpiId } from '../../analytics/index.ts';
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
import type { WrittenWindow } from './parts.ts';
import { labelPeople, peopleShape, type WrittenPeople } from './people.ts';
import { maintenanceShape, type WrittenMaintenanceFigures, writeMaintenanceFigures } from './reliability.ts';
import { instant, record } from './shape.ts';

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
}

export interface MaintenanceDocument extends CommonPart, WrittenMaintenanceFigures {
  readonly role: 'maintenance';
  /** Of the plant and of each unit. */
  readonly kpis: readonly WrittenKpi[];
  readonly findings: readonly WrittenFinding[];
  readonly stops: readonly ReportedStop[];
  readonly plannedStops: readonly WrittenPlannedStop[];
  readonly downDays: WrittenDownDays;
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
    }),
  ),
  plannedStops: z.array(plannedStopSchema),
  downDays: downDaysSchema,
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
    })),
    plannedStops: writePlannedStops(analysis.plannedStops, plant),
    downDays: writeDownDays(analysis.heatMap, plant),
    ...writeMaintenanceFigures(analysis.maintenance, plant),
  };
}
