/** What a store does about files that are cut off, changed, missing or newer than it. */
import { cp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type EmbeddedHistoryOptions, type History, openEmbeddedHistory } from 'gemba/history';
import { describe, expect, test } from 'vitest';
import { formatVersion } from '../../src/history/embedded/layout.ts';
import { seal } from '../../src/history/embedded/sealed.ts';
import { factsOf } from './programs/facts.ts';
import { temporaryFolder } from './store.ts';

async function load(dir: string, commits: number, options: Partial<EmbeddedHistoryOptions> = {}): Promise<void> {
  await using history = await openEmbeddedHistory({ dir, compactSegmentsMin: 1_000, ...options });
  await using writer = await history.openWriter({ holder: 'test' });
  for (let i = 0; i < commits; i++)
    await writer.commit({
      source: 'mes',
      identityBy: 'content',
      facts: factsOf(i * 10, i * 10 + 10),
      account: { received: 10, refused: 0, filtered: 0, expired: 0, lost: 0 },
      position: { next: i * 10 + 10 },
    });
}

async function read(dir: string): Promise<{ length: number; history: History }> {
  await using history = await openEmbeddedHistory({ dir });
  const { length } = await (await history.snapshot()).read({ kind: 'production' });
  return { length, history };
}

async function listFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] = (bytes[at] as number) ^ 0x10;
  await writeFile(path, bytes);
}

const entry = (dir: string, sequence: number): string =>
  join(dir, 'manifest', `${String(sequence).padStart(12, '0')}.json`);

describe('a torn last entry of the manifest', () => {
  for (const kept of [0, 1, 80, -1])
    test(`cut to ${kept < 0 ? 'all but its last byte' : `${kept} bytes`} was never committed, and the next writer puts it aside`, async () => {
      await using folder = await temporaryFolder();
      await load(folder.dir, 3);
      const last = entry(folder.dir, 4);
      await truncate(last, kept < 0 ? (await readFile(last)).length + kept : kept);
      expect((await read(folder.dir)).length).toBe(20);
      await load(folder.dir, 3);
      expect((await read(folder.dir)).length).toBe(30);
      expect(await readdir(join(folder.dir, 'manifest'))).toContain(`${basename(last)}.torn`);
    });

  test('in the middle is damage', async () => {
    await using folder = await temporaryFolder();
    await load(folder.dir, 3);
    await truncate(entry(folder.dir, 2), 20);
    await expect(read(folder.dir)).rejects.toMatchObject({
      code: 'history-damaged',
      details: { path: entry(folder.dir, 2) },
    });
  });
});

describe('one flipped bit', () => {
  test('in any file that a read depends on is found, and the file named', async () => {
    await using folder = await temporaryFolder();
    const whole = join(folder.dir, 'whole');
    await load(whole, 3);
    const files = (await listFiles(whole)).filter((path) => !path.includes('lease'));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const copy = join(folder.dir, 'copy');
      await cp(whole, copy, { recursive: true });
      const path = join(copy, file.slice(whole.length + 1));
      const { length } = await readFile(path);
      await flip(path, Math.floor(length * 0.6));
      await expect(read(copy), path).rejects.toMatchObject({
        code: 'history-damaged',
        message: expect.stringContaining(path),
      });
      await rm(copy, { recursive: true });
    }
  });

  test('in the checkpoint does no harm while the entries are there', async () => {
    await using folder = await temporaryFolder();
    await load(folder.dir, 3, { checkpointEvery: 3 });
    const checkpoint = (await listFiles(folder.dir)).find((path) => path.includes('checkpoint')) as string;
    await flip(checkpoint, 300);
    expect((await read(folder.dir)).length).toBe(30);
  });

  test('in every checkpoint is damage once the first entries are gone', async () => {
    await using folder = await temporaryFolder();
    await load(folder.dir, 9, { checkpointEvery: 2 });
    expect((await read(folder.dir)).length).toBe(90);
    const files = await listFiles(join(folder.dir, 'manifest'));
    expect(files.map((path) => basename(path))).not.toContain(basename(entry(folder.dir, 1)));
    for (const path of files) if (path.includes('checkpoint')) await flip(path, 300);
    await expect(read(folder.dir)).rejects.toMatchObject({ code: 'history-damaged' });
  });
});

