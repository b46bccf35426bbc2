/** Many processes that read while one writes, merges and rolls up. */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { type HistoryWriter, openEmbeddedHistory } from 'gemba/history';
import type { FactTable } from 'gemba/model';
import { expect, test } from 'vitest';
import { dayStartAt, readingsOfCommit, readingsPerCommit } from './programs/numbered-readings.ts';
import { temporaryFolder } from './store.ts';

const readerCount = 16;
const commits = 16;

test('sixteen processes that read while one writes, merges and rolls up see whole commits only, and never fewer', async () => {
  await using folder = await temporaryFolder();
  const failures: unknown[] = [];
  const steps = new Map<string, number>();
  await using history = await openEmbeddedHistory({
    dir: folder.dir,
    clock: () => dayStartAt + 48 * 3_600_000,
    compactSegmentsMin: 3,
    checkpointEvery: 8,
    largeMerge: { rowsMin: readingsPerCommit * 3, rowsMax: readingsPerCommit * 8, segmentsMin: 2 },
    rollups: { tags: [] },
    rollupLimits: { endedMs: 0, untouchedMs: 0, planEveryMs: 0, segmentsMin: 2 },
    onMergeFailed: (error) => failures.push(error),
    onStep: (step) => void steps.set(step, (steps.get(step) ?? 0) + 1),
  });
  await using writer = await history.openWriter({ holder: 'test' });
  const readers = Array.from({ length: readerCount }, () => startReader(folder.dir));
  const failed = Promise.race(readers.map((reader) => reader.failed));
  const allSaw = (states: number) => Promise.race([Promise.all(readers.map((reader) => reader.saw(states))), failed]);
  // Each sees the store before it is written, while it is, and afterwards.
  await allSaw(1);
  for (let commit = 1; commit <= commits; commit++) {
    await commitOf(writer, 'mqtt', [readingsOfCommit(commit)]);
    if (commit === commits / 2) await allSaw(2);
  }
  // A commit of nothing makes the writer look for what is to be merged and rolled up.
  let areDone = false;
  const ended = Promise.all(readers.map(({ done }) => done)).finally(() => {
    areDone = true;
  });
  while (!areDone) {
    await commitOf(writer, 'nudge', []);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  for (const seen of await ended) expect(seen).toBeGreaterThan(2);
  expect(failures).toEqual([]);
  for (const step of ['compaction-entered', 'merge-entered', 'rollup-entered'] as const)
    expect(steps.get(step), step).toBeGreaterThan(0);
}, 180_000);

async function commitOf(writer: HistoryWriter, source: string, facts: readonly FactTable<'reading'>[]): Promise<void> {
  const received = facts.reduce((sum, { length }) => sum + length, 0);
  const account = { received, refused: 0, filtered: 0, expired: 0, lost: 0 };
  await writer.commit({ source, identityBy: 'key', facts, account, position: {} });
}

/** `done` gives how many states it saw; it and `failed` are rejected where the reader fails. */
function startReader(dir: string) {
  const argv = [join(import.meta.dirname, 'programs/read-along.ts'), dir, String(commits)];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  const news = new EventEmitter();
  let states = 0;
  let errors = '';
  child.stdout.on('data', (data) => {
    states += String(data).split('\n').length - 1;
    news.emit('seen');
  });
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const done = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`A reader ended with ${code}: ${errors}`);
    return states;
  });
  return {
    done,
    failed: done.then(() => new Promise<never>(() => undefined)),
    saw: async (count: number): Promise<void> => {
      while (states < count) await once(news, 'seen');
    },
  };
}
