/** What becomes unreadable while the buffer is open: found by reading, releasing or dropping, and counted exactly. */
import { type FactBuffer, openFactBuffer } from 'gemba/ingest';
import { createFaultyDisk, type FaultyDisk } from 'gemba/testing';
import { describe, expect, test, vi } from 'vitest';
import { mulberry32 } from '../../../bench/support/random.ts';
import { batchOf, take, takeAll, valuesOf } from './support/batches.ts';
import { diskError, type FileOperation, watchedFiles } from './support/watched-files.ts';

const dir = '/plant/buffer';
const path = (file: string): string => `${dir}/${file}`;
const marker = Buffer.from([0xf5, 0x47, 0x42, 0xfa]);
const sum = (counts: Iterable<number>): number => [...counts].reduce((a, b) => a + b, 0);

type Before = (operation: FileOperation) => Promise<void> | void;

const open = (disk: FaultyDisk, segmentBytes: number, before: Before = () => {}) =>
  openFactBuffer({
    dir,
    sizeBytesMax: 1_000_000,
    segmentBytes,
    clock: () => 7,
    files: watchedFiles(disk.files, before),
    delay: () => new Promise(setImmediate),
  });

/** Batches of 1, 2, 3 … readings, each on disk before the next. */
async function filledDisk(count: number, segmentBytes: number): Promise<FaultyDisk> {
  const disk = createFaultyDisk({ random: mulberry32(1) });
  await using buffer = await open(disk, segmentBytes);
  for (let i = 1; i <= count; i++) await buffer.append(batchOf('press', i * 100, i), 'kept');
  return disk;
}

/** Where the records of a file begin, in order; its totals and marks are records too. */
function recordsOf(bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = Buffer.from(bytes).indexOf(marker); at >= 0; at = Buffer.from(bytes).indexOf(marker, at + 1))
    found.push(at);
  return found;
}

/** Where the batches begin in a file in which each was written alone: totals, batch, mark, batch, mark … */
const batchesOf = (bytes: Uint8Array): number[] => recordsOf(bytes).filter((_, i) => i % 2 === 1);

const filesOf = (disk: FaultyDisk): string[] => disk.list(dir).toSorted();

function damageBatch(disk: FaultyDisk, nth: number, what: 'header' | 'payload'): void {
  const bytes = disk.bytesOf(path(filesOf(disk)[0] as string));
  const at = batchesOf(bytes)[nth - 1] as number;
  bytes.fill(0, what === 'header' ? at + 4 : at + 60, at + 64);
}

const numbersOf = (records: Awaited<ReturnType<typeof take>>): number[] => records.map(({ place }) => place.number);
const lostOf = (buffer: FactBuffer): number =>
  sum(buffer.status().damages.flatMap((damage) => [...damage.lost.values()]));

