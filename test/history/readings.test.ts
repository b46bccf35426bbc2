/** Readings as a live source sends them: in the order of time, a commit after another. */
import fc from 'fast-check';
import { openEmbeddedHistory, type WriterStep } from 'gemba/history';
import { type FactKind, type FactRow, identifyReadings, toTable } from 'gemba/model';
import { expect, test } from 'vitest';
import { findCandidates } from '../../src/history/embedded/candidates.ts';
import { planCompaction } from '../../src/history/embedded/compaction.ts';
import { readManifest } from '../../src/history/embedded/manifest-log.ts';
import { emptyState, type ManifestState, type Segment } from '../../src/history/embedded/manifest-state.ts';
import { packTable } from '../../src/history/embedded/packing.ts';
import { temporaryFolder } from './store.ts';

const hourMs = 3_600_000;
const day1 = Date.UTC(2026, 0, 5);

function readingsOf(rows: readonly FactRow<'reading'>[]) {
  const table = toTable('reading', rows);
  return { ...table, ...identifyReadings(table.columns) };
}

/** A reading of each of ten tags at each second, `[from, to)` in seconds of the day. */
function secondsOf(from: number, to: number) {
  return readingsOf(
    Array.from({ length: (to - from) * 10 }, (_, i) => ({
      tag: `tag ${i % 10}`,
      at: day1 + (from + Math.floor(i / 10)) * 1_000 + (i % 10),
      value: from * 10 + i,
    })),
  );
}

