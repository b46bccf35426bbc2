/** Production days: from the day start on one date to the day start on the next, in the plant's zone. */
import { dateOfEpochDay, epochDayOf } from './dates.ts';
import { dayMs, minuteMs } from './instants.ts';
import type { ProductionDay } from './windows.ts';
import type { LocalDate, Zone } from './zone.ts';

/**
 * The production day of a date. A date the zone left out (Samoa's 2011-12-30) gives a day of no length.
 *
 * @param dayStartMinutes minutes after local midnight, 0 to 1,439
 * @throws RangeError where the date does not exist
 * @example productionDayOf(createZone('Asia/Jerusalem'), 420, '2012-03-29') // 1,380 minutes: clocks go forward
 */
export function productionDayOf(zone: Zone, dayStartMinutes: number, date: LocalDate): ProductionDay {
  return dayFrom(zone, dayStartMinutes, epochDayOf(date));
}

/** The production day that contains an instant. */
export function productionDayAt(zone: Zone, dayStartMinutes: number, at: number): ProductionDay {
  let epochDay = Math.floor((zone.localMsAt(at) - dayStartMinutes * minuteMs) / dayMs);
  let day = dayFrom(zone, dayStartMinutes, epochDay);
  // Where the day starts within a change of clocks, the wall time of the instant may be on the other side of it.
  while (at < day.fromAt) day = dayFrom(zone, dayStartMinutes, --epochDay);
  while (at >= day.toAt) day = dayFrom(zone, dayStartMinutes, ++epochDay);
  return day;
}

function dayFrom(zone: Zone, dayStartMinutes: number, epochDay: number): ProductionDay {
  const start = dayStartMinutes * minuteMs;
  return {
    date: dateOfEpochDay(epochDay),
    fromAt: zone.instantOf(epochDay * dayMs + start),
    toAt: zone.instantOf((epochDay + 1) * dayMs + start),
  };
}
