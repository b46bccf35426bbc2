/** Processes that are killed, at every step of a writer: no fact is lost and none is there twice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type History, openEmbeddedHistory, writerSteps } from 'gemba/history';
import { textAt } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import type { EmbeddedWriter } from '../../src/history/embedded/writer.ts';
import { factsOf } from './programs/facts.ts';
import { temporaryFolder } from './store.ts';

const count = 200;

async function run(
  program: string,
  ...args: string[]
): Promise<{ signal: string | null; code: number | null; out: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'programs', program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, out };
}

/** Pieces are the facts' numbers, so each must be there once. */
async function expectWhole(dir: string): Promise<void> {
  await using history = await openEmbeddedHistory({ dir });
  const snapshot = await history.snapshot();
  const facts = await snapshot.read({ kind: 'production' });
  expect([...facts.columns.completedCount].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  expect(snapshot.accounts.get('mes')).toMatchObject({ received: count, stored: count, duplicate: 0 });
  const status = await history.status();
  const files = await readdir(join(dir, 'facts'), { recursive: true });
  expect(files.filter((name) => name.endsWith('.parquet'))).toHaveLength(status.segmentCount);
  expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([]);
}

describe('a writer that is killed again and again', () => {
  for (const step of writerSteps.filter((one) => !/^(merge|rollup|expiry|blank)-/.test(one)))
    test(`at the step ${step} leaves whole commits, and the next one carries on`, async () => {
      await using folder = await temporaryFolder();
      let kills = 0;
      for (let n = 1; n <= 4; n++) {
        const { signal, code } = await run('load.ts', folder.dir, String(count), step, String(n));
        if (signal === 'SIGKILL') kills++;
        else expect(code).toBe(0);
      }
      expect(kills).toBeGreaterThan(0);
      expect((await run('load.ts', folder.dir, String(count), '-', '1')).code).toBe(0);
      await expectWhole(folder.dir);
    });
});

describe('a writer that is killed while many readings are merged beside its commits', () => {
  for (const step of ['merge-written', 'merge-entered', 'merge-child'])
    test(`at ${step} leaves every reading once, and the next one merges them`, async () => {
      await using folder = await temporaryFolder();
      expect((await run('merge.ts', folder.dir, step)).signal).toBe('SIGKILL');
      {
        await using history = await openEmbeddedHistory({ dir: folder.dir });
        expect(await readingsIn(history)).toEqual(mergedReadings);
      }
      expect((await run('merge.ts', folder.dir, '-')).code).toBe(0);
      await using history = await openEmbeddedHistory({ dir: folder.dir });
      expect(await readingsIn(history)).toEqual(mergedReadings);
      const files = await readdir(join(folder.dir, 'facts'), { recursive: true });
      expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }, 120_000);
});

const mergedReadings = Array.from({ length: 3 }, (_, tag) =>
  Array.from({ length: 120 }, (__, i) => `tag ${tag} ${i}`),
).flat();

/** Tag and value of each, in the order they are read. */
async function readingsIn(history: History): Promise<string[]> {
  const window = { fromAt: Date.UTC(2026, 0, 5), toAt: Date.UTC(2026, 0, 6) };
  const { columns, length } = await (await history.snapshot()).read({ kind: 'reading', window });
  return Array.from({ length }, (_, i) => `${textAt(columns.tag, i)} ${columns.value[i]}`);
}

test('processes that read while another writes see whole commits only', async () => {
  await using folder = await temporaryFolder();
  const reading = Array.from({ length: 3 }, () => run('read.ts', folder.dir, String(count)));
  const loading = run('load.ts', folder.dir, String(count), '-', '1', '60000');
  expect((await loading).code).toBe(0);
  for (const { code, out } of await Promise.all(reading)) {
    expect(code).toBe(0);
    expect(Number(out)).toBeGreaterThan(0);
  }
});

test('the lease of a process that was killed is taken at once, though it has not expired', async () => {
  await using folder = await temporaryFolder();
  expect((await run('load.ts', folder.dir, String(count), 'commit-begun', '1')).signal).toBe('SIGKILL');
  await using history = await openEmbeddedHistory({ dir: folder.dir, leaseMs: 3_600_000 });
  expect((await history.status()).lease).toBeUndefined();
  await using writer = await history.openWriter({ holder: 'next' });
  expect(writer.fencing).toBe(2);
});

test('DuckDB is loaded when facts are first read, not when gemba/history is imported', async () => {
  await using folder = await temporaryFolder();
  expect((await run('load.ts', folder.dir, '10', '-', '1')).code).toBe(0);
  expect((await run('loaded.ts', folder.dir)).out).toBe('false true');
});

describe('the child process in which DuckDB writes', () => {
  const account = { received: 10, refused: 0, filtered: 0, expired: 0, lost: 0 };
  const commitOf = (from: number) =>
    ({ source: 'mes', identityBy: 'key', facts: factsOf(from, from + 10), account, position: {} }) as const;

  test('may die during a commit, which another child then finishes', async () => {
    await using folder = await temporaryFolder();
    await using history = await openEmbeddedHistory({ dir: folder.dir });
    await using writer = (await history.openWriter({ holder: 'test' })) as EmbeddedWriter;
    await writer.commit(commitOf(0));
    const committing = [writer.commit(commitOf(10)), writer.commit(commitOf(20))];
    await Promise.resolve();
    process.kill(writer.childPid as number, 'SIGKILL');
    const receipts = await Promise.all(committing);
    expect(receipts.map(({ account: { stored } }) => stored)).toEqual([10, 10]);
    expect((await history.status()).factCounts.production).toBe(30);
  });

  test('that dies each time is given up after three attempts, and nothing of the commit is stored', async () => {
    await using folder = await temporaryFolder();
    await using history = await openEmbeddedHistory({ dir: folder.dir });
    await using writer = (await history.openWriter({ holder: 'test' })) as EmbeddedWriter;
    await writer.commit(commitOf(0));
    let settled = false;
    const failing = writer.commit(commitOf(10)).finally(() => {
      settled = true;
    });
    failing.catch(() => undefined);
    while (!settled) {
      const { childPid } = writer;
      if (childPid !== undefined) process.kill(childPid, 'SIGKILL');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect(failing).rejects.toMatchObject({ code: 'history-writer-failed', message: /died 3 times/ });
    await expect(writer.commit(commitOf(20))).rejects.toMatchObject({ code: 'history-writer-failed' });
    expect((await history.snapshot()).version).toBe(1);
  });
});
