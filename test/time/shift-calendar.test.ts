import {
  createShiftCalendar,
  createZone,
  durationMs,
  hourMs,
  type Interval,
  listIntervals,
  minuteMs,
  parseLocalDateTime,
  type Shift,
  type ShiftCalendar,
  type ShiftCalendarConfig,
  totalMs,
} from 'gemba/time';
import { describe, expect, test } from 'vitest';

const zone = createZone('Europe/Berlin');
const at = (text: string) => zone.instantOf(parseLocalDateTime(text));
const window = (from: string, to: string): Interval => ({ fromAt: at(from), toAt: at(to) });
/** A day's shifts as `name from–to`, in local time. */
const written = (shifts: readonly Shift[]) =>
  shifts.map(
    ({ name, fromAt, toAt }) => `${name} ${zone.format(fromAt).slice(11, 16)}–${zone.format(toAt).slice(11, 16)}`,
  );

const twoShifts: ShiftCalendarConfig = {
  shifts: [
    { name: 'day', start: '06:00', end: '14:00', breaks: [{ start: '10:00', end: '10:30' }] },
    {
      name: 'night',
      start: '22:00',
      end: '06:00',
      breaks: [
        { start: '23:45', end: '00:15' },
        { start: '02:00', end: '02:20' },
      ],
    },
  ],
  rotation: { anchor: '2026-01-05', days: [[{ shift: 'day' }, { shift: 'night' }]] },
};
const withExceptions = (exceptions: NonNullable<ShiftCalendarConfig['exceptions']>): ShiftCalendar =>
  createShiftCalendar({ ...twoShifts, exceptions }, zone);
const dayOf = (calendar: ShiftCalendar, date: string) =>
  calendar.listShifts(window(`${date}T00:00`, `${date}T24:00`)).filter((shift) => shift.date === date);

describe('a shift', () => {
  const calendar = createShiftCalendar(twoShifts, zone);

  test('of the night belongs to the date on which it began', () => {
    const night = calendar.findShift('2026-02-10', 'night') as Shift;
    expect(zone.format(night.fromAt)).toBe('2026-02-10T22:00:00+01:00');
    expect(zone.format(night.toAt)).toBe('2026-02-11T06:00:00+01:00');
    expect(night.date).toBe('2026-02-10');
  });

  test('is planned without its breaks, those after midnight too', () => {
    const night = calendar.findShift('2026-02-10', 'night') as Shift;
    expect(durationMs(night) - totalMs(night.planned)).toBe(50 * minuteMs);
    expect(listIntervals(night.planned)).toEqual([
      window('2026-02-10T22:00', '2026-02-10T23:45'),
      window('2026-02-11T00:15', '2026-02-11T02:00'),
      window('2026-02-11T02:20', '2026-02-11T06:00'),
    ]);
  });

  test('is found by its date and name, and not where it is not worked', () => {
    expect(calendar.findShift('2026-02-10', 'late')).toBeUndefined();
    expect(calendar.findShift('2026-02-30', 'day')).toBeUndefined();
  });

  test('is listed whole where it touches a window, in order of start', () => {
    const shifts = calendar.listShifts(window('2026-02-11T05:59', '2026-02-11T06:01'));
    expect(written(shifts)).toEqual(['night 22:00–06:00', 'day 06:00–14:00']);
  });

  test('that only meets a window is not in it', () => {
    expect(calendar.listShifts(window('2026-02-11T14:00', '2026-02-11T22:00'))).toEqual([]);
    expect(calendar.plannedIn(window('2026-02-11T14:00', '2026-02-11T22:00'))).toHaveLength(0);
  });

  test('an instant touches the shift it lies in; a reversed window none', () => {
    expect(written(calendar.listShifts(window('2026-02-11T06:00', '2026-02-11T06:00')))).toEqual(['day 06:00–14:00']);
    expect(calendar.listShifts(window('2026-02-11T07:00', '2026-02-11T06:00'))).toEqual([]);
  });

  test('that ends when it starts lasts a day', () => {
    const around = createShiftCalendar(
      {
        shifts: [{ name: 'all', start: '07:00', end: '07:00' }],
        rotation: { anchor: '2026-01-01', days: [[{ shift: 'all' }]] },
      },
      zone,
    );
    expect(durationMs(around.findShift('2026-02-10', 'all') as Shift)).toBe(24 * hourMs);
    expect(durationMs(around.findShift('2026-03-28', 'all') as Shift)).toBe(23 * hourMs);
    expect(durationMs(around.findShift('2026-10-24', 'all') as Shift)).toBe(25 * hourMs);
  });

  test('may end at 24:00', () => {
    const late = createShiftCalendar(
      {
        shifts: [{ name: 'late', start: '16:00', end: '24:00' }],
        rotation: { anchor: '2026-01-01', days: [[{ shift: 'late' }]] },
      },
      zone,
    );
    expect(durationMs(late.findShift('2026-02-10', 'late') as Shift)).toBe(8 * hourMs);
  });

  test('of which the change of clocks leaves nothing is not worked', () => {
    const gone = createShiftCalendar(
      {
        shifts: [{ name: 'gone', start: '02:00', end: '03:00' }],
        rotation: { anchor: '2026-01-01', days: [[{ shift: 'gone' }]] },
      },
      zone,
    );
    expect(gone.findShift('2026-03-29', 'gone')).toBeUndefined();
    expect(gone.findShift('2026-03-30', 'gone')).toBeDefined();
  });

  test('of the day before a date that the zone left out is found in the day after', () => {
    const samoa = createZone('Pacific/Apia');
    const calendarOfSamoa = createShiftCalendar(
      {
        shifts: [{ name: 'night', start: '22:00', end: '21:59' }],
        rotation: { anchor: '2011-12-01', days: [[{ shift: 'night' }]] },
      },
      samoa,
    );
    const before = samoa.instantOf(parseLocalDateTime('2011-12-31T21:00'));
    expect(calendarOfSamoa.listShifts({ fromAt: before, toAt: before + 1 }).map(({ date }) => date)).toContain(
      '2011-12-29',
    );
  });
});

