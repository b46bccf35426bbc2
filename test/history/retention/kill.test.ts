/** Processes that are killed while facts expire and refusals are blanked: a reader sees all of a cut or nothing of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type History, openEmbeddedHistory } from 'gemba/history';
import { textAt } from 'gemba/model';
import { expect, test } from 'vitest';
import { readManifest } from '../../../src/history/embedded/manifest-log.ts';
import { expiringCut, leftAfter } from '../programs/expiring.ts';
import { temporaryFolder } from '../store.ts';

async function run(...args: string[]): Promise<string | null> {
  const program = join(import.meta.dirname, '../programs/expire.ts');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal === null) expect(code).toBe(0);
  return signal;
}

async function listLeft(history: History): Promise<ReturnType<typeof leftAfter>> {
  const snapshot = await history.snapshot();
  const readings = await snapshot.read({ kind: 'reading' });
  const { columns } = await snapshot.read({ kind: 'production' });
  return {
    readings: Array.from({ length: readings.length }, (_, i) => {
      return `${textAt(readings.columns.tag, i)} ${readings.columns.value[i]}`;
    }).sort(),
    reports: [...columns.completedCount],
  };
}

/** Of the same store, each time a day more; how far reports have gone then. Readings of whole days go first. */
const kills = [
  ['expiry-written', 1, 1, undefined],
  ['expiry-entered', 1, 2, undefined],
  ['expiry-written', 2, 3, undefined],
  ['expiry-entered', 1, 3, 3],
  ['blank-written', 1, 4, 4],
  ['blank-entered', 1, 5, 5],
] as const;

test('killed at any step it leaves a whole state, and asking again goes on from there', async () => {
  await using folder = await temporaryFolder();
  for (const [step, n, day, reached] of kills) {
    expect(await run(folder.dir, step, String(n), String(day)), step).toBe('SIGKILL');
    await using history = await openEmbeddedHistory({ dir: folder.dir });
    const snapshot = await history.snapshot();
    // What a state says has gone is gone, and all else is there.
    expect(await listLeft(history), step).toEqual(leftAfter((kind, tag) => snapshot.findExpiry(kind, tag)));
    expect(snapshot.findExpiry('production'), step).toBe(reached && expiringCut(reached).facts.production);
    const { raw } = (await snapshot.read({ kind: 'refusal' })).columns;
    expect(textAt(raw, 0)).toBe(step === 'blank-entered' ? '' : 'Anna;1');
  }
  expect(await run(folder.dir, '-', '1', '5')).toBeNull();
  await using history = await openEmbeddedHistory({ dir: folder.dir });
  const snapshot = await history.snapshot();
  const { facts, tagGroups } = expiringCut(5);
  const said = { a: facts.reading, b: tagGroups[0]?.beforeAt };
  expect({ a: snapshot.findExpiry('reading', 'a'), b: snapshot.findExpiry('reading', 'b') }).toEqual(said);
  expect(await listLeft(history)).toEqual(leftAfter((kind, tag) => snapshot.findExpiry(kind, tag)));
  expect(snapshot.planExpiry(expiringCut(5))).toEqual([]);
  expect(textAt((await snapshot.read({ kind: 'refusal' })).columns.raw, 0)).toBe('');
  const state = await readManifest(folder.dir);
  const files = (await readdir(join(folder.dir, 'facts'), { recursive: true })).filter((name) =>
    name.includes('.parquet'),
  );
  const named = [...state.segments.values()].filter(({ role }) => role === 'facts').map(({ path }) => path);
  expect(files.map((name) => `facts/${name}`).sort()).toEqual(named.sort());
}, 120_000);
