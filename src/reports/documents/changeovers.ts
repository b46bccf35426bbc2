/** Changeovers: from the last good piece of one part to the first of another, against the best seen. */
import { z } from 'zod';
import type { ComparedChangeover, DailyAnalysis } from '../../analytics/index.ts';
import { type Bounded, type Plant, type WrittenKnown, writeKnown } from '../../model/index.ts';
import { listSchema, type WrittenList, writeList } from './limited.ts';
import { placeShape, type WrittenPlace, writePlace, written } from './parts.ts';
import { count, instant, ms, record } from './shape.ts';

export interface WrittenChangeover extends WrittenPlace {
  readonly fromProduct: string;
  readonly toProduct: string;
  readonly workOrder: string;
  /** Last good piece of the one, and first of the other. */
  readonly from: string;
  readonly to: string;
  /** Planned and worked time between them; bounds: reports do not say when in them a piece was made. */
  readonly openMs: WrittenKnown;
  /** Of it what the changeover took: the rest the machine waited, or nobody told of it. */
  readonly takenMs: WrittenKnown;
  /** Parts of it, with what was run meanwhile. */
  readonly setupMs: number;
  readonly downMs: number;
  readonly waitMs: number;
  readonly silentMs: number;
  /** Pieces that were no good before the first that was. */
  readonly rejects: WrittenKnown;
  /** The best of changeovers before the window, and on how many it stands. */
  readonly bestMs: WrittenKnown;
  readonly bestCount: number;
  readonly excessMs: WrittenKnown;
}

export const changeoversSchema: z.ZodType<WrittenList<WrittenChangeover>> = listSchema(
  record<WrittenChangeover>({
    ...placeShape,
    fromProduct: z.string(),
    toProduct: z.string(),
    workOrder: z.string(),
    from: instant,
    to: instant,
    openMs: written,
    takenMs: written,
    setupMs: ms,
    downMs: ms,
    waitMs: ms,
    silentMs: ms,
    rejects: written,
    bestMs: written,
    bestCount: count,
    excessMs: written,
  }),
);

/** Those whose first good piece came in the window; most time beyond the best first, then the longest. */
export function writeChangeovers(list: DailyAnalysis['changeovers'], plant: Plant): WrittenList<WrittenChangeover> {
  return writeList(list, (one: ComparedChangeover) => ({
    ...writePlace(plant.equipment.get(one.equipment)),
    fromProduct: one.from.product,
    toProduct: one.to.product,
    workOrder: one.to.order,
    from: plant.zone.format(one.lastGoodAt.value),
    to: plant.zone.format(one.firstGoodAt.value),
    openMs: wholeMs(one.openMs),
    takenMs: wholeMs(one.takenMs),
    setupMs: Math.round(one.setupMs),
    downMs: Math.round(one.downMs),
    waitMs: Math.round(one.waitMs),
    silentMs: Math.round(one.silentMs),
    rejects: wholeMs(one.rejects),
    bestMs: one.best.kind === 'known' ? writeExact(one.best.ms) : { unknown: one.best.reason },
    bestCount: one.best.count,
    excessMs: one.excessMs.kind === 'known' ? wholeMs(one.excessMs) : writeKnown(one.excessMs),
  }));
}

function wholeMs({ value, low, high }: Bounded): WrittenKnown {
  return { value: Math.round(value), low: Math.round(low), high: Math.round(high) };
}

function writeExact(value: number): WrittenKnown {
  return { value: Math.round(value), low: Math.round(value), high: Math.round(value) };
}