describe('an exception', () => {
  test('that replaces by nothing is a holiday, with its name', () => {
    const calendar = withExceptions([{ from: '2026-02-10', name: 'Founder’s day', replace: [] }]);
    expect(dayOf(calendar, '2026-02-10')).toEqual([]);
    expect(dayOf(calendar, '2026-02-11')).toHaveLength(2);
    expect(calendar.findException('2026-02-10')).toBe('Founder’s day');
    expect(calendar.findException('2026-02-11')).toBeUndefined();
    expect(calendar.findException('2026-02-30')).toBeUndefined();
  });

  test('holds on every date to its last', () => {
    const calendar = withExceptions([{ from: '2026-08-03', to: '2026-08-05', name: 'Shutdown', replace: [] }]);
    const worked = ['2026-08-02', '2026-08-03', '2026-08-04', '2026-08-05', '2026-08-06'].map(
      (date) => dayOf(calendar, date).length,
    );
    expect(worked).toEqual([2, 0, 0, 0, 2]);
    expect(written(calendar.listShifts(window('2026-08-03T00:00', '2026-08-03T12:00')))).toEqual(['night 22:00–06:00']);
  });

  test('cancels a shift by its name', () => {
    const calendar = withExceptions([{ from: '2026-02-10', name: 'Stocktaking', cancel: ['night'] }]);
    expect(written(dayOf(calendar, '2026-02-10'))).toEqual(['day 06:00–14:00']);
  });

  test('adds overtime, with times of its own and a name of its own', () => {
    const calendar = withExceptions([
      { from: '2026-02-10', name: 'Big order', add: [{ shift: 'overtime', team: 'A', start: '14:00', end: '17:30' }] },
    ]);
    const shifts = dayOf(calendar, '2026-02-10');
    expect(written(shifts)).toEqual(['day 06:00–14:00', 'overtime 14:00–17:30', 'night 22:00–06:00']);
    expect(shifts.map(({ overtime }) => overtime)).toEqual([false, true, false]);
    expect(shifts[1]?.team).toBe('A');
  });

  test('adds a declared shift with its breaks, or with another end', () => {
    const calendar = withExceptions([
      { from: '2026-02-10', name: 'Half a holiday', replace: [], add: [{ shift: 'day', end: '12:00' }] },
      { from: '2026-02-11', name: 'Swap', replace: [], add: [{ shift: 'day' }] },
    ]);
    expect(written(dayOf(calendar, '2026-02-10'))).toEqual(['day 06:00–12:00']);
    expect(totalMs(dayOf(calendar, '2026-02-10')[0]?.planned as Float64Array)).toBe(5.5 * hourMs);
    expect(written(dayOf(calendar, '2026-02-11'))).toEqual(['day 06:00–14:00']);
  });

  test('that comes later changes what the earlier left', () => {
    const calendar = withExceptions([
      { from: '2026-02-09', to: '2026-02-13', name: 'Short work', cancel: ['night'] },
      { from: '2026-02-10', name: 'Rush', replace: [{ shift: 'night' }] },
    ]);
    expect(written(dayOf(calendar, '2026-02-09'))).toEqual(['day 06:00–14:00']);
    expect(written(dayOf(calendar, '2026-02-10'))).toEqual(['night 22:00–06:00']);
    expect(calendar.findException('2026-02-10')).toBe('Short work, Rush');
  });
});

test('a calendar answers the same after years of other questions', () => {
  const calendar = createShiftCalendar(twoShifts, zone);
  const before = calendar.listShifts(window('2026-02-10T00:00', '2026-02-11T00:00'));
  const years = window('2026-01-01T00:00', '2033-01-01T00:00');
  expect(totalMs(calendar.plannedIn(years)) / hourMs).toBeGreaterThan(7 * 365 * 14);
  expect(calendar.listShifts(window('2026-02-10T00:00', '2026-02-11T00:00'))).toEqual(before);
});

test('a window of centuries is planned like any other', () => {
  const calendar = createShiftCalendar(twoShifts, createZone('UTC'));
  const centuries = { fromAt: Date.UTC(1700, 0, 1), toAt: Date.UTC(2100, 0, 1) };
  expect(totalMs(calendar.plannedIn(centuries))).toBe(146_097 * (7.5 + 8 - 5 / 6) * hourMs);
});
