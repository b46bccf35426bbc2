import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayName } from '../../src/history/embedded/layout.ts';
import {
  hoursWithReadings,
  listVersions,
  type ReadingVersions,
  versionsAfter,
} from '../../src/history/embedded/reading-versions.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const firstDay = 20_000;

const commit = fc.record({
  day: fc.integer({ min: 0, max: 2 }),
  from: fc.integer({ min: 0, max: dayMs - 1 }),
  lengthMs: fc.integer({ min: 0, max: 5 * hourMs }),
});

test('an hour says the last commit that brought one of its readings, whatever came to other hours', () => {
  fc.assert(
    fc.property(
      fc.array(commit, { maxLength: 12 }),
      fc.integer({ min: -hourMs, max: 3 * dayMs }),
      fc.integer({ min: 0, max: 2 * dayMs }),
      (commits, from, lengthMs) => {
        let versions: ReadingVersions = new Map();
        // A second plain way: the last commit by each hour since 1970.
        const last = new Map<number, number>();
        for (const [i, { day, from: start, lengthMs: span }] of commits.entries()) {
          const dayAt = (firstDay + day) * dayMs;
          const [minStartAt, maxStartAt] = [dayAt + start, dayAt + Math.min(start + span, dayMs - 1)];
          const segment = {
            kind: 'reading',
            role: 'facts',
            day: dayName(firstDay + day),
            minStartAt,
            maxStartAt,
          } as const;
          versions = versionsAfter(
            versions,
            [segment, { ...segment, kind: 'gap' }, { ...segment, role: 'superseded' }],
            i + 1,
          );
          for (let at = minStartAt - (minStartAt % hourMs); at <= maxStartAt; at += hourMs)
            last.set(at / hourMs, i + 1);
        }
        const fromAt = firstDay * dayMs + from;
        const toAt = fromAt + lengthMs;
        const expected = [...last]
          .filter(([hour]) => hour * hourMs < toAt && (hour + 1) * hourMs > fromAt)
          .map(([hour, version]) => `${dayName(Math.floor(hour / 24))} ${hour % 24} ${version}`);
        expect(listVersions(versions, { fromAt, toAt })).toEqual(expected.sort());
      },
    ),
  );
});

test('a commit without readings leaves what was there as it is', () => {
  const versions = versionsAfter(new Map(), [], 1);
  expect(versionsAfter(versions, [{ kind: 'gap', role: 'facts', day: 'undated' }], 2)).toBe(versions);
});

test('of readings that came together only the hours they lie in are touched', () => {
  const hoursOfDay = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 24 });
  fc.assert(
    fc.property(hoursOfDay, (hours) => {
      const at = Float64Array.from(hours, (hour) => firstDay * dayMs + hour * hourMs + 1);
      const [minStartAt, maxStartAt] = [Math.min(...at), Math.max(...at)];
      // Rows around it are another day's.
      const rows = Float64Array.of(0, ...at, 0);
      const said = hoursWithReadings(rows, 1, rows.length - 1, { minStartAt, maxStartAt });
      const segment = {
        kind: 'reading',
        role: 'facts',
        day: dayName(firstDay),
        minStartAt,
        maxStartAt,
        ...said,
      } as const;
      const touched = versionsAfter(new Map(), [segment], 7).get(dayName(firstDay)) ?? [];
      expect(touched).toEqual(Array.from({ length: 24 }, (_, hour) => (hours.includes(hour) ? 7 : 0)));
    }),
  );
});
