/** KPIs with what they are compared with, losses, and the weeks before. */
import { z } from 'zod';
import {
  type ComparedKpi,
  type DailyAnalysis,
  type LossStep,
  type ReportKpiId,
  reportKpiIds,
  type UsualRange,
  type WeekChange,
  type WeekPoint,
} from '../../analytics/index.ts';
import { type Plant, type WrittenKnown, writeKnown } from '../../model/index.ts';
import { orNull, placeShape, type WrittenPlace, writePlace, written } from './parts.ts';
import { count, localDate, ms, record } from './shape.ts';

export type WrittenUsual =
  | { readonly count: number; readonly median: number; readonly p10: number; readonly p90: number }
  | { readonly unknown: 'too-little-history'; readonly count: number };
export const usualSchema: z.ZodType<WrittenUsual> = z.union([
  z.strictObject({ count, median: z.number(), p10: z.number(), p90: z.number() }),
  z.strictObject({ unknown: z.literal('too-little-history'), count }),
]);

export function writeUsual(usual: UsualRange): WrittenUsual {
  return usual.kind === 'known'
    ? { count: usual.count, median: usual.median, p10: usual.p10, p90: usual.p90 }
    : { unknown: usual.reason, count: usual.count };
}

const standings = ['above', 'below', 'within', 'unknown'] as const;

export interface WrittenKpi {
  /** `<equipment path or plant>/<kpi>`: what a figure on a page is traced by. */
  readonly id: string;
  readonly kpi: ReportKpiId;
  /** Null for the plant. */
  readonly equipment: WrittenPlace | null;
  readonly value: WrittenKnown;
  readonly usual: WrittenUsual;
  readonly standing: (typeof standings)[number];
  readonly target: number | null;
  /** Up to 28 production days, oldest first; null where unknown. */
  readonly last28: readonly (number | null)[];
}
export const kpiSchema: z.ZodType<WrittenKpi> = record<WrittenKpi>({
  id: z.string(),
  kpi: z.enum(reportKpiIds),
  equipment: record<WrittenPlace>(placeShape).nullable(),
  value: written,
  usual: usualSchema,
  standing: z.enum(standings),
  target: z.number().nullable(),
  last28: z.array(z.number().nullable()).max(28),
});

/** The KPIs of the plant and, where asked for, of each unit, in the order of `ids`. */
export function writeKpis(
  kpis: readonly ComparedKpi[],
  plant: Plant,
  ids: readonly ReportKpiId[],
  { units = false }: { readonly units?: boolean } = {},
): WrittenKpi[] {
  return kpis
    .filter((row) => ids.includes(row.kpi) && (units || row.equipment === undefined))
    .map((row) => {
      const equipment = row.equipment === undefined ? undefined : plant.equipment.get(row.equipment);
      return {
        id: `${equipment?.path ?? 'plant'}/${row.kpi}`,
        kpi: row.kpi,
        equipment: equipment === undefined ? null : writePlace(equipment),
        value: writeKnown(row.value),
        usual: writeUsual(row.usual),
        standing: row.standing,
        target: orNull(row.target),
        last28: row.last28.slice(-28).map(orNull),
      };
    });
}

const lossIds = [
  'planned',
  'extra',
  'silent',
  'wait',
  'plannedDown',
  'down',
  'otherDown',
  'setup',
  'run',
  'minorStops',
  'unrated',
  'speed',
  'quality',
  'startup',
  'good',
] as const;
const lossRoles = ['total', 'loss', 'gain'] as const;

export interface WrittenLoss {
  readonly id: LossStep['id'];
  readonly role: LossStep['role'];
  readonly ms: number;
  readonly usualMs: WrittenUsual;
}
export const lossSchema: z.ZodType<WrittenLoss> = record<WrittenLoss>({
  id: z.enum(lossIds),
  role: z.enum(lossRoles),
  ms: z.int(),
  usualMs: usualSchema,
});

export function writeLosses(losses: readonly LossStep[]): WrittenLoss[] {
  return losses.map(({ id, role, ms, usualMs }) => ({ id, role, ms: Math.round(ms), usualMs: writeUsual(usualMs) }));
}

export interface WrittenWeek {
  readonly from: string;
  readonly to: string;
  readonly values: Readonly<Record<string, WrittenKnown>>;
}
export const weekSchema: z.ZodType<WrittenWeek> = record<WrittenWeek>({
  from: localDate,
  to: localDate,
  values: z.record(z.string(), written),
});

export function writeWeeks(weeks: readonly WeekPoint[], ids: readonly ReportKpiId[]): WrittenWeek[] {
  return weeks.map(({ from, to, values }) => ({
    from,
    to,
    values: Object.fromEntries(
      ids.flatMap((id) => {
        const value = values[id];
        return value === undefined ? [] : [[id, writeKnown(value)]];
      }),
    ),
  }));
}

/** A figure that changed its level within the weeks; of what caused it, it says nothing. */
export interface WrittenWeekChange {
  readonly kpi: ReportKpiId;
  /** First production day of the first week of the new level. */
  readonly from: string;
  /** Median of the known weeks before it, and from it on. */
  readonly before: number;
  readonly after: number;
  /** Approximate chance of such weeks without a change (Pettitt's test). */
  readonly p: number;
  /** Known weeks that the test stands on. */
  readonly weeks: number;
}
export const weekChangeSchema: z.ZodType<WrittenWeekChange> = record<WrittenWeekChange>({
  kpi: z.enum(reportKpiIds),
  from: localDate,
  before: z.number(),
  after: z.number(),
  p: z.number().min(0).max(1),
  weeks: count,
});

export function writeWeekChanges(changes: readonly WeekChange[], ids: readonly ReportKpiId[]): WrittenWeekChange[] {
  return changes
    .filter(({ kpi }) => ids.includes(kpi))
    .map(({ kpi, from, before, after, p, weeks }) => ({ kpi, from, before, after, p, weeks }));
}

/** The seven days up to a day against the seven before. */
export interface WrittenWeekOfDay {
  /** Planned time and what ran outside it, over all machines. */
  readonly openMs: number;
  readonly beforeOpenMs: number;
  /** Of finished pieces per open hour, as a share of before. */
  readonly finishedChangeRatio: WrittenKnown;
  /** Whether what is not known of either week does not explain the difference. */
  readonly isToldApart: boolean;
  /** What the calendar names in either week, such as holidays. */
  readonly exceptions: readonly string[];
}
export const weekOfDaySchema: z.ZodType<WrittenWeekOfDay> = record<WrittenWeekOfDay>({
  openMs: ms,
  beforeOpenMs: ms,
  finishedChangeRatio: written,
  isToldApart: z.boolean(),
  exceptions: z.array(z.string()),
});

export function writeWeekOfDay(week: NonNullable<DailyAnalysis['weekOfDay']>): WrittenWeekOfDay {
  return {
    openMs: Math.round(week.openMs),
    beforeOpenMs: Math.round(week.beforeOpenMs),
    finishedChangeRatio: writeKnown(week.finishedChangeRatio),
    isToldApart: week.isToldApart,
    exceptions: [...week.exceptions],
  };
}