describe('damage', () => {
  test('to records side by side is one, from the first to behind the last, with what all of them held', async () => {
    const disk = createFaultyDisk({ random: mulberry32(1) });
    {
      await using buffer = await open(disk, 100_000);
      // At once, so that no mark stands between them.
      await Promise.all([1, 2, 3, 4].map((i) => buffer.append(batchOf('press', i * 100, i), 'kept')));
    }
    const [file = ''] = filesOf(disk);
    const bytes = disk.bytesOf(path(file));
    const [, , second = 0, third = 0, fourth = 0] = recordsOf(bytes);
    for (const end of [third, fourth]) bytes[end - 1] = (bytes[end - 1] as number) ^ 1;
    await using buffer = await open(disk, 100_000);
    const lost = new Map([['press', 5]]);
    expect(buffer.status().damages).toEqual([
      expect.objectContaining({ file, fromByte: second, toByte: fourth, fromNumber: 2, toNumber: 4, lost }),
    ]);
    expect(numbersOf((await takeAll(buffer)).kept)).toEqual([1, 4]);
  });

  test('that was found at opening is not counted again when its segment is read', async () => {
    const disk = await filledDisk(12, 1_000);
    damageBatch(disk, 2, 'payload');
    await using buffer = await open(disk, 1_000);
    const { damages } = buffer.status();
    expect(damages).toHaveLength(1);
    expect((await takeAll(buffer)).kept).toHaveLength(11);
    expect(buffer.status().damages).toEqual(damages);
    expect(sum(buffer.status().pending.values())).toBe(78 - 2);
  });

  for (const what of ['header', 'payload'] as const)
    test(`to the ${what} of a record costs that record, in the segment that is written on too`, async () => {
      const disk = await filledDisk(6, 100_000);
      await using buffer = await open(disk, 100_000);
      damageBatch(disk, 3, what);
      expect(numbersOf((await takeAll(buffer)).kept)).toEqual([1, 2, 4, 5, 6]);
      expect(buffer.status().damages).toEqual([
        expect.objectContaining({ fromNumber: 3, toNumber: 4, lost: new Map([['press', 3]]) }),
      ]);
      expect(await buffer.append(batchOf('press', 700, 7), 'kept')).toMatchObject({ number: 7 });
      expect(sum(buffer.status().pending.values())).toBe(28 - 3);
    });

  test('in a segment that is released in part costs only what is not released', async () => {
    const disk = await filledDisk(6, 100_000);
    await using buffer = await open(disk, 100_000);
    await buffer.release('kept', 2);
    damageBatch(disk, 4, 'payload');
    expect(numbersOf((await takeAll(buffer)).kept)).toEqual([3, 5, 6]);
    expect(lostOf(buffer)).toBe(4);
    expect(buffer.status()).toMatchObject({ pendingRecords: 3, pending: new Map([['press', 14]]), oldestAt: 7 });
  });

  test('to all that is left of a segment leaves nothing pending, and nothing that is oldest', async () => {
    const disk = await filledDisk(3, 100_000);
    await using buffer = await open(disk, 100_000);
    await buffer.release('kept', 2);
    damageBatch(disk, 3, 'payload');
    const stop = new AbortController();
    const reading = buffer.read('kept', { signal: stop.signal })[Symbol.asyncIterator]().next();
    await vi.waitFor(() => expect(lostOf(buffer)).toBe(3), { timeout: 50_000, interval: 1 });
    stop.abort();
    expect(await reading).toMatchObject({ done: true });
    expect(buffer.status()).toMatchObject({ pendingRecords: 0, pending: new Map(), oldestAt: undefined });
  });

  test('that is looked for while records come leaves those there, each once', async () => {
    const disk = await filledDisk(6, 100_000);
    const [file] = filesOf(disk);
    const synced = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const appends: Promise<unknown>[] = [];
    let opens = Number.NEGATIVE_INFINITY;
    await using buffer = await open(disk, 100_000, async (operation) => {
      if (operation.name === 'sync' && appends.length > 0) {
        written.resolve();
        await synced.promise;
      }
      // The first opening hands records out; with the second the segment is looked through.
      if (operation.name !== 'open' || operation.file !== file || ++opens !== 2) return;
      synced.resolve();
      await appends[0];
      await buffer.append(batchOf('press', 800, 8), 'kept');
    });
    damageBatch(disk, 2, 'payload');
    appends.push(buffer.append(batchOf('press', 700, 7), 'kept'));
    // It is written, and not on disk.
    await written.promise;
    opens = 0;
    const records = await take(buffer, 'kept', 7);
    expect(numbersOf(records)).toEqual([1, 3, 4, 5, 6, 7, 8]);
    expect(buffer.status()).toMatchObject({ pendingRecords: 7, damages: [{ fromNumber: 2, toNumber: 3 }] });
    expect(numbersOf((await takeAll(buffer)).kept)).toEqual([1, 3, 4, 5, 6, 7, 8]);
  });

  test('is not what was released while it was looked for', async () => {
    const disk = await filledDisk(12, 1_000);
    const [first, second = ''] = filesOf(disk);
    const upTo = Number(second.split(/[-.]/)[2]) - 1;
    let isArmed = false;
    await using buffer = await open(disk, 1_000, async ({ name, file }) => {
      if (!isArmed || name !== 'open' || file !== first) return;
      isArmed = false;
      await buffer.release('kept', upTo);
    });
    isArmed = true;
    const [record] = await take(buffer, 'kept', 1);
    expect(record?.place.number).toBe(upTo + 1);
    expect(filesOf(disk)).not.toContain(first);
    expect(buffer.status()).toMatchObject({ damages: [], pendingRecords: 12 - upTo });
  });

  test('that comes while its segment is dropped is a damage, and no part of the loss', async () => {
    const disk = createFaultyDisk({ random: mulberry32(1) });
    let opens = 0;
    let isDamaged = false;
    const sizes = { dir, sizeBytesMax: 65_536, segmentBytes: 4_096, clock: () => 7 };
    await using buffer = await openFactBuffer({
      ...sizes,
      files: watchedFiles(disk.files, ({ name, file }) => {
        // It is looked through first, and then read.
        if (name !== 'open' || file !== 'droppable-0000000001-0000000000000001.segment' || ++opens !== 2) return;
        damageBatch(disk, 1, 'payload');
        isDamaged = true;
      }),
    });
    let received = 0;
    for (; buffer.listLosses().length === 0; received += 60)
      await buffer.append(batchOf('press', received, 60), 'droppable');
    expect(isDamaged).toBe(true);
    expect(buffer.status().damages).toEqual([
      expect.objectContaining({ fromNumber: 1, toNumber: 2, lost: new Map([['press', 60]]) }),
    ]);
    const dropped = sum(buffer.listLosses().map(({ accounts }) => accounts.get('press')?.lost ?? 0));
    expect(dropped + 60 + (buffer.status().pending.get('press') ?? 0)).toBe(received);
    expect(dropped).toBe(sum(buffer.listLosses().flatMap(({ tags }) => tags.map(({ count }) => count))));
  });
});

