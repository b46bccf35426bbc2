/** When a disk will be full: what comes each day at the present rate, less what retention will remove. */
import { type DailyGrowth, growthDaysMax, growthOf } from './growth.ts';

/** What is kept for a time of its own: a kind of facts, a level of rollups, the archive. */
export interface StoredPart {
  readonly name: string;
  /** Bytes by day they belong to, whole days since 1970 (UTC). */
  readonly bytesByDay: ReadonlyMap<number, number>;
  /** Undefined: for ever. */
  readonly keptDays: number | undefined;
}

export type DiskForecast =
  | { readonly kind: 'unknown'; readonly reason: 'too-few-days'; readonly dayCount: number }
  | {
      /** There will be less than the reserve. Days from now, at the growth of most weeks; undefined: not within ten years. */
      readonly kind: 'full';
      readonly aboutDays: number | undefined;
      readonly earliestDays: number;
      readonly latestDays: number | undefined;
    }
  /** It does not grow, or as much goes as comes before the disk is full. */
  | { readonly kind: 'steady' }
  /** Not within the next ten years. */
  | { readonly kind: 'later'; readonly days: number };

export interface ForecastInput {
  readonly parts: readonly StoredPart[];
  /** The day it is, whole days since 1970 (UTC); it is not over, so it does not count. */
  readonly today: number;
  /** Bytes that may still come. */
  readonly roomBytes: number;
}

export const horizonDays = 3_650;

/**
 * The growth of all parts, and how long the room lasts at it, the parts growing in the proportion of the last days. Facts
 * of a day go once it has been over for as long as their part is kept.
 *
 * @example forecastDisk({ parts: [{ name: 'reading', bytesByDay, keptDays: undefined }], today: 20_000, roomBytes: 7e9 })
 */
export function forecastDisk(input: ForecastInput): { readonly growth: DailyGrowth; readonly forecast: DiskForecast } {
  const days = listDays(input);
  const totals = days.map((day) => sumOf(input.parts.map(({ bytesByDay }) => bytesByDay.get(day) ?? 0)));
  const growth = growthOf(totals);
  if (growth.kind === 'unknown') return { growth, forecast: growth };
  const total = sumOf(totals);
  const shares = input.parts.map(({ bytesByDay }) => {
    const bytes = sumOf(days.map((day) => bytesByDay.get(day) ?? 0));
    return total === 0 ? 0 : bytes / total;
  });
  const at = (bytesPerDay: number): Fill =>
    fillAt(
      input,
      shares.map((share) => share * bytesPerDay),
    );
  const [slow, usual, fast] = [at(growth.lowBytesPerDay), at(growth.bytesPerDay), at(growth.highBytesPerDay)];
  return { growth, forecast: toForecast(slow, usual, fast) };
}

interface Fill {
  /** Undefined: not within the horizon. */
  readonly days: number | undefined;
  readonly isGrowing: boolean;
}

function toForecast(slow: Fill, usual: Fill, fast: Fill): DiskForecast {
  if (fast.days !== undefined)
    return { kind: 'full', aboutDays: usual.days, earliestDays: fast.days, latestDays: slow.days };
  return fast.isGrowing ? { kind: 'later', days: horizonDays } : { kind: 'steady' };
}

/** The days that are over, from the first of all or 30 days back on. */
function listDays({ parts, today }: ForecastInput): readonly number[] {
  let first = today;
  for (const { bytesByDay } of parts) for (const day of bytesByDay.keys()) first = Math.min(first, day);
  const from = Math.max(first, today - growthDaysMax);
  return Array.from({ length: Math.max(0, today - from) }, (_, i) => from + i);
}

/** Day by day. What retention should have removed by now goes on the first. */
function fillAt({ parts, today, roomBytes }: ForecastInput, perDay: readonly number[]): Fill {
  if (roomBytes < 0) return { days: 0, isGrowing: true };
  let taken = 0;
  let net = 0;
  for (let t = 1; t <= horizonDays; t++) {
    net = 0;
    for (const [i, part] of parts.entries()) {
      const bytes = perDay[i] as number;
      net += bytes - removedOn(part, today, t, bytes);
    }
    if (taken + net > roomBytes) return { days: t - 1 + (roomBytes - taken) / net, isGrowing: true };
    taken += net;
  }
  return { days: undefined, isGrowing: net > 0 };
}

/** What goes of a part t days from now; what comes until then takes so many bytes a day. */
function removedOn({ bytesByDay, keptDays }: StoredPart, today: number, t: number, bytesPerDay: number): number {
  if (keptDays === undefined) return 0;
  const last = today + t - keptDays - 1;
  const bytesOf = (day: number): number => (day >= today ? bytesPerDay : (bytesByDay.get(day) ?? 0));
  if (t > 1) return bytesOf(last);
  let sum = last >= today ? bytesPerDay : 0;
  for (const [day, bytes] of bytesByDay) if (day <= last && day < today) sum += bytes;
  return sum;
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
