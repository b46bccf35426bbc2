/** A disk with less room than is kept in reserve: the store is read-only until there is room, and nothing is lost. */
import { type DiskSpace, openEmbeddedHistory, reserveBytesOf } from 'gemba/history';
import { GembaError } from 'gemba/model';
import { expect, test } from 'vitest';
import { asFull } from '../../src/history/embedded/disk-room.ts';
import { factsOf } from './programs/facts.ts';
import { temporaryFolder } from './store.ts';

const account = { received: 10, refused: 0, filtered: 0, expired: 0, lost: 0 };
const commitOf = (from: number) =>
  ({ source: 'mes', identityBy: 'key', facts: factsOf(from, from + 10), account, position: { from } }) as const;

async function openOnDisk() {
  const folder = await temporaryFolder();
  const disk: { -readonly [K in keyof DiskSpace]: DiskSpace[K] } = { freeBytes: 10_000, totalBytes: 100_000 };
  const history = await openEmbeddedHistory({
    dir: folder.dir,
    reserveBytes: 800,
    readSpace: async () => ({ ...disk }),
  });
  const count = async (): Promise<number> => (await (await history.snapshot()).read({ kind: 'production' })).length;
  return {
    disk,
    history,
    count,
    async [Symbol.asyncDispose]() {
      await history[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('under its reserve a commit is refused before anything is written, those behind it too, and reading goes on', async () => {
  await using store = await openOnDisk();
  await using writer = await store.history.openWriter({ holder: 'run', forCommits: true });
  await writer.commit(commitOf(0));
  const before = await store.history.status();
  store.disk.freeBytes = 799;
  const refused = await Promise.allSettled([writer.commit(commitOf(10)), writer.commit(commitOf(20))]);
  for (const result of refused)
    expect(result).toMatchObject({
      reason: { code: 'history-full', details: { freeBytes: 799, neededBytes: 800 } },
    });
  await expect(writer.commit(commitOf(30))).rejects.toMatchObject({ code: 'history-full' });
  expect(await store.count()).toBe(10);
  const { version, segmentCount } = await store.history.status();
  expect([version, segmentCount]).toEqual([before.version, before.segmentCount]);
});

test('whoever opens it to commit is refused without taking the lease, until an eighth more than the reserve is free', async () => {
  await using store = await openOnDisk();
  const open = () => store.history.openWriter({ holder: 'run', forCommits: true });
  store.disk.freeBytes = 799;
  await expect(open()).rejects.toMatchObject({ code: 'history-full' });
  expect((await store.history.status()).lease).toBeUndefined();
  store.disk.freeBytes = 899;
  await expect(open()).rejects.toMatchObject({ code: 'history-full', details: { neededBytes: 900 } });
  store.disk.freeBytes = 900;
  await using writer = await open();
  expect((await writer.commit(commitOf(0))).account.stored).toBe(10);
});

test('whoever does not commit, as to make room, may open it though it is full', async () => {
  await using store = await openOnDisk();
  store.disk.freeBytes = 0;
  await using writer = await store.history.openWriter({ holder: 'compact' });
  await expect(writer.commit(commitOf(0))).rejects.toMatchObject({ code: 'history-full' });
});

test('512 MiB are kept free, a twentieth of a disk where that is less', () => {
  expect(reserveBytesOf({ freeBytes: 0, totalBytes: 4e12 })).toBe(536_870_912);
  expect(reserveBytesOf({ freeBytes: 0, totalBytes: 1e9 })).toBe(50_000_000);
});

test('what finds no room is told as full, however it says so, and nothing else is', () => {
  const full = [
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
    Object.assign(new Error('EDQUOT: disk quota exceeded, open'), { code: 'EDQUOT' }),
    new GembaError('history-writer-failed', 'IO Error: Could not write file: No space left on device'),
    new GembaError('history-writer-failed', 'fsync', { details: { code: 'ENOSPC' } }),
  ];
  for (const error of full) expect(asFull(error, '/store')).toMatchObject({ code: 'history-full', cause: error });
  const others = [new GembaError('lease-lost', 'taken over'), Object.assign(new Error('EIO'), { code: 'EIO' }), 'text'];
  for (const error of others) expect(asFull(error, '/store')).toBe(error);
  const already = asFull(full[0], '/store');
  expect(asFull(already, '/store')).toBe(already);
});
