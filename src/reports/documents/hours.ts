/** The day hour by hour, and 28 days of every work unit. */
import { z } from 'zod';
import type { DailyAnalysis } from '../../analytics/index.ts';
import type { Plant } from '../../model/index.ts';
import { usualSchema, type WrittenUsual, writeUsual } from './comparison.ts';
import { orNull, placeShape, type WrittenPlace, writePlace } from './parts.ts';
import { count, instant, localDate, ms, record } from './shape.ts';

export interface WrittenHour {
  readonly from: string;
  readonly to: string;
  /** On the plant's clock, `HH:MM`; the hour that a clock change repeats has the same one twice. */
  readonly localTime: string;
  readonly completed: number;
  readonly finished: number;
  readonly scrap: number;
  readonly hold: number;
  readonly runMs: number;
  readonly plannedMs: number;
  /** The same local hour of the same weekday. */
  readonly usualCompleted: WrittenUsual;
  readonly usualFinished: WrittenUsual;
}
export const hourSchema: z.ZodType<WrittenHour> = record<WrittenHour>({
  from: instant,
  to: instant,
  localTime: z.string(),
  completed: count,
  finished: count,
  scrap: count,
  hold: count,
  runMs: ms,
  plannedMs: ms,
  usualCompleted: usualSchema,
  usualFinished: usualSchema,
});

export function writeHours({ hours }: DailyAnalysis['hours'], plant: Plant): WrittenHour[] {
  return hours.map((hour) => ({
    from: plant.zone.format(hour.fromAt),
    to: plant.zone.format(hour.toAt),
    localTime: hour.localTime,
    completed: hour.completed,
    finished: hour.finished,
    scrap: hour.scrap,
    hold: hour.hold,
    runMs: Math.round(hour.runMs),
    plannedMs: Math.round(hour.plannedMs),
    usualCompleted: writeUsual(hour.usual.completed),
    usualFinished: writeUsual(hour.usual.finished),
  }));
}

/** Down time of a unit on each of 28 production days, oldest first; null where unknown or nothing was planned. */
export interface WrittenDownDays {
  readonly dates: readonly string[];
  readonly units: readonly (WrittenPlace & { readonly downMs: readonly (number | null)[] })[];
}
export const downDaysSchema: z.ZodType<WrittenDownDays> = record<WrittenDownDays>({
  dates: z.array(localDate),
  units: z.array(
    record<WrittenDownDays['units'][number]>({ ...placeShape, downMs: z.array(z.number().min(0).nullable()) }),
  ),
});

export function writeDownDays({ days, rows }: DailyAnalysis['heatMap'], plant: Plant): WrittenDownDays {
  return {
    dates: days.map(({ date }) => date),
    units: rows.map((row) => ({
      ...writePlace(plant.equipment.get(row.equipment)),
      downMs: row.downMs.map((value) => orNull(value === undefined ? undefined : Math.round(value))),
    })),
  };
}
