/** Prints what `time` answers, for a test that runs it in several zones of the machine. */
import {
  createShiftCalendar,
  createZone,
  parseInstant,
  parseLocalDateTime,
  productionDayAt,
  productionDayOf,
  weekdayOf,
} from '../../src/time/index.ts';

const zone = createZone('Asia/Jerusalem');
const calendar = createShiftCalendar(
  {
    shifts: [{ name: 'night', start: '19:00', end: '07:00', breaks: [{ start: '01:00', end: '02:30' }] }],
    rotation: { anchor: '2012-01-01', days: [[{ shift: 'night' }]] },
  },
  zone,
);
const day = productionDayOf(zone, 420, '2012-03-29');
const answers = {
  day,
  same: productionDayAt(zone, 420, day.toAt - 1),
  shifts: calendar.listShifts(day).map((shift) => ({ ...shift, planned: [...shift.planned] })),
  formatted: zone.format(day.toAt),
  skipped: zone.instantOf(parseLocalDateTime('2012-03-30T02:15')),
  instant: parseInstant('2012-03-30T02:15:00-08:00'),
  weekday: weekdayOf('2012-02-29'),
};
process.stdout.write(JSON.stringify({ machineOffset: new Date(2012, 0, 1).getTimezoneOffset(), answers }));
