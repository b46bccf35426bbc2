/** The five rotations of test/fixtures/shifts/patterns.json: what they claim is what the calendar does, in any zone. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  addDays,
  createShiftCalendar,
  createZone,
  durationMs,
  hourMs,
  minuteMs,
  rotationOfCrews,
  type Shift,
  type ShiftCalendar,
  type ShiftDefinition,
  totalMs,
} from 'gemba/time';
import { describe, expect, test } from 'vitest';
import { zones } from './zones.ts';

interface Pattern {
  readonly id: string;
  readonly hours: number;
  readonly cycleDays: number;
  readonly crews: number;
  readonly crewRows: Readonly<Record<string, string>>;
  readonly averageWeeklyHours: number;
  readonly coversEveryDay: boolean;
  readonly daysNotCoveredOnce?: readonly number[];
}

const patterns = JSON.parse(
  readFileSync(new URL('../fixtures/shifts/patterns.json', import.meta.url), 'utf8'),
) as readonly Pattern[];

const anchor = '2026-01-05';
const letterNames: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  12: { D: 'day', N: 'night' },
  8: { E: 'early', L: 'late', N: 'night' },
};

/** Shifts of a pattern one after the other, the first at `start` minutes after midnight. */
function shiftsOf(hours: number, start: number): ShiftDefinition[] {
  const names = Object.values(letterNames[hours] as Record<string, string>);
  const wall = (minutes: number) =>
    `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return names.map((name, i) => ({
    name,
    start: wall(start + i * hours * 60),
    end: wall(start + (i + 1) * hours * 60),
  }));
}

function calendarOf(pattern: Pattern, zone: string, start = 360): ShiftCalendar {
  const rotation = rotationOfCrews(anchor, pattern.crewRows, letterNames[pattern.hours] as Record<string, string>);
  return createShiftCalendar({ shifts: shiftsOf(pattern.hours, start), rotation }, createZone(zone));
}

/** Shifts that begin within `days` dates from the anchor. */
function shiftsFrom(calendar: ShiftCalendar, zone: string, days: number): Shift[] {
  const at = (date: string) => createZone(zone).instantOf(Date.parse(`${date}T00:00Z`));
  const last = addDays(anchor, days);
  return calendar
    .listShifts({ fromAt: at(anchor), toAt: at(last) })
    .filter(({ date }) => date >= anchor && date < last);
}

describe.each(patterns)('the pattern $id', (pattern) => {
  const zone = 'UTC';
  const shifts = shiftsFrom(calendarOf(pattern, zone), zone, pattern.cycleDays);

  test(`works ${pattern.averageWeeklyHours} hours a week on average, every crew as much as the others`, () => {
    const weeks = pattern.cycleDays / 7;
    for (const crew of Object.keys(pattern.crewRows)) {
      const ms = shifts.filter(({ team }) => team === crew).reduce((sum, shift) => sum + totalMs(shift.planned), 0);
      expect(ms / hourMs / weeks).toBeCloseTo(pattern.averageWeeklyHours, 9);
    }
  });

  test('has as many crews and days as it says', () => {
    expect(Object.keys(pattern.crewRows)).toHaveLength(pattern.crews);
    for (const row of Object.values(pattern.crewRows)) expect(row).toHaveLength(pattern.cycleDays);
  });

  test(
    pattern.coversEveryDay
      ? 'covers every shift of every day once'
      : 'covers every shift once, but on the days it names',
    () => {
      const names = Object.values(letterNames[pattern.hours] as Record<string, string>);
      const notOnce: number[] = [];
      for (let day = 0; day < pattern.cycleDays; day++) {
        const date = addDays(anchor, day);
        const worked = shifts.filter((shift) => shift.date === date).map(({ name }) => name);
        if (worked.length !== names.length || new Set(worked).size !== names.length) notOnce.push(day);
      }
      expect(notOnce).toEqual(pattern.daysNotCoveredOnce ?? []);
      expect(notOnce.length === 0).toBe(pattern.coversEveryDay);
    },
  );

  test('covers what it claims without overlap, from any start of the day in any zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 1439 }), (id, start) => {
        const calendar = calendarOf(pattern, id, start);
        const all = shiftsFrom(calendar, id, 364);
        for (let i = 1; i < all.length; i++) {
          const [before, shift] = [all[i - 1] as Shift, all[i] as Shift];
          if (pattern.coversEveryDay) expect(shift.fromAt).toBe(before.toAt);
          else expect(shift.fromAt).toBeGreaterThanOrEqual(before.toAt);
        }
        const whole = { fromAt: (all[0] as Shift).fromAt, toAt: (all.at(-1) as Shift).toAt };
        const worked = all.reduce((sum, shift) => sum + durationMs(shift), 0);
        expect(totalMs(calendar.plannedIn(whole))).toBe(worked);
        if (pattern.coversEveryDay) expect(worked).toBe(durationMs(whole));
      }),
      { numRuns: 40 },
    );
  });

  test('begins again after its cycle, and runs before its anchor too', () => {
    const calendar = calendarOf(pattern, zone);
    const first = calendar.findShift(anchor, shifts[0]?.name as string);
    const again = calendar.findShift(addDays(anchor, pattern.cycleDays), shifts[0]?.name as string);
    expect(again?.team).toBe(first?.team);
    const before = calendar.findShift(addDays(anchor, -pattern.cycleDays), shifts[0]?.name as string);
    expect(before?.team).toBe(first?.team);
  });
});

test('planned time of adjacent windows adds up, in any zone', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...patterns),
      fc.constantFrom(...zones),
      fc.array(fc.integer({ min: 0, max: 365 * 24 * 60 }), { minLength: 3, maxLength: 8 }),
      (pattern, id, cuts) => {
        const calendar = calendarOf(pattern, id);
        const at = cuts.sort((a, b) => a - b).map((minutes) => Date.parse(`${anchor}T00:00Z`) + minutes * minuteMs);
        const planned = (fromAt: number, toAt: number) => totalMs(calendar.plannedIn({ fromAt, toAt }));
        let sum = 0;
        for (let i = 1; i < at.length; i++) sum += planned(at[i - 1] as number, at[i] as number);
        expect(sum).toBe(planned(at[0] as number, at.at(-1) as number));
      },
    ),
    { numRuns: 200 },
  );
});