describe('a missing file', () => {
  test('of the manifest in the middle is damage', async () => {
    await using folder = await temporaryFolder();
    await load(folder.dir, 3);
    await rm(entry(folder.dir, 3));
    await expect(read(folder.dir)).rejects.toMatchObject({
      code: 'history-damaged',
      details: { path: entry(folder.dir, 3) },
    });
  });

  test('of facts is damage', async () => {
    await using folder = await temporaryFolder();
    await load(folder.dir, 1);
    const segment = (await listFiles(join(folder.dir, 'facts')))[0] as string;
    await rm(segment);
    await expect(read(folder.dir)).rejects.toMatchObject({ code: 'history-damaged', details: { path: segment } });
  });
});

test('an entry that is whole but does not follow from the one before it is damage', async () => {
  await using folder = await temporaryFolder();
  await load(folder.dir, 3);
  await writeFile(entry(folder.dir, 4), await readFile(entry(folder.dir, 3)));
  await expect(read(folder.dir)).rejects.toMatchObject({ code: 'history-damaged', message: /does not follow/ });
});

test('a store of a newer format is not touched, and the message says so', async () => {
  await using folder = await temporaryFolder();
  await load(folder.dir, 1);
  const newer = formatVersion + 1;
  const { text } = seal({ format: newer, sequence: 3, unknown: [] });
  await writeFile(entry(folder.dir, 3), text);
  const message = new RegExp(`has format ${newer}; this gemba reads formats up to ${formatVersion}`);
  await expect(read(folder.dir)).rejects.toMatchObject({ code: 'history-newer', message });
  await expect(load(folder.dir, 1)).rejects.toMatchObject({ code: 'history-newer' });
  await rm(entry(folder.dir, 3));
  await writeFile(join(folder.dir, 'manifest', '000000000002.checkpoint.json'), seal({ format: newer }).text);
  await rm(entry(folder.dir, 1));
  await expect(read(folder.dir)).rejects.toMatchObject({ code: 'history-newer' });
});

test('files that no entry names are ignored, and removed by a later writer after their time of grace', async () => {
  await using folder = await temporaryFolder();
  await load(folder.dir, 1);
  const segment = (await listFiles(join(folder.dir, 'facts')))[0] as string;
  const orphan = join(dirname(segment), '000000000009-1-1.parquet');
  const fresh = join(dirname(segment), '000000000009-1-2.parquet');
  const temporary = join(folder.dir, 'manifest', '000000000009.json.1.tmp');
  for (const path of [orphan, fresh]) await cp(segment, path);
  await writeFile(temporary, '{');
  await utimes(orphan, 0, 0);
  expect((await read(folder.dir)).length).toBe(10);
  await load(folder.dir, 0);
  const files = await listFiles(folder.dir);
  expect(files).not.toContain(orphan);
  expect(files).not.toContain(temporary);
  expect(files).toContain(fresh);
});

test('a lease that cannot be read holds nobody off', async () => {
  await using folder = await temporaryFolder();
  await load(folder.dir, 1);
  await writeFile(join(folder.dir, 'lease', '000000000001.json'), 'x');
  await load(folder.dir, 2);
  expect((await read(folder.dir)).length).toBe(20);
});

describe('a manifest from before there were readings', () => {
  const withoutFiltered = (text: string): string => {
    const { body } = JSON.parse(text, (key, value: unknown) => (key === 'filtered' ? undefined : value)) as {
      body: object;
    };
    return seal(body).text;
  };

  for (const [what, checkpointEvery] of [
    ['entries', 128],
    ['checkpoints', 1],
  ] as const)
    test(`has accounts in ${what} that do not say how many were filtered: none were`, async () => {
      await using folder = await temporaryFolder();
      await load(folder.dir, 1, { checkpointEvery });
      const files = (await listFiles(join(folder.dir, 'manifest'))).filter((path) => path.endsWith('.json'));
      for (const path of files) {
        const old = withoutFiltered(await readFile(path, 'utf8'));
        if (!path.includes('000001.')) await writeFile(path, old);
        // With checkpoints alone nothing but them can be read.
        if (what === 'checkpoints' && !path.includes('checkpoint')) await rm(path);
      }
      await using history = await openEmbeddedHistory({ dir: folder.dir });
      const account = (await history.snapshot()).accounts.get('mes');
      const none = { duplicate: 0, refused: 0, filtered: 0, expired: 0, lost: 0, superseding: 0 };
      expect(account).toEqual({ received: 10, stored: 10, ...none });
    });
});
