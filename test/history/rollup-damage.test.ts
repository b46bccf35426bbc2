/** What questions say where a file of rollups or readings is damaged: which one, while the rest stays readable. */
import { cp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { History } from 'gemba/history';
import type { Interval } from 'gemba/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readManifest } from '../../src/history/embedded/manifest-log.ts';
import {
  askBuckets,
  commitReadings,
  days,
  openRolledUp,
  type RolledUpLevel,
  readingsOf,
  rolledUpLevels,
  settle,
} from './rolled-up.ts';
import { type TemporaryFolder, temporaryFolder } from './store.ts';

const [damagedDay, otherDay] = days as [Interval, Interval];
const damages: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'has a flipped bit': async (path) => {
    const bytes = await readFile(path);
    const at = Math.floor(bytes.length * 0.6);
    bytes[at] = (bytes[at] as number) ^ 0x10;
    await writeFile(path, bytes);
  },
  'is cut off': async (path) => truncate(path, Math.floor((await readFile(path)).length / 2)),
  'is missing': (path) => rm(path),
};

let folder: TemporaryFolder;
let whole: string;
let copies = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  whole = join(folder.dir, 'whole');
  await using history = await openRolledUp(whole);
  await using writer = await history.openWriter({ holder: 'test' });
  for (const day of days) await commitReadings(writer, readingsOf(day));
  await settle(whole, writer);
}, 120_000);

afterAll(() => folder[Symbol.asyncDispose]());

/** A copy of the store in which one file is damaged. */
async function damagedStore(path: string, damage: (path: string) => Promise<void>) {
  const dir = join(folder.dir, `copy ${++copies}`);
  await cp(whole, dir, { recursive: true });
  await damage(join(dir, path));
  return { history: await openRolledUp(dir), damaged: join(dir, path) };
}

/** The file of values of a level that speaks for the damaged day alone. */
async function rollupOf(level: RolledUpLevel): Promise<string> {
  const rollups = [...(await readManifest(whole)).rollups.values()].filter(
    (segment) => segment.level === level && segment.content === 'values' && segment.fromAt < damagedDay.toAt,
  );
  expect(rollups).toHaveLength(1);
  const [{ path, toAt }] = rollups as [(typeof rollups)[number]];
  expect(toAt).toBeLessThanOrEqual(damagedDay.toAt);
  return path;
}

async function answersOf(history: History, level: RolledUpLevel, day: Interval) {
  const answer = await askBuckets(history, level, day);
  expect(answer.rowCounts[level]).toBeGreaterThan(0);
  expect(answer.rowCounts.reading).toBe(0);
  return answer;
}

async function readingsIn(history: History, window: Interval): Promise<readonly number[]> {
  return [...(await (await history.snapshot()).read({ kind: 'reading', window })).columns.value];
}

describe('a file of rollups', () => {
  for (const level of rolledUpLevels)
    for (const [what, damage] of Object.entries(damages))
      test(`of the level ${level} that ${what} is named by what needs it; other days, levels and the readings answer`, async () => {
        const path = await rollupOf(level);
        const { history, damaged } = await damagedStore(path, damage);
        await using _ = history;
        await using intact = await openRolledUp(whole);
        await expect(askBuckets(history, level, damagedDay)).rejects.toMatchObject({
          code: 'history-damaged',
          message: expect.stringContaining(damaged),
          details: { path: damaged },
        });
        expect(await answersOf(history, level, otherDay)).toEqual(await answersOf(intact, level, otherDay));
        for (const other of rolledUpLevels.filter((one) => one !== level))
          expect(await answersOf(history, other, damagedDay)).toEqual(await answersOf(intact, other, damagedDay));
        for (const day of days) expect(await readingsIn(history, day)).toEqual(await readingsIn(intact, day));
      });
});

describe('a file of readings', () => {
  for (const [what, damage] of Object.entries(damages))
    test(`that ${what} is named by what reads it; its rollups and the readings of other days answer`, async () => {
      const segments = [...(await readManifest(whole)).segments.values()];
      const [path] = segments.filter(({ minStartAt = 0 }) => minStartAt < damagedDay.toAt).map((one) => one.path);
      const { history, damaged } = await damagedStore(path as string, damage);
      await using _ = history;
      await using intact = await openRolledUp(whole);
      await expect(readingsIn(history, damagedDay)).rejects.toMatchObject({
        code: 'history-damaged',
        details: { path: damaged },
      });
      for (const level of rolledUpLevels)
        expect(await answersOf(history, level, damagedDay)).toEqual(await answersOf(intact, level, damagedDay));
      expect(await readingsIn(history, otherDay)).toEqual(await readingsIn(intact, otherDay));
    });
});
