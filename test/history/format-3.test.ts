/** A store that was written in format 3 is read, written on, merged and expires. */
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type History, openEmbeddedHistory, type RollupStatus } from 'gemba/history';
import { createFactTableBuilder, type FactKind, type FactRow, factKinds, rowAt } from 'gemba/model';
import { expect, test } from 'vitest';
import { unseal } from '../../src/history/embedded/sealed.ts';
import { calendarOf } from './rollups/plant.ts';
import { temporaryFolder } from './store.ts';

const fixture = join(import.meta.dirname, '../fixtures/history/format-3');
const expected = JSON.parse(await readFile(join(fixture, 'expected.json'), 'utf8')) as Record<
  FactKind,
  (FactRow & { readonly versions: number })[]
> & { readonly rollups: readonly RollupStatus[] };
const hourMs = 3_600_000;
const day = Date.UTC(2026, 0, 5);
const calendar = {
  ...calendarOf('days and shifts of UTC', 0, [
    [6 * hourMs, 14 * hourMs],
    [14 * hourMs, 22 * hourMs],
  ]),
};

async function openCopy() {
  const folder = await temporaryFolder();
  const dir = join(folder.dir, 'store');
  await cp(join(fixture, 'store'), dir, { recursive: true });
  const clock = (): number => day + 5 * 24 * hourMs;
  const history = await openEmbeddedHistory({ dir, clock, compactSegmentsMin: 2, rollups: { tags: [], calendar } });
  return {
    dir,
    history,
    async [Symbol.asyncDispose]() {
      await history[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function readAll(history: History, kind: FactKind): Promise<object[]> {
  const facts = await (await history.snapshot()).read({ kind });
  return Array.from({ length: facts.length }, (_, i) => ({ ...rowAt(facts, i), versions: facts.versions[i] }));
}

test('every fact reads as the version that wrote it read it, and so is what it had rolled up', async () => {
  await using store = await openCopy();
  for (const kind of factKinds) expect(await readAll(store.history, kind)).toEqual(expected[kind]);
  expect((await store.history.status()).listRollups()).toEqual(expected.rollups);
});

test('refusals that say when they were received are merged with those that do not', async () => {
  await using store = await openCopy();
  await using writer = await store.history.openWriter({ holder: 'format 4' });
  const receivedAt = day + 30 * hourMs;
  const row = { startAt: day + 9 * hourMs, endAt: day + 10 * hourMs, code: 'x', raw: 'a;b', source: 'mes' };
  const undatedRow = { code: 'y', raw: 'c;d', source: 'mes' };
  const builder = createFactTableBuilder('refusal');
  for (const [i, one] of [row, undatedRow].entries())
    builder.add({ ...one, receivedAt }, new Uint8Array(16).fill(i + 1), new Uint8Array(16).fill(i + 1));
  const account = { received: 2, refused: 2, filtered: 0, expired: 0, lost: 0 };
  await writer.commit({ source: 'mes', identityBy: 'key', facts: [builder.build()], account, position: {} });
  await writer[Symbol.asyncDispose]();
  const files = await readdir(join(store.dir, 'facts/refusal'), { recursive: true });
  expect(files.filter((name) => name.endsWith('-compact.parquet'))).toHaveLength(2);
  const now = await readAll(store.history, 'refusal');
  expect(now).toHaveLength(4);
  expect(now).toEqual(expect.arrayContaining(expected.refusal));
  expect(now).toContainEqual({ ...row, receivedAt, versions: 1 });
  const entries = (await readdir(join(store.dir, 'manifest'))).filter((name) => !name.includes('checkpoint')).sort();
  const newest = await readFile(join(store.dir, 'manifest', entries.at(-1) as string), 'utf8');
  expect(unseal(newest, 3)).toEqual({ kind: 'newer', format: 4 });
});

test('what it has expires, refusals of unknown receipt by their end, and its rollups outlive it', async () => {
  await using store = await openCopy();
  const before = (await store.history.status()).listRollups();
  await using writer = await store.history.openWriter({ holder: 'format 4' });
  const beforeAt = day + 24 * hourMs;
  const kinds = ['reading', 'production', 'equipmentState', 'refusal'] as const;
  const facts = Object.fromEntries(kinds.map((kind) => [kind, beforeAt]));
  await writer.expire({ facts, tagGroups: [], rollups: {} });
  for (const kind of kinds) {
    const left = expected[kind].filter((row) => {
      const { endAt, at } = row as Readonly<Record<string, number>>;
      return !((endAt ?? at ?? Number.NaN) < beforeAt);
    });
    expect(await readAll(store.history, kind)).toEqual(left);
  }
  // What was not rolled up yet is before it goes.
  const [minutes] = (await store.history.status()).listRollups();
  expect(minutes).toMatchObject({ currentCount: 5, staleCount: 0, missingCount: 0 });
  expect(before[0]).toMatchObject({ currentCount: 4, missingCount: 1 });
});
