/** Full buffers, full disks, failing disks: what waits, what is dropped, what is refused. */
import { openFactBuffer } from 'gemba/ingest';
import { createFaultyDisk } from 'gemba/testing';
import { describe, expect, test, vi } from 'vitest';
import { mulberry32 } from '../../../bench/support/random.ts';
import { batchOf, take, takeAll, valuesOf } from './support/batches.ts';

const dir = '/plant/buffer';
const waiting = { timeout: 50_000, interval: 1 };
const diskOf = (sizeBytesMax?: number) =>
  createFaultyDisk({ random: mulberry32(3), ...(sizeBytesMax === undefined ? {} : { sizeBytesMax }) });
const optionsOf = (disk: ReturnType<typeof diskOf>) => ({
  dir,
  sizeBytesMax: 65_536,
  segmentBytes: 4_096,
  clock: () => 5,
  files: disk.files,
  delay: () => new Promise<void>(setImmediate),
});

describe('a full buffer', () => {
  test('drops the oldest droppable records, with the loss on record until it is released', async () => {
    const disk = diskOf();
    let losses = 0;
    {
      await using buffer = await openFactBuffer(optionsOf(disk));
      for (let i = 0; i < 200; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
      const listed = buffer.listLosses();
      losses = listed.length;
      expect(losses).toBeGreaterThan(0);
      expect(buffer.status().sizeBytes).toBeLessThanOrEqual(65_536);
      const lost = listed.reduce((sum, { accounts }) => sum + (accounts.get('press')?.lost ?? 0), 0);
      expect(lost + (buffer.status().pending.get('press') ?? 0)).toBe(12_000);
      const [first] = listed;
      const from = {
        source: 'press',
        tag: 'press-tag-0',
        fromAt: 1_700_000_000_000,
        count: ((first?.toNumber ?? 0) - 1) * 20,
      };
      expect(first?.tags).toContainEqual(expect.objectContaining(from));
      expect((await take(buffer, 'droppable', 1))[0]?.place.number).toBe(listed.at(-1)?.toNumber);
    }
    await using buffer = await openFactBuffer(optionsOf(disk));
    expect(buffer.listLosses()).toHaveLength(losses);
    for (const loss of buffer.listLosses()) await buffer.releaseLoss(loss);
    expect(buffer.listLosses()).toEqual([]);
    expect(disk.list(dir).filter((file) => file.endsWith('.loss'))).toEqual([]);
    expect(buffer.status().damages).toEqual([]);
  });

  test('never drops what was handed out: the loss of later records explains the hole, for as long as it is there', async () => {
    const disk = diskOf();
    {
      await using buffer = await openFactBuffer(optionsOf(disk));
      await buffer.append(batchOf('press', 0, 60), 'droppable');
      await take(buffer, 'droppable', 1);
      for (let i = 1; i < 200; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
      for (const loss of buffer.listLosses()) await buffer.releaseLoss(loss);
      expect(buffer.listLosses()).toEqual([]);
    }
    await using buffer = await openFactBuffer(optionsOf(disk));
    expect(buffer.status().damages).toEqual([]);
    expect((await take(buffer, 'droppable', 1))[0]?.place.number).toBe(1);
  });

  test('waits where only kept records fill it, and goes on when some are released', async () => {
    await using buffer = await openFactBuffer(optionsOf(diskOf()));
    const appends = Array.from({ length: 100 }, (_, i) => buffer.append(batchOf('press', i * 60, 60), 'kept'));
    await vi.waitFor(() => expect(buffer.status().state).toBe('full'), waiting);
    const gone = new AbortController();
    const givenUp = buffer.append(batchOf('press', 6_000, 1), 'kept', { signal: gone.signal });
    gone.abort();
    await expect(givenUp).rejects.toMatchObject({ code: 'aborted' });
    const reading = (async () => {
      for (let number = 1; number <= 100; number++) {
        const [record] = await take(buffer, 'kept', 1);
        expect(valuesOf(record?.batch as never)[0]).toBe((number - 1) * 60);
        await buffer.release('kept', number);
      }
    })();
    await Promise.all([...appends, reading]);
    expect(buffer.status()).toMatchObject({ state: 'ready', pendingRecords: 0 });
  });

  test('gives up what waits when it closes', async () => {
    const buffer = await openFactBuffer(optionsOf(diskOf()));
    const appends = Array.from({ length: 100 }, (_, i) => buffer.append(batchOf('press', i * 60, 60), 'kept'));
    const settled = Promise.allSettled(appends);
    await vi.waitFor(() => expect(buffer.status().state).toBe('full'), waiting);
    await buffer[Symbol.asyncDispose]();
    await buffer[Symbol.asyncDispose]();
    const refused = (await settled).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) expect(one).toMatchObject({ reason: { code: 'aborted' } });
    await expect(buffer.append(batchOf('press', 1, 1), 'kept')).rejects.toMatchObject({ code: 'aborted' });
  });

  test('refuses a batch that it could never hold, and sizes that make no sense', async () => {
    const disk = diskOf();
    await using buffer = await openFactBuffer(optionsOf(disk));
    await expect(buffer.append(batchOf('press', 1, 1_000), 'kept')).rejects.toMatchObject({ code: 'usage' });
    await expect(buffer.append(batchOf('p'.repeat(600), 1, 1), 'kept')).rejects.toMatchObject({ code: 'usage' });
    await expect(openFactBuffer(optionsOf(disk))).rejects.toMatchObject({ code: 'usage' });
    const other = diskOf();
    await expect(openFactBuffer({ ...optionsOf(other), sizeBytesMax: 1_000 })).rejects.toMatchObject({ code: 'usage' });
    await expect(openFactBuffer({ ...optionsOf(other), segmentBytes: 60_000 })).rejects.toMatchObject({
      code: 'usage',
    });
  });
});

describe('a disk', () => {
  test('that is full is waited for, with nothing acknowledged, and gone on with when there is space', async () => {
    const disk = diskOf(10_000);
    await using buffer = await openFactBuffer(optionsOf(disk));
    let acknowledged = 0;
    const appends = Array.from({ length: 30 }, (_, i) =>
      buffer.append(batchOf('press', i * 60, 60), 'kept').then(() => acknowledged++),
    );
    await vi.waitFor(() => expect(buffer.status().state).toBe('disk-full'), waiting);
    expect(acknowledged).toBeLessThan(30);
    disk.resize(1_000_000);
    await Promise.all(appends);
    expect(buffer.status()).toMatchObject({ state: 'ready', pendingRecords: 30 });
    expect((await takeAll(buffer)).kept.map(({ place }) => place.number)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
  });

  test('that fails for good is given up after several tries, and the next append tries anew', async () => {
    const disk = diskOf();
    await using buffer = await openFactBuffer(optionsOf(disk));
    await buffer.append(batchOf('press', 1, 1), 'kept');
    for (let n = 1; n < 40; n++) disk.failAt(disk.operations + n, 'EIO');
    await expect(buffer.append(batchOf('press', 2, 1), 'kept')).rejects.toMatchObject({ code: 'buffer-failed' });
    disk.restart('kill');
    await expect(
      openFactBuffer({ ...optionsOf(disk), files: { ...disk.files, list: () => Promise.reject(new Error('gone')) } }),
    ).rejects.toMatchObject({
      code: 'buffer-failed',
    });
  });
});
