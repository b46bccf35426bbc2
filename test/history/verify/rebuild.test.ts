/** What is damaged and can be made again is taken out, and made again equal; whatever kills that, it is run again. */
import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { rebuildEmbeddedHistory, rebuildSteps } from 'gemba/history';
import { createRandom } from 'gemba/stats';
import type { Interval } from 'gemba/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkManifest } from '../../../src/history/embedded/verify/check-manifest.ts';
import { askBuckets, commitReadings, days, openRolledUp, readingsOf, rolledUpLevels, settle } from '../rolled-up.ts';
import { type TemporaryFolder, temporaryFolder } from '../store.ts';
import { copyOf, damagesOf, everyKind, flipBit, listFiles, pathsOf, verify } from './stores.ts';

const random = createRandom(5, 'rebuild');
const holder = 'test';
let folder: TemporaryFolder;
let dir: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  dir = join(folder.dir, 'store');
  await using history = await openRolledUp(dir);
  await using writer = await history.openWriter({ holder });
  for (const day of days) await commitReadings(writer, readingsOf(day));
  await settle(dir, writer);
}, 120_000);
afterAll(() => folder[Symbol.asyncDispose]());

async function answersOf(of: string) {
  await using history = await openRolledUp(of);
  return await Promise.all(
    rolledUpLevels.flatMap((level) => days.map((day: Interval) => askBuckets(history, level, day))),
  );
}

test('damaged rollups are rolled up anew, and say what they said', async () => {
  await using copy = await copyOf(dir);
  const before = await answersOf(copy.dir);
  const rollups = (await listFiles(copy.dir)).filter((path) => path.startsWith('rollup/'));
  for (const path of rollups) await flipBit(join(copy.dir, path), random);
  const { findings } = await verify(copy.dir);
  expect(pathsOf(findings)).toEqual(rollups);
  expect((await rebuildEmbeddedHistory({ dir: copy.dir, holder, findings })).toSorted()).toEqual(rollups);
  expect(damagesOf(await verify(copy.dir))).toEqual([]);
  {
    await using history = await openRolledUp(copy.dir);
    await using writer = await history.openWriter({ holder });
    await settle(copy.dir, writer);
  }
  expect(await answersOf(copy.dir)).toEqual(before);
  expect(damagesOf(await verify(copy.dir, { rollups: 'whole' }))).toEqual([]);
}, 120_000);

test('a damaged checkpoint and entries that one makes up for go, wherever it is killed, and the store is as it was', async () => {
  await using damagedStore = await copyOf(everyKind);
  const damaged = [
    'manifest/000000000010.checkpoint.json',
    'manifest/000000000015.json',
    'rollup/hour/values/000000000021-1-1-rollup.parquet',
  ];
  for (const path of damaged) await flipBit(join(damagedStore.dir, path), random);
  const { findings } = await verify(damagedStore.dir, { rollups: 'none' });
  expect(pathsOf(damagesOf({ findings }))).toEqual(damaged);
  for (const step of rebuildSteps) {
    await using copy = await copyOf(damagedStore.dir);
    const onStep = (at: string): void => {
      if (at === step) throw new Error('killed');
    };
    await expect(rebuildEmbeddedHistory({ dir: copy.dir, holder, findings, onStep })).rejects.toThrow('killed');
    await rebuildEmbeddedHistory({ dir: copy.dir, holder, findings });
    const { findings: left, state } = await checkManifest(copy.dir);
    expect(left).toEqual([]);
    for (const path of damaged) expect(state.rollups.has(path)).toBe(false);
  }
}, 120_000);

test('the newest checkpoint is made again of the entries behind the one before it', async () => {
  await using copy = await copyOf(everyKind);
  const path = 'manifest/000000000020.checkpoint.json';
  await truncate(join(copy.dir, path), 200);
  const { findings, version } = await verify(copy.dir, { rollups: 'none' });
  expect(findings).toMatchObject([{ path, kind: 'cut', remedy: 'rebuild' }]);
  await rebuildEmbeddedHistory({ dir: copy.dir, holder, findings });
  const after = await verify(copy.dir, { rollups: 'none' });
  expect([damagesOf(after), after.version]).toEqual([[], version]);
  expect((await readdir(join(copy.dir, 'manifest'))).filter((name) => name.includes('checkpoint'))).toEqual([
    '000000000010.checkpoint.json',
    '000000000028.checkpoint.json',
  ]);
});

test('what only a backup has is let be', async () => {
  await using copy = await copyOf(everyKind);
  const path = 'facts/production/2026-01-05/000000000009-1-1.parquet';
  await flipBit(join(copy.dir, path), random);
  const { findings } = await verify(copy.dir, { rollups: 'none' });
  expect(await rebuildEmbeddedHistory({ dir: copy.dir, holder, findings })).toEqual([]);
  expect(pathsOf(damagesOf(await verify(copy.dir, { rollups: 'none' })))).toEqual([path]);
});
