/** Processes that are killed while readings are rolled up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbeddedHistory } from 'gemba/history';
import { expect, test } from 'vitest';
import { readManifest } from '../../../src/history/embedded/manifest-log.ts';
import { coverOf } from '../../../src/history/embedded/rollups/cover.ts';
import { rollupCalendar, rollupReadings, rollupWindows } from '../programs/rolled-up.ts';
import { temporaryFolder } from '../store.ts';

async function run(...args: string[]): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  const program = join(import.meta.dirname, '../programs/rollup.ts');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal };
}

async function expectReadings(dir: string): Promise<void> {
  await using history = await openEmbeddedHistory({ dir });
  const snapshot = await history.snapshot();
  const { columns } = await snapshot.read({ kind: 'reading' });
  expect([...columns.value].sort()).toEqual(rollupReadings.map(({ value }) => value as number).sort());
}

/** The first time hours were written, the second a shift. */
for (const [step, n] of [
  ['rollup-entered', 1],
  ['rollup-written', 2],
  ['rollup-child', 1],
] as const)
  test(`killed at ${step} for the ${n}. time no reading is lost, and the next writer rolls up what is missing`, async () => {
    await using folder = await temporaryFolder();
    expect((await run(folder.dir, step, String(n))).signal).toBe('SIGKILL');
    await expectReadings(folder.dir);
    // Nothing that an entry does not name is answered.
    const left = await readManifest(folder.dir);
    const files = new Set((await readdir(folder.dir, { recursive: true })).map((path) => path.replaceAll('\\', '/')));
    for (const path of left.rollups.keys()) expect(files).toContain(path);
    expect((await run(folder.dir, '-')).code).toBe(0);
    await expectReadings(folder.dir);
    const state = await readManifest(folder.dir);
    for (const [level, window] of rollupWindows)
      expect(coverOf(state, level, window, rollupCalendar), level).toMatchObject([window]);
    const kept = (await readdir(join(folder.dir, 'rollup'), { recursive: true })).filter((name) =>
      name.includes('.parquet'),
    );
    expect(kept.map((name) => `rollup/${name}`).sort()).toEqual([...state.rollups.keys()].sort());
  }, 120_000);