describe('reading', () => {
  test('goes on where a file could not be opened once', async () => {
    const disk = await filledDisk(6, 100_000);
    let isArmed = false;
    await using buffer = await open(disk, 100_000, ({ name }) => {
      if (!isArmed || name !== 'open') return;
      isArmed = false;
      throw diskError('EMFILE');
    });
    isArmed = true;
    expect(numbersOf(await take(buffer, 'kept', 6))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(buffer.status().damages).toEqual([]);
  });

  test('says that a file is there and cannot be opened, releases nothing of it, and can be tried again', async () => {
    const disk = await filledDisk(12, 1_000);
    let isBroken = false;
    await using buffer = await open(disk, 1_000, ({ name }) => {
      if (isBroken && name === 'open') throw diskError('EIO');
    });
    isBroken = true;
    await expect(take(buffer, 'kept', 1)).rejects.toMatchObject({ code: 'buffer-failed' });
    await buffer.release('kept', 1);
    expect(buffer.status()).toMatchObject({ pendingRecords: 12, damages: [] });
    isBroken = false;
    await buffer.release('kept', 1);
    expect(buffer.status()).toMatchObject({ pendingRecords: 11 });
    expect(numbersOf(await take(buffer, 'kept', 11))).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('a lane twice at once is misuse; once the first has ended it can be read again', async () => {
    const disk = await filledDisk(2, 100_000);
    await using buffer = await open(disk, 100_000);
    const { signal } = new AbortController();
    for await (const _ of buffer.read('kept', { signal })) {
      await expect(take(buffer, 'kept', 1)).rejects.toMatchObject({ code: 'usage' });
      break;
    }
    expect(await take(buffer, 'kept', 2)).toHaveLength(2);
  });

  test('stops at the record at which it is told to, though more were read with it', async () => {
    const disk = await filledDisk(6, 100_000);
    await using buffer = await open(disk, 100_000);
    const stop = new AbortController();
    const numbers: number[] = [];
    for await (const { place } of buffer.read('kept', { signal: stop.signal })) {
      numbers.push(place.number);
      if (place.number === 2) stop.abort();
    }
    expect(numbers).toEqual([1, 2]);
  });

  test('hands out records of any size, of which few are in memory at once', async () => {
    const disk = createFaultyDisk({ random: mulberry32(1) });
    const sizes = { dir, sizeBytesMax: 33_554_432, segmentBytes: 4_194_304, clock: () => 7 };
    const counts = [20_000, 1, 30_000, 30_000, 2];
    {
      await using buffer = await openFactBuffer({ ...sizes, files: disk.files });
      for (const [i, count] of counts.entries()) await buffer.append(batchOf('press', i * 100_000, count), 'kept');
    }
    expect(filesOf(disk)).toHaveLength(1);
    expect(disk.bytesOf(path(filesOf(disk)[0] as string)).length).toBeGreaterThan(1_048_576);
    await using buffer = await openFactBuffer({ ...sizes, files: disk.files });
    const records = await take(buffer, 'kept', counts.length);
    expect(records.map(({ batch }) => valuesOf(batch).length)).toEqual(counts);
    expect(records.map(({ batch }) => valuesOf(batch)[0])).toEqual(counts.map((_, i) => i * 100_000));
  });
});
