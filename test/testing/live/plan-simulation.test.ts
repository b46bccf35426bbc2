/** Which plant is simulated, and when it is. */
import { planSimulation, type SimulationRequest } from 'gemba/testing';
import { createZone, productionDayAt } from 'gemba/time';
import { describe, expect, test } from 'vitest';

/** 15:07:42 in Berlin, on a Sunday. */
const nowAt = Date.UTC(2026, 10, 22, 14, 7, 42);
const zone = 'Europe/Berlin';
const plan = (request: Partial<SimulationRequest>) => planSimulation({ isPlayed: true, zone, ...request }, nowAt);

test('at speed 1 its production day begins at this minute, and readings are played from now on', () => {
  const { input, startAt, isOfNow, speed, rate } = plan({});
  expect([input.from, input.dayStart, input.days]).toEqual(['2026-11-22', '15:07', 7]);
  expect([startAt, isOfNow, speed]).toEqual([nowAt - 42_000, true, 1]);
  expect(input.lines.flatMap(({ machines }) => machines)).toHaveLength(12);
  expect([input.sensors.length, rate]).toEqual([120, 120]);
});

test('at a higher speed its last production day ends at this minute', () => {
  const { input, startAt, isOfNow } = plan({ speed: 60, days: 2 });
  expect([input.from, input.dayStart]).toEqual(['2026-11-20', '15:07']);
  expect([startAt, isOfNow]).toEqual([nowAt - 42_000 - 2 * 86_400_000, false]);
});

test('files have the last production days that are over', () => {
  const { input } = plan({ isPlayed: false, days: 3 });
  expect([input.from, input.dayStart]).toEqual(['2026-11-19', '06:00']);
  // At four in the morning the production day of yesterday still lasts.
  const early = Date.UTC(2026, 10, 22, 3);
  const before = planSimulation({ isPlayed: false, zone }, early).input;
  const lasting = productionDayAt(createZone(zone), 360, early).date;
  expect([before.from, lasting]).toEqual(['2026-11-20', '2026-11-21']);
});

test.each([
  [{ tags: 1_000, rate: 10_000 }, 100, 10_000],
  [{ tags: 1_000, rate: 500 }, 2_000, 500],
  [{ machines: 1, speed: 60, rate: 10 }, 60_000, 10],
  [{ tags: 60, speed: 1_440 }, 17_280, 5_000],
  [{ tags: 10, intervalSeconds: 0.5 }, 500, 20],
  [{ isPlayed: false }, 10_000, 12],
] as const)(
  '%o reads each tag every %i ms of plant time, %i readings a second of the clock',
  (request, interval, rate) => {
    const planned = plan(request);
    expect([planned.input.sensors[0]?.intervalMs, Math.round(planned.rate)]).toEqual([interval, rate]);
  },
);

test('it works on every day of the week, in shifts from its beginning on', () => {
  const { calendar } = plan({}).input;
  expect('days' in calendar.rotation && calendar.rotation.days.every((day) => day.length === 3)).toBe(true);
  expect(calendar.shifts.map(({ start }) => start)).toEqual(['15:07', '23:07', '07:07']);
});

describe('what is out of range is misuse, and named', () => {
  test.each([
    [{ machines: 0 }, '--machines'],
    [{ tags: 1.5 }, '--tags'],
    [{ days: 0 }, '--days'],
    [{ seed: -1 }, '--seed'],
    [{ speed: 0 }, '--speed'],
    [{ rate: 0 }, '--rate'],
    [{ rate: 0.0001 }, 'less than once a day'],
    [{ intervalSeconds: 0 }, '--interval'],
    [{ rate: 1, intervalSeconds: 1 }, 'Give one'],
    [{ from: 'today' }, '--from'],
    [{ zone: 'Mars/Base' }, 'Mars/Base'],
  ] as const)('%o', (request, message) => {
    expect(() => plan(request)).toThrow(message);
  });
});
