/** A disk that fills up while readings are merged and rolled up beside the commits. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openEmbeddedHistory } from 'gemba/history';
import { expect, test, vi } from 'vitest';
import { readManifest } from '../../src/history/embedded/manifest-log.ts';
import { askBuckets, commitReadings, days, isRolledUp, openRolledUp, readingsOf, tags } from './rolled-up.ts';
import { temporaryFolder } from './store.ts';

vi.mock('node:child_process', async (load) => {
  const { fork, ...others } = await load<typeof import('node:child_process')>();
  const preload = ['--import', join(import.meta.dirname, 'programs/full-disk.mjs')];
  return {
    ...others,
    fork: (path: string, options: Parameters<typeof fork>[2]) =>
      fork(path, { ...options, execArgv: [...(options?.execArgv ?? []), ...preload] }),
  };
});

const pauseMs = 15 * 60_000;
const window = { fromAt: days[0]?.fromAt ?? 0, toAt: days[1]?.toAt ?? 0 };

test('a disk that is full while readings are merged and rolled up loses none; it is told, and tried again', async () => {
  await using folder = await temporaryFolder();
  const isFull = join(folder.dir, 'full');
  vi.stubEnv('GEMBA_TEST_FULL_DISK', isFull);
  await writeFile(isFull, '');
  const dir = join(folder.dir, 'store');
  const clock = { at: window.toAt + 4 * 86_400_000 };
  const failures: unknown[] = [];
  {
    await using history = await openRolledUp(dir, {
      clock: () => clock.at,
      largeMerge: { rowsMin: 100, rowsMax: 400, segmentsMin: 2 },
      onMergeFailed: (error) => failures.push(error),
    });
    await using writer = await history.openWriter({ holder: 'test' });
    const readings = async () => [
      ...(await (await history.snapshot()).read({ kind: 'reading', window })).columns.value,
    ];
    for (const day of days)
      for (const tag of tags)
        await commitReadings(
          writer,
          readingsOf(day).filter((row) => row.tag === tag),
        );
    const before = await readings();
    expect(before).toHaveLength(days.flatMap(readingsOf).length);
    const untilThere = async (condition: () => Promise<boolean>): Promise<void> => {
      while (!(await condition())) {
        // As a writer looks for something to do when something comes, and again some time after a failure.
        clock.at += pauseMs + 1;
        await commitReadings(writer, []);
        await wait(50);
      }
    };
    const failed = (what: string): number => failures.filter((error) => String(error).includes(`-${what}`)).length;
    await untilThere(async () => failed('rollup') > 1 && failed('merge') > 1);
    for (const error of failures)
      expect(error).toMatchObject({ code: 'history-writer-failed', details: { code: 'ENOSPC' } });
    const { segments, rollups } = await readManifest(dir);
    expect([...segments.values()].every(({ places }) => places === undefined)).toBe(true);
    expect(rollups.size).toBe(0);
    expect(await readings()).toEqual(before);
    await rm(isFull);
    const told = failures.length;
    await untilThere(() => isRolledUp(dir));
    await untilThere(async () =>
      [...(await readManifest(dir)).segments.values()].every(({ places }) => places !== undefined),
    );
    expect(failures).toHaveLength(told);
    expect(await readings()).toEqual(before);
    for (const day of days) {
      const { figures, rowCounts } = await askBuckets(history, 'hour', day);
      expect(rowCounts.reading).toBe(0);
      expect(figures.readingCount?.reduce((sum, count) => sum + count, 0)).toBe(readingsOf(day).length);
    }
  }
  // What was begun and failed is cleared away by the next writer, once nobody can be reading it.
  await using history = await openEmbeddedHistory({ dir, graceMs: 0 });
  await using _ = await history.openWriter({ holder: 'next' });
  const { segments, rollups } = await readManifest(dir);
  expect(await listParquet(dir)).toEqual([...segments.keys(), ...rollups.keys()].sort());
}, 120_000);

/** All files of facts and rollups, finished or not, relative to the store. */
async function listParquet(dir: string): Promise<string[]> {
  const names = await readdir(dir, { recursive: true });
  return names.filter((name) => name.includes('.parquet')).sort();
}
