/** What maintenance may see: stops with what ran and who reported them, as a pseudonym unless cleared for names. */
import { z } from 'zod';
import type { FindingRule, KpiId } from '../../analytics/index.ts';
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
import { labelPeople, peopleShape, type WrittenPeople } from './people.ts';
import { record } from './shape.ts';

export interface ReportedStop extends WrittenStop {
  readonly reportedBy: WrittenPeople;
}

export interface MaintenanceDocument extends CommonPart {
  readonly role: 'maintenance';
  /** Of the plant and of each unit. */
  readonly kpis: readonly WrittenKpi[];
  readonly findings: readonly WrittenFinding[];
  readonly stops: readonly ReportedStop[];
  readonly plannedStops: readonly WrittenPlannedStop[];
}

const kpis: readonly KpiId[] = ['availability', 'downRatio', 'downMs', 'reportedRatio'];
const rules: readonly FindingRule[] = ['no-facts', 'downtime', 'breakdown', 'unit-silent', 'coverage'];

export const maintenanceSchema: z.ZodType<MaintenanceDocument> = record<MaintenanceDocument>({
  ...commonShape,
  role: z.literal('maintenance'),
  kpis: z.array(kpiSchema),
  findings: z.array(findingSchema(rules)),
  stops: z.array(record<ReportedStop>({ ...stopShape, reportedBy: record<WrittenPeople>(peopleShape) })),
  plannedStops: z.array(plannedStopSchema),
});

export function writeMaintenance(input: DailyReportInput, speaker: Speaker): MaintenanceDocument {
  const { analysis, plant, personLabel } = input;
  return {
    ...writeCommon(input),
    role: 'maintenance',
    kpis: writeKpis(analysis.kpis, plant, kpis, { units: true }),
    findings: writeFindings(analysis.findings, plant, speaker, rules),
    stops: analysis.stops.map((stop) => ({
      ...writeStop(stop, plant),
      reportedBy: labelPeople(stop.operators, personLabel),
    })),
    plannedStops: writePlannedStops(analysis.plannedStops, plant),
  };
}
