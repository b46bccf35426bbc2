import fc from 'fast-check';
import { createZone, dayMs, hourMs, minuteMs, parseInstant, parseLocalDateTime } from 'gemba/time';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { zones } from './zones.ts';

const zone = fc.constantFrom(...zones);
const year1970 = 0;
const year2100 = Date.UTC(2100, 0, 1);

/** Instants anywhere, and instants within two days of a transition of the zone, where mistakes would be. */
const zoneAndInstant = zone.chain((id) =>
  fc
    .tuple(fc.integer({ min: year1970, max: year2100 }), fc.integer({ min: -2 * dayMs, max: 2 * dayMs }), fc.boolean())
    .map(([at, beside, near]) => {
      const next = near ? zonedAt(id, at).getTimeZoneTransition('next') : null;
      return { id, at: next == null ? at : next.epochMilliseconds + beside };
    }),
);

function zonedAt(id: string, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(id);
}

/** The local time that reads as `localMs` in UTC. */
function plainAt(localMs: number): Temporal.PlainDateTime {
  return zonedAt('UTC', localMs).toPlainDateTime();
}

describe('a zone', () => {
  test('has the offset that Temporal has at any instant', () => {
    fc.assert(
      fc.property(zoneAndInstant, ({ id, at }) => {
        expect(createZone(id).offsetMsAt(at)).toBe(zonedAt(id, at).offsetNanoseconds / 1e6);
      }),
      { numRuns: 1500 },
    );
  });

  test('takes any local time as the instant that Temporal calls compatible', () => {
    fc.assert(
      fc.property(zoneAndInstant, ({ id, at: localMs }) => {
        const expected = plainAt(localMs).toZonedDateTime(id, { disambiguation: 'compatible' });
        expect(createZone(id).instantOf(localMs)).toBe(expected.epochMilliseconds);
      }),
      { numRuns: 1500 },
    );
  });

  test('calls a local time skipped or repeated where the earlier and the later reading differ', () => {
    fc.assert(
      fc.property(zoneAndInstant, ({ id, at: localMs }) => {
        const plain = plainAt(localMs);
        const earlier = plain.toZonedDateTime(id, { disambiguation: 'earlier' });
        const later = plain.toZonedDateTime(id, { disambiguation: 'later' });
        const exists = later.toPlainDateTime().equals(plain);
        const expected = earlier.equals(later) ? 'exact' : exists ? 'repeated' : 'skipped';
        expect(createZone(id).resolutionOf(localMs)).toBe(expected);
      }),
      { numRuns: 1500 },
    );
  });

  test('answers the same whatever was asked before', () => {
    fc.assert(
      fc.property(zone, fc.array(fc.integer({ min: year1970, max: year2100 }), { minLength: 2 }), (id, instants) => {
        const used = createZone(id);
        for (const at of instants) expect(used.instantOf(at)).toBe(createZone(id).instantOf(at));
      }),
    );
  });

  test('gives the local time back of every instant, and the instant of every local time that exists once', () => {
    fc.assert(
      fc.property(zoneAndInstant, ({ id, at }) => {
        const used = createZone(id);
        const localMs = used.localMsAt(at);
        expect(localMs - at).toBe(used.offsetMsAt(at));
        if (used.resolutionOf(localMs) === 'exact') expect(used.instantOf(localMs)).toBe(at);
      }),
    );
  });

  test('formats an instant so that RFC 3339 reads it back, with the offset of the zone', () => {
    fc.assert(
      fc.property(zoneAndInstant, ({ id, at }) => {
        const text = createZone(id).format(at);
        expect(Temporal.Instant.from(text).epochMilliseconds).toBe(at);
        expect(parseInstant(text)).toBe(at);
        expect(text.slice(-6)).toBe(zonedAt(id, at).offset.slice(0, 6));
      }),
    );
  });
});

describe('the night of 30 March 2012 in Israel, when clocks go from 02:00 to 03:00', () => {
  const israel = createZone('Asia/Jerusalem');

  test.each([
    ['2012-03-30T01:59', 'exact', '2012-03-30T01:59:00+02:00'],
    ['2012-03-30T02:00', 'skipped', '2012-03-30T03:00:00+03:00'],
    ['2012-03-30T02:15', 'skipped', '2012-03-30T03:15:00+03:00'],
    ['2012-03-30T03:00', 'exact', '2012-03-30T03:00:00+03:00'],
  ] as const)('%s is %s, taken as %s', (text, resolution, takenAs) => {
    const localMs = parseLocalDateTime(text);
    expect(israel.resolutionOf(localMs)).toBe(resolution);
    expect(israel.format(israel.instantOf(localMs))).toBe(takenAs);
  });
});

describe('the edges of a zone', () => {
  test('a day the zone left out is taken as the day after it', () => {
    const samoa = createZone('Pacific/Apia');
    const localMs = parseLocalDateTime('2011-12-30T06:00');
    expect(samoa.resolutionOf(localMs)).toBe('skipped');
    expect(samoa.format(samoa.instantOf(localMs))).toBe('2011-12-31T06:00:00+14:00');
  });

  test('of a time that is repeated the first is taken', () => {
    const berlin = createZone('Europe/Berlin');
    const localMs = parseLocalDateTime('2026-10-25T02:30');
    expect(berlin.resolutionOf(localMs)).toBe('repeated');
    expect(berlin.format(berlin.instantOf(localMs))).toBe('2026-10-25T02:30:00+02:00');
  });

  test('no time is no instant', () => {
    const berlin = createZone('Europe/Berlin');
    expect(berlin.instantOf(Number.NaN)).toBeNaN();
    expect(berlin.offsetMsAt(Number.NaN)).toBeNaN();
    expect(berlin.localMsAt(Number.NaN)).toBeNaN();
  });

  test('fractions of a millisecond stay', () => {
    expect(createZone('Asia/Kathmandu').instantOf(0.5)).toBe(0.5 - 5.5 * hourMs);
  });

  test('an instant is written to the millisecond where it has any', () => {
    expect(createZone('UTC').format(1.9)).toBe('1970-01-01T00:00:00.001+00:00');
    expect(createZone('America/St_Johns').format(0)).toBe('1969-12-31T20:30:00-03:30');
  });

  test('an offset with seconds is written in whole minutes, and the instant stays the same', () => {
    const at = Date.UTC(1890, 0, 1);
    const amsterdam = createZone('Europe/Amsterdam');
    expect(amsterdam.offsetMsAt(at) % minuteMs).not.toBe(0);
    expect(Date.parse(amsterdam.format(at))).toBe(at);
  });

  test('a name is written as the zone data write it', () => {
    expect(createZone('asia/jerusalem').id).toBe('Asia/Jerusalem');
  });

  test.each(['Mars/Olympus', '', ' ', 'Europe'])('%j is no zone', (id) => {
    expect(() => createZone(id)).toThrow(RangeError);
    expect(() => createZone(id)).toThrow(`'${id}' is not an IANA time zone`);
  });

  test('an instant beyond the range of Date is told', () => {
    expect(() => createZone('UTC').offsetMsAt(Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(() => createZone('Europe/Berlin').offsetMsAt(9e15)).toThrow('9000000000000000 is not an instant');
  });
});
