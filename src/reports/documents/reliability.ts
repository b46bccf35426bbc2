/** Stops over time: where time went, how often machines fail, how long repair takes, planned stops against done. */
import { z } from 'zod';
import type { DailyAnalysis } from '../../analytics/index.ts';
import { type Plant, type WrittenKnown, writeKnown } from '../../model/index.ts';
import { orNull, placeShape, type WrittenPlace, writePlace, written } from './parts.ts';
import { count, instant, localDate, ms, record } from './shape.ts';

type Analysed = DailyAnalysis['maintenance'];

export interface WrittenReason {
  readonly code: string;
  readonly name: string | null;
}
export const reasonSchema: z.ZodType<WrittenReason> = z.strictObject({
  code: z.string(),
  name: z.string().nullable(),
});
export function writeReason(code: string, plant: Plant): WrittenReason {
  return { code, name: orNull(plant.reasons.find((reason) => reason.code === code)?.name) };
}

export interface WrittenDowntime extends WrittenPlace {
  readonly reason: WrittenReason;
  readonly isPlanned: boolean;
  readonly stops: number;
  readonly downMs: number;
}
const downtimeSchema = z.array(
  record<WrittenDowntime>({ ...placeShape, reason: reasonSchema, isPlanned: z.boolean(), stops: count, downMs: ms }),
);

export interface WrittenReliabilityPeriod {
  readonly failures: number;
  readonly repairs: number;
  readonly runMs: number;
  /** Run time between failures. */
  readonly timeBetweenFailuresMs: WrittenKnown;
  readonly timeToRepairMs: WrittenKnown;
}
const periodSchema = record<WrittenReliabilityPeriod>({
  failures: count,
  repairs: count,
  runMs: ms,
  timeBetweenFailuresMs: written,
  timeToRepairMs: written,
});

const trends = ['worse', 'better', 'same', 'too-little-history'] as const;

export interface WrittenReliability extends WrittenPlace {
  /** The 28 production days up to the window's end, and the 28 before. */
  readonly now: WrittenReliabilityPeriod;
  readonly before: WrittenReliabilityPeriod | null;
  readonly trend: (typeof trends)[number];
}

/** Seven production days, first and last. */
export interface WrittenWeekSpan {
  readonly from: string;
  readonly to: string;
}

/** Down time by week, oldest first, of machines that were down in any; null where nothing of it was reported. */
export interface WrittenDownWeeks {
  readonly weeks: readonly WrittenWeekSpan[];
  readonly units: readonly (WrittenPlace & { readonly downMs: readonly (number | null)[] })[];
}
const downWeeksSchema = record<WrittenDownWeeks>({
  weeks: z.array(record<WrittenWeekSpan>({ from: localDate, to: localDate })),
  units: z.array(record<WrittenDownWeeks['units'][number]>({ ...placeShape, downMs: z.array(ms.nullable()) })),
});

const outcomes = ['done', 'ran-instead', 'not-reported'] as const;

export interface WrittenPlannedOutcome extends WrittenPlace {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly plannedDownMs: number;
  readonly runMs: number;
  readonly outcome: (typeof outcomes)[number];
}

export interface WrittenMaintenanceFigures {
  /** Of the window, and of 28 production days; most time first. */
  readonly downtime: readonly WrittenDowntime[];
  readonly downtime28: readonly WrittenDowntime[];
  readonly reliability: readonly WrittenReliability[];
  /** The last 13 spans of seven production days, the last ending with the day. */
  readonly downWeeks: WrittenDownWeeks;
  readonly plannedOutcomes: readonly WrittenPlannedOutcome[];
}
export const maintenanceShape: {
  readonly [K in keyof WrittenMaintenanceFigures]: z.ZodType<WrittenMaintenanceFigures[K]>;
} = {
  downtime: downtimeSchema,
  downtime28: downtimeSchema,
  reliability: z.array(
    record<WrittenReliability>({
      ...placeShape,
      now: periodSchema,
      before: periodSchema.nullable(),
      trend: z.enum(trends),
    }),
  ),
  downWeeks: downWeeksSchema,
  plannedOutcomes: z.array(
    record<WrittenPlannedOutcome>({
      ...placeShape,
      title: z.string(),
      from: instant,
      to: instant,
      plannedDownMs: ms,
      runMs: ms,
      outcome: z.enum(outcomes),
    }),
  ),
};

export function writeMaintenanceFigures(maintenance: Analysed, plant: Plant): WrittenMaintenanceFigures {
  const place = (id: string): WrittenPlace => writePlace(plant.equipment.get(id));
  const downtime = (rows: Analysed['downtime']): WrittenDowntime[] =>
    rows.map(({ equipment, reason, isPlanned, stops, downMs }) => ({
      ...place(equipment),
      reason: writeReason(reason, plant),
      isPlanned,
      stops,
      downMs: Math.round(downMs),
    }));
  return {
    downtime: downtime(maintenance.downtime),
    downtime28: downtime(maintenance.downtime28),
    reliability: maintenance.reliability.map(({ equipment, now, before, trend }) => ({
      ...place(equipment),
      now: writePeriod(now),
      before: before === undefined ? null : writePeriod(before),
      trend,
    })),
    downWeeks: {
      weeks: maintenance.downWeeks.weeks.map(({ from, to }) => ({ from, to })),
      units: maintenance.downWeeks.rows.map(({ equipment, downMs }) => ({
        ...place(equipment),
        downMs: downMs.map((value) => orNull(value === undefined ? undefined : Math.round(value))),
      })),
    },
    plannedOutcomes: maintenance.planned.map((row) => ({
      ...place(row.equipment),
      title: row.name,
      from: plant.zone.format(row.fromAt),
      to: plant.zone.format(row.toAt),
      plannedDownMs: Math.round(row.plannedDownMs),
      runMs: Math.round(row.runMs),
      outcome: row.outcome,
    })),
  };
}

function writePeriod(period: Analysed['reliability'][number]['now']): WrittenReliabilityPeriod {
  return {
    failures: period.failures,
    repairs: period.repairs,
    runMs: Math.round(period.runMs),
    timeBetweenFailuresMs: writeKnown(period.timeBetweenFailuresMs),
    timeToRepairMs: writeKnown(period.timeToRepairMs),
  };
}
