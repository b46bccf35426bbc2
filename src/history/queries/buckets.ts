/** Parts of a window that figures are asked for. */
import { createGrid, listLocalHours } from '../../analytics/index.ts';
import { GembaError, type Plant } from '../../model/index.ts';
import type { Interval, ProductionDay } from '../../time/index.ts';
import { instants, type NumberAnswer, type TextAnswer, textsOf } from './table.ts';

/**
 * Length of a part: ms, from whole multiples of it since 1970 (UTC); `hour`: hours of the production day in local time;
 * `day`: production days; `shift`: shifts as worked; or the edges of adjacent parts, ascending, UTC epoch ms. The first and
 * last part are cut to the window, and edges stand for it.
 */
export type QueryStep = number | 'hour' | 'day' | 'shift' | readonly number[] | Float64Array;

export interface Bucket extends Interval {
  /** Production day; of a shift the date on which it began; `''` where parts are not cut by days. */
  readonly day: string;
  readonly shift: string;
  readonly team: string;
}

/** Columns that say which part of the window a row speaks of. */
export type BucketColumns = {
  readonly fromAt: NumberAnswer;
  readonly toAt: NumberAnswer;
  /** Production day, by `hour`, `day` and `shift`. */
  readonly day?: TextAnswer;
  /** By `shift`; teams where the plant has any. */
  readonly shift?: TextAnswer;
  readonly team?: TextAnswer;
};

/**
 * The parts of a window by ascending begin; by `shift` they may overlap or leave time out, else they meet. Without a step
 * the window is one part.
 *
 * @throws GembaError `usage` for a step that makes no parts, or more than 10,000,000
 */
export function listBuckets(plant: Plant, window: Interval, step: QueryStep | undefined): readonly Bucket[] {
  if (step === undefined) return [bucketOf(window)];
  if (step === 'hour') return cutByHours(plant, window);
  if (step === 'day') return daysTouching(plant, window).map((day) => bucketOf(cut(day, window), { day: day.date }));
  if (step === 'shift')
    return plant
      .listShifts(window)
      .map((shift) => bucketOf(cut(shift, window), { day: shift.date, shift: shift.name, team: shift.team ?? '' }))
      .filter(({ fromAt, toAt }) => toAt > fromAt);
  const edges = typeof step === 'number' ? gridOf(window, step) : edgesIn(window, step);
  return Array.from({ length: edges.length - 1 }, (_, i) =>
    bucketOf({ fromAt: edges[i] as number, toAt: edges[i + 1] as number }),
  );
}

/** Columns of rows that speak of these parts, over and over, `times` times all of them. */
export function bucketColumns(buckets: readonly Bucket[], step: QueryStep | undefined, times: number): BucketColumns {
  const repeated = (read: (bucket: Bucket) => number): NumberAnswer => {
    const once = Float64Array.from(buckets, read);
    const values = new Float64Array(once.length * times);
    for (let i = 0; i < times; i++) values.set(once, i * once.length);
    return instants(values);
  };
  const repeatedText = (read: (bucket: Bucket) => string): TextAnswer => {
    const { dictionary, codes, absent } = textsOf(buckets.map(read), 'not-in-the-data');
    const all = new Uint32Array(codes.length * times);
    for (let i = 0; i < times; i++) all.set(codes, i * codes.length);
    return { type: 'text', dictionary, codes: all, absent };
  };
  const isByDay = step === 'hour' || step === 'day' || step === 'shift';
  return {
    ...(isByDay ? { day: repeatedText(({ day }) => day) } : {}),
    ...(step === 'shift' ? { shift: repeatedText(({ shift }) => shift) } : {}),
    ...(buckets.some(({ team }) => team !== '') ? { team: repeatedText(({ team }) => team) } : {}),
    fromAt: repeated(({ fromAt }) => fromAt),
    toAt: repeated(({ toAt }) => toAt),
  };
}

/** Production days that touch a window, whole. */
export function daysTouching(plant: Plant, { fromAt, toAt }: Interval): readonly ProductionDay[] {
  const days: ProductionDay[] = [];
  for (let day = plant.productionDayAt(fromAt); day.fromAt < toAt; day = plant.shiftDay(day, 1))
    // A day the zone left out has no length.
    if (day.toAt > day.fromAt) days.push(day);
  return days;
}

function cutByHours(plant: Plant, window: Interval): readonly Bucket[] {
  return daysTouching(plant, window).flatMap((day) =>
    listLocalHours(plant.zone, day)
      .map((hour) => bucketOf(cut(hour, window), { day: day.date }))
      .filter(({ fromAt, toAt }) => toAt > fromAt),
  );
}

function cut(part: Interval, window: Interval): Interval {
  return { fromAt: Math.max(part.fromAt, window.fromAt), toAt: Math.min(part.toAt, window.toAt) };
}

function bucketOf({ fromAt, toAt }: Interval, names: Partial<Bucket> = {}): Bucket {
  return { day: '', shift: '', team: '', ...names, fromAt, toAt };
}

function gridOf(window: Interval, stepMs: number): Float64Array {
  try {
    return createGrid(window, stepMs);
  } catch (cause) {
    throw new GembaError('usage', (cause as Error).message, { cause });
  }
}

function edgesIn({ fromAt, toAt }: Interval, edges: readonly number[] | Float64Array): Float64Array {
  const wrong = edges.findIndex(
    (edge, i) => !(i === 0 ? edge >= fromAt : edge > (edges[i - 1] as number) && edge <= toAt),
  );
  if (edges.length < 2 || wrong >= 0)
    throw new GembaError(
      'usage',
      `At least two edges ascend within the window, ${fromAt} to ${toAt}${wrong < 0 ? '' : `, but not ${edges[wrong]} at place ${wrong}`}.`,
    );
  return Float64Array.from(edges);
}
