/** What was made in each hour, and what is usual for it. */
import type { Interval } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { createFinishedCounter, type FinishedCounter } from '../finished.ts';
import { type PlannedTime, plannedTimeOf } from '../planned-time.ts';
import { lowerBound, reportRange } from '../reports-in.ts';
import { splitCount } from '../split-count.ts';
import { isComparable, usualRangeOf } from '../usual-range.ts';
import { type LocalHour, listLocalHours } from './hour-windows.ts';
import type { HourRow, HoursOfDay } from './hours-of-day.ts';

/**
 * The window hour by hour. An hour compares with the hour of the same local time in each earlier window, where the
 * plant was meant to run in both or in neither; an hour that the clocks skip has no such value, a repeated one compares
 * with the first of its name.
 *
 * @param usual earlier windows of the same kind, of those with facts
 */
export function listHours(activity: Activity, window: Interval, usual: readonly Interval[]): HoursOfDay {
  const hours = listLocalHours(activity.plant.zone, window);
  const past = usual.map((one) => listLocalHours(activity.plant.zone, one));
  const all = [...past.flat(), ...hours];
  if (hours.length === 0) return { hours: [], units: [] };
  const hull = {
    fromAt: Math.min(...all.map(({ fromAt }) => fromAt)),
    toAt: Math.max(...all.map(({ toAt }) => toAt)),
  };
  const units = activity.units.map((unit) => ({ unit, planned: plannedTimeOf(activity, unit, hull) }));
  const finished = createFinishedCounter(activity);
  const now = countHours(units, finished, hours);
  const before = past.map((one) => countHours(units, finished, one));
  const byTime = past.map((one) => new Map(one.map((hour, i) => [hour.localTime, i] as const).reverse()));
  return {
    hours: hours.map((hour, i): HourRow => {
      const { units: _, ...own } = now;
      const totals = pickHour(own, i);
      const same = before.flatMap((counts, k) => {
        const place = byTime[k]?.get(hour.localTime);
        return place === undefined ? [] : [pickHour(counts, place)];
      });
      const comparable = same.filter((other) => isComparable({ times: totals }, { times: other }));
      const range = (read: (hour: HourTotals) => number) => usualRangeOf(comparable.map(read));
      const { plannedStopMs: _stop, ...shown } = totals;
      return {
        ...hour,
        ...shown,
        usual: {
          completed: range(({ completed }) => completed),
          finished: range((other) => other.finished),
          scrap: range(({ scrap }) => scrap),
          runMs: range(({ runMs }) => runMs),
        },
      };
    }),
    units: now.units.map(({ equipment, completed, scrap, runMs }) => ({
      equipment,
      completed: [...completed],
      scrap: [...scrap],
      runMs: [...runMs],
    })),
  };
}

interface HourTotals {
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
  readonly finished: number;
  readonly runMs: number;
  readonly plannedMs: number;
  readonly plannedStopMs: number;
}

type HourColumns = { readonly [Key in keyof HourTotals]: Float64Array };

function pickHour(columns: HourColumns, i: number): HourTotals {
  const at = (key: keyof HourTotals): number => columns[key][i] as number;
  return {
    completed: at('completed'),
    scrap: at('scrap'),
    hold: at('hold'),
    finished: at('finished'),
    runMs: at('runMs'),
    plannedMs: at('plannedMs'),
    plannedStopMs: at('plannedStopMs'),
  };
}

interface UnitHours {
  readonly equipment: string;
  readonly completed: Float64Array;
  readonly scrap: Float64Array;
  readonly hold: Float64Array;
  readonly runMs: Float64Array;
}

function countHours(
  units: readonly { readonly unit: UnitActivity; readonly planned: PlannedTime }[],
  finished: FinishedCounter,
  hours: readonly LocalHour[],
): HourColumns & { readonly units: readonly UnitHours[] } {
  const column = (): Float64Array => new Float64Array(hours.length);
  const sums = { completed: column(), scrap: column(), hold: column(), runMs: column() };
  const [plannedMs, plannedStopMs] = [column(), column()];
  const byUnit = units.map(({ unit, planned }): UnitHours => {
    const own = countUnitHours(unit, hours);
    hours.forEach(({ fromAt, toAt }, h) => {
      add(sums.completed, h, own.completed[h] as number);
      add(sums.scrap, h, own.scrap[h] as number);
      add(sums.hold, h, own.hold[h] as number);
      add(sums.runMs, h, own.runMs[h] as number);
      add(plannedMs, h, planned.planned.within(fromAt, toAt));
      add(plannedStopMs, h, planned.plannedStop.within(fromAt, toAt));
    });
    return own;
  });
  const done = Float64Array.from(hours, ({ fromAt, toAt }) => finished.countIn(fromAt, toAt).low);
  return { ...sums, plannedMs, plannedStopMs, finished: done, units: byUnit };
}

/** Each report is split over the hours it touches; hours follow each other without a gap. */
function countUnitHours({ equipment, reports, run }: UnitActivity, hours: readonly LocalHour[]): UnitHours {
  const column = (): Float64Array => new Float64Array(hours.length);
  const own = { completed: column(), scrap: column(), hold: column() };
  const ends = Float64Array.from(hours, ({ toAt }) => toAt);
  const [fromAt, toAt] = [hours[0]?.fromAt ?? 0, hours.at(-1)?.toAt ?? 0];
  const { first, last } = reportRange(reports, fromAt, toAt);
  for (let i = first; i < last; i++) {
    const counts = [reports.completed[i] as number, reports.scrap[i] as number, reports.hold[i] as number] as const;
    if (counts[0] + counts[1] + counts[2] === 0) continue;
    const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
    // The first hour that ends after the report's start.
    for (let h = lowerBound(ends, Math.max(s, fromAt) + 1); h < hours.length; h++) {
      const hour = hours[h] as LocalHour;
      if (hour.fromAt > e) break;
      add(own.completed, h, splitCount(counts[0], s, e, hour.fromAt, hour.toAt));
      add(own.scrap, h, splitCount(counts[1], s, e, hour.fromAt, hour.toAt));
      add(own.hold, h, splitCount(counts[2], s, e, hour.fromAt, hour.toAt));
    }
  }
  return {
    equipment: equipment.id,
    ...own,
    runMs: Float64Array.from(hours, (hour) => run.within(hour.fromAt, hour.toAt)),
  };
}

function add(column: Float64Array, place: number, value: number): void {
  column[place] = (column[place] as number) + value;
}