function commitOf(table: ReturnType<typeof readingsOf>) {
  const account = { received: table.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
  return { source: 'mqtt', identityBy: 'content' as const, facts: [table], account, position: {} };
}

function stateOf(segments: readonly Omit<Segment, 'byteLength' | 'sha256' | 'rowCount'>[]): ManifestState {
  const whole = segments.map((segment): Segment => ({ ...segment, rowCount: 1, byteLength: 1, sha256: '' }));
  return { ...emptyState, segments: new Map(whole.map((segment) => [segment.path, segment])) };
}

test('readings that come in the order of time are held against no segment; a late one against those around it', async () => {
  await using folder = await temporaryFolder();
  await using history = await openEmbeddedHistory({ dir: folder.dir });
  await using writer = await history.openWriter({ holder: 'test' });
  const searchedFor = async (...tables: ReturnType<typeof readingsOf>[]): Promise<number> => {
    const state = await readManifest(folder.dir);
    return findCandidates(state, tables.map(packTable), 'content').searched.length;
  };
  for (let minute = 0; minute < 7; minute++) {
    const next = secondsOf(minute * 60, (minute + 1) * 60);
    expect(await searchedFor(next)).toBe(0);
    expect((await writer.commit(commitOf(next))).account.stored).toBe(600);
  }
  expect((await history.status()).segmentCount).toBe(7);
  const late = secondsOf(90, 91);
  expect(await searchedFor(late)).toBe(1);
  expect(await searchedFor(late, secondsOf(420, 480))).toBe(1);
  expect(await searchedFor(secondsOf(0, 420))).toBe(7);
  const { account } = await writer.commit(commitOf(readingsOf([{ tag: 'tag 3', at: day1 + 90_003, value: 1.5 }])));
  expect([account.stored, account.duplicate, account.superseding]).toEqual([1, 0, 1]);
  expect((await writer.commit(commitOf(secondsOf(0, 480)))).account).toMatchObject({ stored: 600, duplicate: 4_200 });
});

test('a segment is searched exactly where a fact that came starts within its span', () => {
  const hour = fc.integer({ min: 0, max: 72 });
  const spans = fc.array(fc.tuple(hour, fc.integer({ min: 0, max: 23 }), fc.boolean()), { maxLength: 12 });
  fc.assert(
    fc.property(spans, fc.array(hour, { minLength: 1, maxLength: 12 }), (described, hours) => {
      const segments = described.map(([from, length, isGap], i) => {
        const minStartAt = day1 + from * hourMs;
        // Within its day, as segments are.
        const maxStartAt = Math.min(minStartAt + length * hourMs, day1 + (Math.floor(from / 24) + 1) * 24 * hourMs - 1);
        const day = new Date(minStartAt).toISOString().slice(0, 10);
        const kind: FactKind = isGap ? 'gap' : 'reading';
        return { path: `${i}`, role: 'facts' as const, kind, day, minStartAt, maxStartAt, maxEndAt: maxStartAt };
      });
      const table = packTable(readingsOf(hours.map((at) => ({ tag: 't', at: day1 + at * hourMs }))));
      for (const identityBy of ['content', 'key'] as const) {
        const { searched, present } = findCandidates(stateOf(segments), [table], identityBy);
        const expected = segments.filter(
          ({ kind, minStartAt, maxStartAt }) =>
            kind === 'reading' &&
            hours.some((at) => day1 + at * hourMs >= minStartAt && day1 + at * hourMs <= maxStartAt),
        );
        expect(searched.map(({ path }) => path).sort()).toEqual(expected.map(({ path }) => path).sort());
        // What remains of a day is computed over all of it, but for readings.
        expect(present).toEqual([]);
      }
    }),
  );
});

test('a keyed report is looked for on every day and in both kinds, a refusal in its day, an undated one among the undated', () => {
  const at = (kind: FactKind, day: string, startAt?: number) => ({
    path: `${kind}/${day}`,
    role: 'facts' as const,
    kind,
    day,
    ...(startAt === undefined ? {} : { minStartAt: startAt, maxStartAt: startAt, maxEndAt: startAt }),
  });
  const state = stateOf([
    at('production', '2026-01-05', day1),
    at('equipmentState', '2026-02-05', day1 + 31 * 24 * hourMs),
    at('gap', '2026-01-05', day1),
    at('refusal', 'undated'),
    at('refusal', '2026-01-05', day1),
  ]);
  const production = packTable(toTable('production', [{ equipment: 'm', startAt: day1, endAt: day1 }]));
  const refusal = packTable(toTable('refusal', [{ source: 's' }]));
  const pathsOf = (...found: Parameters<typeof findCandidates>) =>
    findCandidates(...found).searched.map((one) => one.path);
  expect(pathsOf(state, [production], 'key')).toEqual(['production/2026-01-05', 'equipmentState/2026-02-05']);
  expect(pathsOf(state, [production], 'content')).toEqual(['production/2026-01-05']);
  expect(pathsOf(state, [refusal], 'content')).toEqual(['refusal/undated']);
  const corrected = packTable(toTable('refusal', [{ source: 's', startAt: day1 + hourMs, endAt: day1 + hourMs }]));
  expect(pathsOf(state, [corrected], 'content')).toEqual(['refusal/2026-01-05']);
  expect(pathsOf(state, [refusal], 'key')).toEqual(['refusal/undated', 'refusal/2026-01-05']);
});

test('corrected readings do not make a merge take the whole day, as other corrected facts do', () => {
  const segment = (kind: FactKind, role: Segment['role'], i: number, rowCount: number): Segment => {
    const path = `${role}/${kind}/${i}`;
    return { path, role, kind, day: '2026-01-05', rowCount, byteLength: 1, sha256: '' };
  };
  const planned = (kind: FactKind): number => {
    const segments = [
      segment(kind, 'superseded', 0, 1),
      segment(kind, 'facts', 0, 240_000),
      ...Array.from({ length: 8 }, (_, i) => segment(kind, 'facts', i + 1, 100)),
    ];
    const state = { ...emptyState, segments: new Map(segments.map((one) => [one.path, one])) };
    return planCompaction(state, 8).length;
  };
  expect([planned('reading'), planned('production'), planned('gap')]).toEqual([8, 10, 10]);
});

test('a writer that never rests merges all the same', async () => {
  await using folder = await temporaryFolder();
  const steps: WriterStep[] = [];
  await using history = await openEmbeddedHistory({
    dir: folder.dir,
    compactSegmentsMin: 2,
    onStep: (step) => {
      steps.push(step);
    },
  });
  await using writer = await history.openWriter({ holder: 'test' });
  // By turns, so that no two of them are applied together.
  const commits = Array.from({ length: 20 }, (_, i) =>
    writer.commit({ ...commitOf(secondsOf(i, i + 1)), identityBy: i % 2 === 0 ? 'content' : 'key' }),
  );
  await Promise.all(commits);
  expect(steps.indexOf('compaction-entered')).toBeGreaterThan(-1);
  expect(steps.indexOf('compaction-entered')).toBeLessThan(steps.lastIndexOf('commit-begun'));
  expect((await (await history.snapshot()).read({ kind: 'reading' })).length).toBe(200);
});
