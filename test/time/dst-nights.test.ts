/** 28 shifts around changes of clocks, with bounds and lengths computed by Python's zoneinfo. */
import { readFileSync } from 'node:fs';
import { createShiftCalendar, createZone, durationMs, minuteMs, parseLocalDateTime, type Shift } from 'gemba/time';
import { describe, expect, test } from 'vitest';

interface Night {
  readonly zone: string;
  readonly date: string;
  readonly localStart: string;
  readonly localEnd: string;
  readonly utcStart: string;
  readonly utcEnd: string;
  readonly minutes: number;
  readonly startMissing: boolean;
  readonly startTwice: boolean;
  readonly label: string;
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/shifts/dst-nights.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Night[];
};

test('there are 28 nights', () => {
  expect(cases).toHaveLength(28);
});

describe.each(cases)('$zone $date $localStart to $localEnd: $label', (night) => {
  const zone = createZone(night.zone);
  const calendar = createShiftCalendar(
    {
      shifts: [{ name: 'shift', start: night.localStart, end: night.localEnd }],
      rotation: { anchor: night.date, days: [[{ shift: 'shift' }]] },
    },
    zone,
  );
  const shift = calendar.findShift(night.date, 'shift') as Shift;

  test('begins and ends at these instants and lasts as long', () => {
    expect(new Date(shift.fromAt).toISOString()).toBe(new Date(night.utcStart).toISOString());
    expect(new Date(shift.toAt).toISOString()).toBe(new Date(night.utcEnd).toISOString());
    expect(durationMs(shift) / minuteMs).toBe(night.minutes);
  });

  test('belongs to the date it began, and is found from any instant within', () => {
    for (const at of [shift.fromAt, (shift.fromAt + shift.toAt) / 2, shift.toAt - 1])
      expect(calendar.listShifts({ fromAt: at, toAt: at + 1 }).map(({ date }) => date)).toContain(night.date);
  });

  test('starts at a local time that exists as the data say', () => {
    const expected = night.startMissing ? 'skipped' : night.startTwice ? 'repeated' : 'exact';
    expect(zone.resolutionOf(parseLocalDateTime(`${night.date}T${night.localStart}`))).toBe(expected);
  });
});
