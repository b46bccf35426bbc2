/** What was wrong with pieces: Pareto, proportion chart, first-pass yield, holds, rework, what went before scrap. */
import { z } from 'zod';
import type { DailyAnalysis } from '../../analytics/index.ts';
import { type Plant, type WrittenKnown, writeKnown } from '../../model/index.ts';
import { listSchema, type WrittenList, writeList } from './limited.ts';
import { orNull, placeShape, type WrittenPlace, writePlace, written } from './parts.ts';
import { count, instant, localDate, ms, record } from './shape.ts';

type Analysed = DailyAnalysis['quality'];

export interface WrittenDefect {
  readonly product: string;
  readonly operation: string;
  readonly made: number;
  readonly scrap: number;
  readonly hold: number;
}

export interface WrittenProportion {
  readonly points: readonly {
    readonly date: string;
    readonly made: number;
    /** Scrapped and held. */
    readonly nonconforming: number;
    readonly value: WrittenKnown;
    readonly limits: { readonly lower: number; readonly upper: number } | null;
    readonly signals: readonly ('beyond-limits' | 'eight-on-one-side')[];
  }[];
  readonly centre: WrittenKnown;
  /** Days that centre and limits stand on. */
  readonly days: number;
  /** Spread between days over that of chance alone. */
  readonly spreadRatio: WrittenKnown;
}

export interface WrittenFirstPass {
  readonly operation: string;
  readonly made: number;
  readonly scrap: number;
  readonly hold: number;
  readonly rework: number;
  readonly firstPassYield: WrittenKnown;
}

/** A report, without who made it. */
export interface WrittenReport extends WrittenPlace {
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  readonly from: string;
  readonly to: string;
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
}
export interface WrittenHold extends WrittenReport {
  readonly ageMs: number;
}
export interface WrittenScrapContext extends WrittenReport {
  /** Empty outside every shift. */
  readonly shift: string;
  readonly sinceSetupMs: WrittenKnown;
  readonly before: 'same-order-and-operation' | 'other-operation' | 'other-order' | 'nothing';
}

export interface WrittenDefects {
  readonly defects: WrittenList<WrittenDefect>;
  readonly proportion: WrittenProportion;
  readonly firstPass: readonly WrittenFirstPass[];
  readonly rework: WrittenList<WrittenReport>;
  readonly openHolds: WrittenList<WrittenHold> & {
    readonly pieces: number;
    readonly ages: readonly { readonly fromMs: number; readonly count: number; readonly pieces: number }[];
  };
  readonly scrapContexts: WrittenList<WrittenScrapContext>;
}

const reportShape = {
  ...placeShape,
  workOrder: z.string(),
  operation: z.string(),
  product: z.string(),
  from: instant,
  to: instant,
  completed: count,
  scrap: count,
  hold: count,
};
const holdSchema = record<WrittenHold>({ ...reportShape, ageMs: ms });

export const defectsShape: { readonly [K in keyof WrittenDefects]: z.ZodType<WrittenDefects[K]> } = {
  defects: listSchema(
    record<WrittenDefect>({ product: z.string(), operation: z.string(), made: count, scrap: count, hold: count }),
  ),
  proportion: record<WrittenProportion>({
    points: z.array(
      z.strictObject({
        date: localDate,
        made: count,
        nonconforming: count,
        value: written,
        limits: z.strictObject({ lower: z.number(), upper: z.number() }).nullable(),
        signals: z.array(z.enum(['beyond-limits', 'eight-on-one-side'])),
      }),
    ),
    centre: written,
    days: count,
    spreadRatio: written,
  }),
  firstPass: z.array(
    record<WrittenFirstPass>({
      operation: z.string(),
      made: count,
      scrap: count,
      hold: count,
      rework: count,
      firstPassYield: written,
    }),
  ),
  rework: listSchema(record<WrittenReport>(reportShape)),
  openHolds: record<WrittenDefects['openHolds']>({
    rows: z.array(holdSchema),
    count,
    pieces: count,
    ages: z.array(z.strictObject({ fromMs: ms, count, pieces: count })),
  }),
  scrapContexts: listSchema(
    record<WrittenScrapContext>({
      ...reportShape,
      shift: z.string(),
      sinceSetupMs: written,
      before: z.enum(['same-order-and-operation', 'other-operation', 'other-order', 'nothing']),
    }),
  ),
};

export function writeDefects(quality: Analysed, plant: Plant): WrittenDefects {
  const report = (row: Analysed['rework']['rows'][number]): WrittenReport => ({
    ...writePlace(plant.equipment.get(row.equipment)),
    workOrder: row.workOrder,
    operation: row.operation,
    product: row.product,
    from: plant.zone.format(row.startAt),
    to: plant.zone.format(row.endAt),
    completed: row.completed,
    scrap: row.scrap,
    hold: row.hold,
  });
  return {
    defects: writeList(quality.defects, ({ product, operation, made, scrap, hold }) => ({
      product,
      operation,
      made,
      scrap,
      hold,
    })),
    proportion: {
      points: quality.proportion.points.map((point) => ({
        date: point.date,
        made: point.made,
        nonconforming: point.nonconforming,
        value: writeKnown(point.value),
        limits: orNull(point.limits && { lower: point.limits.lower, upper: point.limits.upper }),
        signals: [...point.signals],
      })),
      centre: writeKnown(quality.proportion.centre),
      days: quality.proportion.days,
      spreadRatio: writeKnown(quality.proportion.spreadRatio),
    },
    firstPass: quality.firstPass.map(({ operation, made, scrap, hold, rework, firstPassYield }) => ({
      operation,
      made,
      scrap,
      hold,
      rework,
      firstPassYield: writeKnown(firstPassYield),
    })),
    rework: writeList(quality.rework, report),
    openHolds: {
      ...writeList(quality.holds, (row) => ({ ...report(row), ageMs: Math.round(row.ageMs) })),
      pieces: quality.holds.pieces,
      ages: quality.holds.ages.map(({ fromMs, count: reports, pieces }) => ({ fromMs, count: reports, pieces })),
    },
    scrapContexts: writeList(quality.scrapContexts, (row) => ({
      ...report(row),
      shift: row.shift,
      sinceSetupMs: writeKnown(row.sinceSetupMs),
      before: row.before,
    })),
  };
}
