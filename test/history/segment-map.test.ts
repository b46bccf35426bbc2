/** Segments held by kind, month and day, against a plain map of them and plain loops over it. */
import fc from 'fast-check';
import type { FactKind } from 'gemba/model';
import { expect, test } from 'vitest';
import { planCompaction } from '../../src/history/embedded/compaction.ts';
import {
  emptyState,
  extentOf,
  factCount,
  type ManifestState,
  type Segment,
} from '../../src/history/embedded/manifest-state.ts';
import { SegmentMap } from '../../src/history/embedded/segment-map.ts';
import { selectSegments } from '../../src/history/embedded/segment-reader.ts';
import { type Interval, touches } from '../../src/time/index.ts';

const dayMs = 86_400_000;
const days = ['2025-12-31', '2026-01-01', '2026-01-02', '2026-02-01', 'undated'];
const kinds = ['reading', 'production'] as const satisfies FactKind[];

const segmentArbitrary = fc
  .record({
    name: fc.integer({ min: 1, max: 9 }),
    kind: fc.constantFrom(...kinds),
    day: fc.constantFrom(...days),
    role: fc.constantFrom('facts', 'superseded'),
    rowCount: fc.integer({ min: 1, max: 100 }),
    from: fc.integer({ min: 0, max: 23 }),
    hours: fc.integer({ min: 0, max: 60 }),
  })
  .map(({ name, kind, day, role, rowCount, from, hours }): Segment => {
    const startAt = Date.parse(day) + from * 3_600_000;
    const isDated = day !== 'undated' && role === 'facts';
    return {
      path: `${role}/${kind}/${day}/${name}.parquet`,
      role,
      kind,
      day,
      rowCount,
      byteLength: rowCount,
      sha256: '',
      ...(isDated ? { minStartAt: startAt, maxStartAt: startAt, maxEndAt: startAt + hours * 3_600_000 } : {}),
    };
  });
const changesArbitrary = fc.array(
  fc.record({
    added: fc.array(segmentArbitrary, { maxLength: 6 }),
    removed: fc.array(fc.nat({ max: 40 }), { maxLength: 3 }),
  }),
  { maxLength: 12 },
);
const windowArbitrary = fc
  .tuple(fc.integer({ min: -40, max: 900 }), fc.integer({ min: 0, max: 100 }))
  .map(([from, hours]): Interval => {
    const fromAt = Date.parse('2025-12-31') + from * 3_600_000;
    return { fromAt, toAt: fromAt + hours * 3_600_000 };
  });

function stateOf(segments: ManifestState['segments']): ManifestState {
  return { ...emptyState, segments };
}

const byPath = (a: Segment, b: Segment): number => (a.path < b.path ? -1 : Number(a.path > b.path));

function selectPlainly(all: readonly Segment[], kind: FactKind, window: Interval): Segment[] {
  const facts = all.filter(
    ({ kind: its, role, minStartAt, maxEndAt }) =>
      its === kind &&
      role === 'facts' &&
      minStartAt !== undefined &&
      touches({ fromAt: minStartAt, toAt: (maxEndAt as number) + 1 }, { ...window, toAt: window.toAt + 1 }),
  );
  const superseded = all.filter(
    (one) => one.kind === kind && one.role === 'superseded' && facts.some(({ day }) => day === one.day),
  );
  return [...facts, ...superseded].sort(byPath);
}

test('segments that are added and removed are what a plain map has, and earlier maps stay as they were', () => {
  fc.assert(
    fc.property(changesArbitrary, windowArbitrary, (changes, window) => {
      let map = SegmentMap.of(new Map());
      const plain = new Map<string, Segment>();
      const before: { readonly map: SegmentMap; readonly paths: readonly string[] }[] = [];
      for (const { added, removed } of changes) {
        const paths = [...plain.keys()];
        const gone = removed.flatMap((i) => paths[i] ?? []);
        for (const path of gone) plain.delete(path);
        for (const segment of added) plain.set(segment.path, segment);
        before.push({ map, paths: paths.sort() });
        map = map.with(gone, added);
        expect(map.size).toBe(plain.size);
        // Figures asked for along the way are those of a map that was made at once.
        const state = stateOf(map);
        const all = [...plain.values()];
        for (const kind of kinds) {
          const ofKind = all.filter((segment) => segment.kind === kind);
          const sign = ({ role }: Segment): number => (role === 'facts' ? 1 : -1);
          expect(factCount(state, kind)).toBe(ofKind.reduce((sum, one) => sum + sign(one) * one.rowCount, 0));
          expect(extentOf(state, kind)).toEqual(extentOf(stateOf(plain), kind));
          const { facts, superseded } = selectSegments(state, kind, window);
          expect([...facts, ...superseded].sort(byPath)).toEqual(selectPlainly(all, kind, window));
          expect(selectSegments(state, kind, undefined).facts).toHaveLength(
            ofKind.filter(({ role }) => role === 'facts').length,
          );
        }
        expect(planCompaction(state, 3)).toEqual(planCompaction(stateOf(new Map(plain)), 3));
      }
      expect([...map.keys()].sort()).toEqual([...plain.keys()].sort());
      for (const one of before) expect([...one.map.keys()].sort()).toEqual(one.paths);
      expect([...plain.keys()].every((path) => map.has(path))).toBe(true);
      expect(map.has(`facts/reading/${days[0]}/none.parquet`)).toBe(false);
    }),
  );
});

test('what was worked out of days that an entry does not touch is not worked out again', () => {
  const segmentOf = (i: number): Segment => {
    const startAt = Date.UTC(2021, 0, 1) + i * dayMs;
    const day = new Date(startAt).toISOString().slice(0, 10);
    let reads = 0;
    return {
      path: `facts/reading/${day}/${i}.parquet`,
      role: 'facts',
      kind: 'reading',
      day,
      byteLength: 1,
      sha256: '',
      get rowCount() {
        if (++reads > 4) throw new Error(`The segment of ${day} was looked at ${reads} times.`);
        return 1;
      },
      minStartAt: startAt,
      maxStartAt: startAt,
      maxEndAt: startAt,
    };
  };
  let map = SegmentMap.of(new Map());
  for (let i = 0; i < 1_000; i++) {
    map = map.with([], [segmentOf(i)]);
    expect(planCompaction(stateOf(map), 8)).toEqual([]);
    expect(factCount(stateOf(map), 'reading')).toBe(i + 1);
  }
});
