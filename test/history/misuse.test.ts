/** What the store says when it is used wrongly, when the disk fails, and when it is closed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddedHistorySchema, openEmbeddedHistory, type WriterStep } from 'gemba/history';
import { describe, expect, test } from 'vitest';
import { findLeaseHolder, takeLease } from '../../src/history/embedded/lease.ts';
import { factsOf } from './programs/facts.ts';
import { temporaryFolder } from './store.ts';

const commitOf = (from: number, count = 10) => ({
  source: 'mes',
  identityBy: 'content' as const,
  facts: factsOf(from, from + count),
  account: { received: count, refused: 0, filtered: 0, expired: 0, lost: 0 },
  position: { next: from + count },
});

test('every field of the schema is described, and a plant file need say no more than the kind', () => {
  expect(embeddedHistorySchema.parse({ kind: 'embedded' })).toMatchObject({ leaseMs: 20_000, threads: 1 });
  expect(embeddedHistorySchema.safeParse({ kind: 'embedded', memoryLimit: 1 }).success).toBe(false);
});

test('options out of range are told with their names', async () => {
  await expect(openEmbeddedHistory({ dir: 'x', leaseMs: 1, threads: 0 })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/threads.*leaseMs|leaseMs.*threads/s),
  });
});

test('a window of instants that are not finite or not in order is misuse', async () => {
  await using folder = await temporaryFolder();
  await using history = await openEmbeddedHistory({ dir: folder.dir });
  const snapshot = await history.snapshot();
  for (const window of [
    { fromAt: 2, toAt: 1 },
    { fromAt: Number.NaN, toAt: 1 },
    { fromAt: 0, toAt: Number.POSITIVE_INFINITY },
  ])
    await expect(snapshot.read({ kind: 'production', window })).rejects.toMatchObject({ code: 'usage' });
});

test('what was closed says so; closing a history closes its writers', async () => {
  await using folder = await temporaryFolder();
  const history = await openEmbeddedHistory({ dir: folder.dir });
  const snapshot = await history.snapshot();
  const writer = await history.openWriter({ holder: 'test' });
  const committing = writer.commit(commitOf(0));
  await history[Symbol.asyncDispose]();
  expect((await committing).account.stored).toBe(10);
  await expect(writer.commit(commitOf(10))).rejects.toMatchObject({ code: 'usage' });
  await expect(history.snapshot()).rejects.toMatchObject({ code: 'usage' });
  await expect(snapshot.read({ kind: 'production' })).rejects.toMatchObject({ code: 'usage' });
});

test('a writer that fails because another took over and cleared away what it wrote says so, now and later', async () => {
  await using folder = await temporaryFolder();
  const clock = { at: 0 };
  const options = { dir: folder.dir, clock: () => clock.at, leaseMs: 10_000 };
  await using other = await openEmbeddedHistory({ ...options, graceMs: 0 });
  const taken: AsyncDisposable[] = [];
  await using first = await openEmbeddedHistory({
    ...options,
    clock: () => 0,
    onStep: async (step) => {
      if (step !== 'segments-written' || taken.length > 0) return;
      clock.at = 10_000;
      taken.push(await other.openWriter({ holder: 'second' }));
      throw new Error('ENOENT: no such file');
    },
  });
  const writer = await first.openWriter({ holder: 'first' });
  const cause = expect.objectContaining({ message: 'ENOENT: no such file' });
  await expect(writer.commit(commitOf(0))).rejects.toMatchObject({ code: 'lease-lost', cause });
  await expect(writer.commit(commitOf(10))).rejects.toMatchObject({ code: 'lease-lost' });
  expect(taken).toHaveLength(1);
});

describe('a commit that fails', () => {
  for (const failing of ['commit-begun', 'segments-written'] as const)
    test(`at ${failing} is not visible, fails those in flight after it, and a new writer carries on`, async () => {
      await using folder = await temporaryFolder();
      let fail = false;
      const onStep = (step: WriterStep): void => {
        if (fail && step === failing) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
      };
      await using history = await openEmbeddedHistory({ dir: folder.dir, onStep });
      {
        await using writer = await history.openWriter({ holder: 'test' });
        await writer.commit(commitOf(0));
        fail = true;
        const first = writer.commit(commitOf(10));
        const keyed = writer.commit({ ...commitOf(20), identityBy: 'key' });
        await expect(first).rejects.toThrow(/EIO/);
        await expect(keyed).rejects.toMatchObject({ code: 'history-writer-failed' });
        fail = false;
        await expect(writer.commit(commitOf(10))).rejects.toMatchObject({ code: 'history-writer-failed' });
      }
      expect((await history.snapshot()).findPosition('mes')).toEqual({ next: 10 });
      await using writer = await history.openWriter({ holder: 'test' });
      await writer.commit(commitOf(10));
      expect((await history.status()).factCounts.production).toBe(20);
    });

  test('because the disk refuses a folder says what the disk said', async () => {
    await using folder = await temporaryFolder();
    await using history = await openEmbeddedHistory({ dir: folder.dir });
    await using writer = await history.openWriter({ holder: 'test' });
    await writeFile(join(folder.dir, 'facts'), 'in the way');
    await expect(writer.commit(commitOf(0))).rejects.toMatchObject({
      code: 'history-writer-failed',
      message: expect.stringMatching(/ENOTDIR|EEXIST/),
    });
    expect((await history.snapshot()).version).toBe(0);
  });
});

test('a snapshot held longer than merged files are kept says to take a new one', async () => {
  await using folder = await temporaryFolder();
  await using history = await openEmbeddedHistory({ dir: folder.dir, compactSegmentsMin: 2, graceMs: 0 });
  const load = async (from: number): Promise<void> => {
    await using writer = await history.openWriter({ holder: 'test' });
    await writer.commit(commitOf(from));
  };
  await load(0);
  const snapshot = await history.snapshot();
  expect((await snapshot.read({ kind: 'production' })).length).toBe(10);
  await load(10);
  const message = /version 1 was held so long/;
  await expect(snapshot.read({ kind: 'production' })).rejects.toMatchObject({ code: 'usage', message });
  expect((await (await history.snapshot()).read({ kind: 'production' })).length).toBe(20);
});

test('a read that is stopped while it runs fails with aborted, and the history can be read again', async () => {
  await using folder = await temporaryFolder();
  await using history = await openEmbeddedHistory({ dir: folder.dir });
  {
    await using writer = await history.openWriter({ holder: 'test' });
    await writer.commit(commitOf(0));
  }
  const snapshot = await history.snapshot();
  const controller = new AbortController();
  const reading = snapshot.read({ kind: 'production', signal: controller.signal });
  controller.abort();
  await expect(reading).rejects.toMatchObject({ code: 'aborted' });
  expect((await snapshot.read({ kind: 'production' })).length).toBe(10);
});

test('a commit of more facts than fit in one is refused before anything is written', async () => {
  await using folder = await temporaryFolder();
  await using history = await openEmbeddedHistory({ dir: folder.dir });
  await using writer = await history.openWriter({ holder: 'test' });
  await expect(writer.commit(commitOf(0, 1_000_001))).rejects.toMatchObject({
    code: 'usage',
    message: /at most 1000000/,
  });
  await writer.commit(commitOf(0));
});

describe('the lease', () => {
  const options = (dir: string, at: { now: number }, holder = 'a') => ({
    dir,
    holder,
    leaseMs: 1_000,
    clock: () => at.now,
    fencingSeen: 0,
  });

  test('is held until it expires, longer where it is renewed', async () => {
    await using folder = await temporaryFolder();
    const at = { now: 0 };
    const lease = await takeLease(options(folder.dir, at));
    at.now = 900;
    await lease.renew();
    at.now = 1_500;
    await expect(takeLease(options(folder.dir, at, 'b'))).rejects.toMatchObject({
      code: 'lease-held',
      message: /written by a /,
    });
    expect(await findLeaseHolder(folder.dir, at.now)).toEqual({ holder: 'a', fencing: 1, expiresAt: 1_900 });
    at.now = 1_900;
    expect(await findLeaseHolder(folder.dir, at.now)).toBeUndefined();
    const next = await takeLease(options(folder.dir, at, 'b'));
    expect([next.fencing, await lease.isLost(), lease.isExpired()]).toEqual([2, true, true]);
    await expect(lease.renew()).rejects.toMatchObject({ code: 'lease-lost' });
    await lease.release();
    expect((await findLeaseHolder(folder.dir, at.now))?.holder).toBe('b');
  });

  test('is numbered beyond what the manifest has seen, though lease files were deleted', async () => {
    await using folder = await temporaryFolder();
    const lease = await takeLease({ ...options(folder.dir, { now: 0 }), fencingSeen: 41 });
    expect(lease.fencing).toBe(42);
  });

  test('goes to one of many that ask at once', async () => {
    await using folder = await temporaryFolder();
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => takeLease(options(folder.dir, { now: 0 }, `h${i}`))),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of asked)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'lease-held' });
  });
});
