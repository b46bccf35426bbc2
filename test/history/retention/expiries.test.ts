/** Expiries, and what of a store goes by them, worked out of the manifest alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayName } from '../../../src/history/embedded/layout.ts';
import { emptyState } from '../../../src/history/embedded/manifest-state.ts';
import { expiredTagsBefore, isTagExpired, keyOfExpired } from '../../../src/history/embedded/retention/expired-tags.ts';
import {
  expiriesAfter,
  expiryOf,
  newestExpiry,
  noExpiries,
  oldestReadingExpiry,
  type SaidExpiries,
  sayExpiries,
} from '../../../src/history/embedded/retention/expiries.ts';
import { listExpiring } from '../../../src/history/embedded/retention/list-expiring.ts';
import { listReadingSteps, planRemoval } from '../../../src/history/embedded/retention/plan-removal.ts';
import type { Segment } from '../../../src/history/embedded/segment.ts';
import { SegmentMap } from '../../../src/history/embedded/segment-map.ts';

const dayMs = 86_400_000;
const tags = ['a', 'b', 'c', 'd'];

const at = fc.option(fc.nat({ max: 6 }), { nil: undefined });
const said: fc.Arbitrary<SaidExpiries> = fc
  .tuple(at, fc.uniqueArray(fc.constantFrom(...tags)), at)
  .map(([reading, some, ofGroup]) => ({
    facts: reading === undefined ? {} : { reading: reading * dayMs },
    tagGroups: [{ tags: some, beforeAt: ofGroup === undefined ? null : ofGroup * dayMs }],
    rollups: {},
  }));

test('of each tag the latest instant holds that was ever said of it, however it was grouped', () => {
  fc.assert(
    fc.property(fc.array(said), (all) => {
      const plain = new Map<string, number>();
      let expiries = noExpiries;
      for (const one of all) {
        for (const tag of [...tags, 'other']) {
          const group = one.tagGroups.find((some) => some.tags.includes(tag));
          const instant = group === undefined ? one.facts.reading : (group.beforeAt ?? undefined);
          if (instant !== undefined) plain.set(tag, Math.max(plain.get(tag) ?? instant, instant));
        }
        expiries = expiriesAfter(expiries, one);
        expect(expiriesAfter(expiries, one)).toBe(expiries);
      }
      for (const tag of [...tags, 'other']) expect(expiryOf(expiries, 'reading', tag)).toBe(plain.get(tag));
      const instants = [...tags, 'other'].map((tag) => plain.get(tag) ?? Number.NEGATIVE_INFINITY);
      expect(newestExpiry(expiries, 'reading')).toBe(Math.max(...instants));
      expect(oldestReadingExpiry(expiries)).toBe(Math.min(...instants));
      // A checkpoint says it all at once.
      expect(expiriesAfter(noExpiries, sayExpiries(expiries))).toEqual(expiries);
      const keys = new Map<string, string>();
      for (let day = 0; day < 8; day++) {
        const expired = expiredTagsBefore(expiries, (day + 1) * dayMs);
        const gone = [...tags, 'other'].filter(
          (tag) => (plain.get(tag) ?? Number.NEGATIVE_INFINITY) >= (day + 1) * dayMs,
        );
        expect([...tags, 'other'].filter((tag) => isTagExpired(expired, tag))).toEqual(gone);
        expect(keys.get(keyOfExpired(expired)) ?? gone.join()).toBe(gone.join());
        keys.set(keyOfExpired(expired), gone.join());
      }
    }),
    { numRuns: 300 },
  );
});

function segment(kind: Segment['kind'], day: number, rest: Partial<Segment> = {}): Segment {
  const name = dayName(day);
  return {
    path: `facts/${kind}/${name}/${Object.values(rest).join('-')}.parquet`,
    role: 'facts',
    kind,
    day: name,
    rowCount: 100,
    byteLength: 1_000,
    sha256: '',
    minStartAt: day * dayMs,
    maxStartAt: day * dayMs + 1,
    maxEndAt: day * dayMs + 1,
    ...rest,
  };
}

function stateOf(...segments: readonly Segment[]) {
  return { ...emptyState, segments: SegmentMap.of(new Map(segments.map((one) => [one.path, one]))) };
}

test('a file of few tags is written anew only where one that goes may be in it, and only once', () => {
  const cut = { facts: {}, tagGroups: [{ beforeAt: 10 * dayMs, tags: ['k', 'm'] }], rollups: {} };
  const key = keyOfExpired({ kind: 'some', tags: ['k', 'm'] });
  const [before, in1, done, later] = [
    segment('reading', 5, { places: ['a', 'j'] }),
    segment('reading', 5, { places: ['k', 'l'] }),
    segment('reading', 5, { places: ['l', 'z'], without: key }),
    segment('reading', 10, {}),
  ];
  const { readingTrims, whole } = planRemoval(stateOf(before, in1, done, later), cut);
  expect(whole).toEqual([]);
  expect(readingTrims.map(({ segments }) => segments)).toEqual([[in1]]);
});

test('facts of before format 4 go by the time that their files say', () => {
  const cut = { facts: { production: 8 * dayMs, refusal: 8 * dayMs }, tagGroups: [], rollups: {} };
  const over = segment('production', 6, { maxEndAt: 9 * dayMs });
  const ended = segment('production', 7);
  const trimmed = segment('production', 5, { maxEndAt: 9 * dayMs, agesFrom: [8 * dayMs, 9 * dayMs] });
  const refused = segment('refusal', 3);
  const received = segment('refusal', 4, { agesFrom: [9 * dayMs, 9 * dayMs] });
  const plan = planRemoval(stateOf(over, ended, trimmed, refused, received), cut);
  expect(plan.whole).toEqual([ended, refused]);
  expect(plan.factTrims.map(({ segments }) => segments)).toEqual([[over]]);
});

test('a long cut of readings is applied in steps, whole days first', () => {
  const days = [0, 1, 2, 3, 4].map((day) => segment('reading', day));
  const cut = { facts: { reading: 2 * dayMs }, tagGroups: [{ tags: ['a'], beforeAt: 5 * dayMs }], rollups: {} };
  const state = stateOf(...days);
  expect(listReadingSteps(state, cut, 150)).toEqual([2 * dayMs, 4 * dayMs, Number.POSITIVE_INFINITY]);
  expect(listReadingSteps(state, { ...cut, tagGroups: [] }, 150)).toEqual([Number.POSITIVE_INFINITY]);
});

test('what goes is told by group, and a share where it lies with others', () => {
  const cut = {
    facts: { reading: 2.5 * dayMs },
    tagGroups: [{ name: 'short', tags: ['a'], beforeAt: 4 * dayMs }],
    rollups: {},
  };
  const days = [0, 1, 2, 3, 4].map((day) => segment('reading', day));
  expect(listExpiring(stateOf(...days), cut)).toEqual([
    {
      what: { kind: 'reading', tagGroup: 'short' },
      beforeAt: 4 * dayMs,
      extent: { fromAt: 0, toAt: 3 * dayMs + 1 },
      rowCount: 200,
      byteLength: 2_000,
    },
    {
      what: { kind: 'reading' },
      beforeAt: 2 * dayMs,
      extent: { fromAt: 0, toAt: dayMs + 1 },
      rowCount: 100,
      byteLength: 1_000,
    },
  ]);
});
