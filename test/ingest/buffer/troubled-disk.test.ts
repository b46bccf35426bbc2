/** A disk that fails at one thing at a time, a test for each: what is written, what is told, and what a restart finds. */
import { type FactBuffer, openFactBuffer } from 'gemba/ingest';
import { toTable } from 'gemba/model';
import { createFaultyDisk, type FaultyDisk } from 'gemba/testing';
import { describe, expect, test, vi } from 'vitest';
import { mulberry32 } from '../../../bench/support/random.ts';
import { batchOf, type take, takeAll } from './support/batches.ts';
import { diskError, type FileOperation, watchedFiles } from './support/watched-files.ts';

const dir = '/plant/buffer';
const path = (file: string): string => `${dir}/${file}`;
const waiting = { timeout: 50_000, interval: 1 };

type Before = (operation: FileOperation) => Promise<void> | void;

const open = (disk: FaultyDisk, before: Before = () => {}, segmentBytes = 4_096): Promise<FactBuffer> =>
  openFactBuffer({
    dir,
    sizeBytesMax: 65_536,
    segmentBytes,
    clock: () => 7,
    files: watchedFiles(disk.files, before),
    delay: () => new Promise(setImmediate),
  });

const diskOf = (): FaultyDisk => createFaultyDisk({ random: mulberry32(1) });
const numbersOf = (records: Awaited<ReturnType<typeof take>>): number[] => records.map(({ place }) => place.number);
const filesOf = (disk: FaultyDisk): string[] => disk.list(dir).toSorted();

/** Throws an error of the disk at the operations that are listed, each once. */
function failing(...names: FileOperation['name'][]): Before & { readonly rest: readonly string[] } {
  const rest = [...names];
  const before = ({ name }: FileOperation): void => {
    if (name !== rest[0]) return;
    rest.shift();
    throw diskError('EIO');
  };
  return Object.assign(before, { rest });
}

describe('an append', () => {
  test('whose fsync failed is in a new segment once, though the old one could not be cut', async () => {
    const disk = diskOf();
    const before = failing('sync', 'truncate');
    {
      let isArmed = false;
      await using buffer = await open(disk, (operation) => (isArmed ? before(operation) : undefined));
      await buffer.append(batchOf('press', 1, 1), 'kept');
      isArmed = true;
      expect(await buffer.append(batchOf('press', 2, 1), 'kept')).toMatchObject({ number: 2 });
      expect(before.rest).toEqual([]);
      expect(filesOf(disk)).toHaveLength(2);
    }
    await using buffer = await open(disk);
    expect(buffer.status()).toMatchObject({ pendingRecords: 2, damages: [], truncations: [] });
    expect(numbersOf((await takeAll(buffer)).kept)).toEqual([1, 2]);
  });

  test('is acknowledged where only the mark behind it cannot be written', async () => {
    const disk = diskOf();
    let writes = Number.NEGATIVE_INFINITY;
    await using buffer = await open(disk, ({ name }) => {
      if (name === 'write' && ++writes === 2) throw diskError('EIO');
    });
    await buffer.append(batchOf('press', 1, 1), 'kept');
    writes = 0;
    expect(await buffer.append(batchOf('press', 2, 1), 'kept')).toMatchObject({ number: 2 });
    expect(await buffer.append(batchOf('press', 3, 1), 'kept')).toMatchObject({ number: 3 });
    expect(filesOf(disk)).toHaveLength(2);
    await buffer[Symbol.asyncDispose]();
    await using again = await open(disk);
    expect(numbersOf((await takeAll(again)).kept)).toEqual([1, 2, 3]);
    expect(again.status().damages).toEqual([]);
  });

  test('to a disk that takes no byte and says no error is refused after several tries', async () => {
    const disk = diskOf();
    const { files } = disk;
    const takesNothing = {
      ...files,
      create: async (to: string) => ({ ...(await files.create(to)), write: async () => 0 }),
    };
    await using buffer = await openFactBuffer({
      dir,
      clock: () => 7,
      files: takesNothing,
      delay: () => new Promise(setImmediate),
    });
    await expect(buffer.append(batchOf('press', 1, 1), 'kept')).rejects.toMatchObject({ code: 'buffer-failed' });
    expect(filesOf(disk)).toEqual([]);
  });

  test('is tried again after a time, and by timers where no other way to wait is given', async () => {
    const disk = diskOf();
    const files = watchedFiles(disk.files, failing('create', 'create'));
    await using buffer = await openFactBuffer({ dir, clock: () => 7, files });
    expect(await buffer.append(batchOf('press', 1, 1), 'kept')).toMatchObject({ number: 1 });
  });

  test('that waits for a disk that fails is refused as soon as the buffer closes', async () => {
    const disk = diskOf();
    const failed = Promise.withResolvers<void>();
    const files = watchedFiles(disk.files, ({ name }) => {
      if (name !== 'create') return;
      failed.resolve();
      throw diskError('ENOSPC');
    });
    const buffer = await openFactBuffer({ dir, clock: () => 7, files });
    const append = buffer.append(batchOf('press', 1, 1), 'kept');
    const refused = expect(append).rejects.toMatchObject({ code: 'aborted' });
    await failed.promise;
    await vi.waitFor(() => expect(buffer.status().state).toBe('disk-full'), waiting);
    await buffer[Symbol.asyncDispose]();
    await refused;
  });

  test('that fails while the buffer closes is refused, and not tried again', async () => {
    const disk = diskOf();
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let syncs = Number.NEGATIVE_INFINITY;
    const buffer = await open(disk, async ({ name }) => {
      if (name !== 'sync' || ++syncs !== 1) return;
      reached.resolve();
      await goOn.promise;
      throw diskError('EIO');
    });
    await buffer.append(batchOf('press', 1, 1), 'kept');
    syncs = 0;
    const append = buffer.append(batchOf('press', 2, 1), 'kept');
    const refused = expect(append).rejects.toMatchObject({ code: 'aborted' });
    await reached.promise;
    const closed = buffer[Symbol.asyncDispose]();
    goOn.resolve();
    await closed;
    await refused;
    await using again = await open(disk);
    expect(numbersOf((await takeAll(again)).kept)).toEqual([1]);
  });

  test('that is given up before it is written leaves nothing', async () => {
    await using buffer = await open(diskOf());
    await buffer.append(batchOf('press', 1, 1), 'kept');
    // The writer is idle now, so that it begins at once and is told in the middle.
    await new Promise(setImmediate);
    const stop = new AbortController();
    const append = buffer.append(batchOf('press', 2, 1), 'kept', { signal: stop.signal });
    stop.abort();
    await expect(append).rejects.toMatchObject({ code: 'aborted' });
    expect(await buffer.append(batchOf('press', 3, 1), 'kept')).toMatchObject({ number: 2 });
    expect(buffer.status()).toMatchObject({ pendingRecords: 2, damages: [] });
  });

  test('that is given up while its file is made leaves an empty file, which takes the next after a restart', async () => {
    const disk = diskOf();
    const stop = new AbortController();
    {
      await using buffer = await open(disk, ({ name }) => {
        if (name === 'create') stop.abort();
      });
      const append = buffer.append(batchOf('press', 1, 1), 'kept', { signal: stop.signal });
      await expect(append).rejects.toMatchObject({ code: 'aborted' });
    }
    const [file = ''] = filesOf(disk);
    expect(disk.bytesOf(path(file))).toHaveLength(64);
    await using buffer = await open(disk);
    expect(buffer.status()).toMatchObject({ damages: [], truncations: [], pendingRecords: 0 });
    expect(await buffer.append(batchOf('press', 2, 1), 'kept')).toMatchObject({ number: 1 });
    expect(filesOf(disk)).toEqual([file]);
  });

  test('that is given up while it is written is acknowledged all the same, and a number that history knows waits for it', async () => {
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let isArmed = false;
    await using buffer = await open(diskOf(), async ({ name }) => {
      if (!isArmed || name !== 'sync') return;
      reached.resolve();
      await goOn.promise;
    });
    await buffer.append(batchOf('press', 1, 1), 'kept');
    isArmed = true;
    const stop = new AbortController();
    const append = buffer.append(batchOf('press', 2, 1), 'kept', { signal: stop.signal });
    await reached.promise;
    stop.abort();
    const late = buffer.append(batchOf('press', 3, 1), 'kept');
    const released = buffer.release('kept', 50);
    goOn.resolve();
    expect(await append).toMatchObject({ number: 2 });
    expect(await late).toMatchObject({ number: 3 });
    await released;
    expect(numbersOf((await takeAll(buffer)).kept)).not.toContain(2);
  });
});

describe('a position', () => {
  test('is that of the newest record, whichever lane came first to disk', async () => {
    const disk = diskOf();
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    {
      await using buffer = await open(disk, async ({ name, file }) => {
        if (name !== 'sync' || !file.startsWith('droppable')) return;
        reached.resolve();
        await goOn.promise;
      });
      expect(buffer.findPosition('press')).toBeUndefined();
      const older = buffer.append(batchOf('press', 1, 1), 'droppable');
      await reached.promise;
      await buffer.append(batchOf('press', 2, 1), 'kept');
      goOn.resolve();
      await older;
      expect(buffer.findPosition('press')).toEqual({ last: 2 });
    }
    {
      await using buffer = await open(disk);
      expect(buffer.findPosition('press')).toEqual({ last: 2 });
      await buffer.append(batchOf('press', 3, 1), 'droppable');
      await buffer.release('kept', 1);
      await buffer.release('droppable', 2);
      expect(buffer.findPosition('press')).toEqual({ last: 3 });
    }
    await using buffer = await open(disk);
    expect(buffer.findPosition('press')).toEqual({ last: 3 });
  });

  test('of a record that can be read no more is that of the one before it, so that its source sends it again', async () => {
    const disk = diskOf();
    {
      await using buffer = await open(disk);
      for (const i of [1, 2]) await buffer.append(batchOf('press', i, 1), 'kept');
    }
    const bytes = disk.bytesOf(path(filesOf(disk)[0] as string));
    const last = Buffer.from(bytes).lastIndexOf('{"last":2}');
    bytes[last] = 0;
    await using buffer = await open(disk);
    expect(buffer.findPosition('press')).toEqual({ last: 1 });
    expect(buffer.status().damages).toMatchObject([{ fromNumber: 2, toNumber: 3 }]);
  });

  test('that the disk gives at first and then not ends the opening, and the next one finds it', async () => {
    const disk = diskOf();
    {
      await using buffer = await open(disk);
      await buffer.append(batchOf('press', 1, 1), 'kept');
    }
    // Opened for its header, for its records, and for the position.
    let opens = 0;
    const opening = open(disk, ({ name, file }) => {
      if (name === 'open' && file.startsWith('kept')) opens++;
      if (name === 'read' && opens === 3) throw diskError('EIO');
    });
    await expect(opening).rejects.toMatchObject({ code: 'buffer-failed' });
    await using buffer = await open(disk);
    expect(buffer.findPosition('press')).toEqual({ last: 1 });
  });
});

describe('opening', () => {
  async function filledDisk(count: number, segmentBytes: number): Promise<FaultyDisk> {
    const disk = diskOf();
    await using buffer = await open(disk, () => {}, segmentBytes);
    for (let i = 1; i <= count; i++) await buffer.append(batchOf('press', i * 100, 20), 'kept');
    return disk;
  }

  test('takes what stands behind the next segment’s first number for what it is: never acknowledged', async () => {
    const disk = await filledDisk(12, 1_000);
    const [first = ''] = filesOf(disk);
    const bytes = disk.bytesOf(path(first));
    disk.put(path(first), Buffer.concat([bytes, Buffer.alloc(100, 0xf5)]));
    await using buffer = await open(disk, () => {}, 1_000);
    expect(buffer.status()).toMatchObject({ pendingRecords: 12, damages: [] });
  });

  test('goes by a segment’s name where the disk does not give its header, and writes on in another', async () => {
    const disk = await filledDisk(2, 4_096);
    let reads = 0;
    await using buffer = await open(disk, ({ name }) => {
      if (name === 'read' && ++reads <= 2) throw diskError('EIO');
    });
    expect(buffer.status()).toMatchObject({
      pendingRecords: 2,
      damages: [{ fromByte: 0, toByte: 64, lost: new Map() }],
    });
    expect(await buffer.append(batchOf('press', 900, 1), 'kept')).toMatchObject({ number: 3 });
    expect(filesOf(disk)).toHaveLength(2);
  });

  const sectorBytes = 4_096;
  /** A disk that fails to read one byte, and with it whatever is read at once with it. */
  function withBadByte(disk: FaultyDisk, bad: number) {
    const { files } = disk;
    const open = async (from: string) => {
      const file = await files.open(from);
      const read = async (into: Uint8Array, position: number): Promise<number> => {
        if (position <= bad && bad < position + into.length) throw diskError('EIO');
        return file.read(into, position);
      };
      return { ...file, read };
    };
    return { dir, sizeBytesMax: 1_000_000, segmentBytes: 100_000, clock: () => 7, files: { ...files, open } };
  }

  async function largeSegment(): Promise<{ readonly disk: FaultyDisk; readonly sizeBytes: number }> {
    const disk = diskOf();
    {
      await using buffer = await openFactBuffer(withBadByte(disk, -1));
      for (let i = 1; i <= 60; i++) await buffer.append(batchOf('press', i * 100, 20), 'kept');
    }
    expect(filesOf(disk)).toHaveLength(1);
    return { disk, sizeBytes: disk.bytesOf(path(filesOf(disk)[0] as string)).length };
  }

  test('loses to a bad sector of the last segment what stands in it, cuts nothing off, and writes on in another', async () => {
    const { disk, sizeBytes } = await largeSegment();
    const bad = Math.floor(sizeBytes / 2);
    await using buffer = await openFactBuffer(withBadByte(disk, bad));
    const { damages, truncations, pendingRecords } = buffer.status();
    expect([damages.length, truncations.length]).toEqual([1, 0]);
    const [{ fromNumber = 0, toNumber = 0, fromByte = 0, toByte = 0, lost = new Map() } = {}] = damages;
    expect(fromByte).toBeLessThanOrEqual(bad);
    expect(toByte).toBeGreaterThan(bad);
    expect(toByte - fromByte).toBeLessThan(2 * sectorBytes);
    expect(lost).toEqual(new Map([['press', (toNumber - fromNumber) * 20]]));
    expect(pendingRecords).toBe(60 - (toNumber - fromNumber));
    expect((await takeAll(buffer)).kept).toHaveLength(pendingRecords);
    expect(await buffer.append(batchOf('press', 9_000, 1), 'kept')).toMatchObject({ number: 61 });
    expect(filesOf(disk)).toHaveLength(2);
  });

  test('gives no number again that may stand in an end the disk does not give; once it does, all is there', async () => {
    const { disk, sizeBytes } = await largeSegment();
    {
      await using buffer = await openFactBuffer(withBadByte(disk, sizeBytes - 1));
      const { damages, truncations, pendingRecords } = buffer.status();
      expect([damages.length, truncations.length]).toEqual([1, 0]);
      const [{ fromNumber = 0, toNumber = 0, toByte = 0 } = {}] = damages;
      expect(toByte).toBe(sizeBytes);
      expect(pendingRecords).toBe(fromNumber - 1);
      expect(toNumber).toBeGreaterThan(60);
      expect(await buffer.append(batchOf('press', 9_000, 1), 'kept')).toMatchObject({ number: toNumber });
    }
    await using buffer = await openFactBuffer(withBadByte(disk, -1));
    expect(numbersOf((await takeAll(buffer)).kept).slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(buffer.status()).toMatchObject({ pendingRecords: 61, pending: new Map([['press', 1_201]]) });
  });
});

describe('released records', () => {
  test('whose file cannot be removed take their space until the next release', async () => {
    const disk = diskOf();
    let isBroken = false;
    await using buffer = await open(
      disk,
      ({ name }) => {
        if (isBroken && name === 'remove') throw diskError('EIO');
      },
      1_000,
    );
    for (let i = 1; i <= 12; i++) await buffer.append(batchOf('press', i * 100, 20), 'kept');
    const { sizeBytes } = buffer.status();
    const { length } = filesOf(disk);
    isBroken = true;
    await buffer.release('kept', 12);
    expect(buffer.status()).toMatchObject({ pendingRecords: 0, sizeBytes });
    expect(filesOf(disk)).toHaveLength(length);
    isBroken = false;
    await buffer.release('kept', 12);
    expect(filesOf(disk)).toHaveLength(1);
    expect(buffer.status().sizeBytes).toBe(disk.bytesOf(path(filesOf(disk)[0] as string)).length);
  });
});

describe('losses', () => {
  test('are counted once: a release waits for the drop that is under way', async () => {
    const disk = diskOf();
    let released: Promise<void> | undefined;
    await using buffer = await open(disk, ({ name, file }) => {
      if (name === 'create' && file.endsWith('.loss')) released ??= buffer.release('droppable', 1);
    });
    let received = 0;
    for (; released === undefined; received += 60) await buffer.append(batchOf('press', received, 60), 'droppable');
    await released;
    const [loss] = buffer.listLosses();
    const lost = loss?.accounts.get('press')?.lost ?? 0;
    expect(loss?.fromNumber).toBe(1);
    expect(lost + (buffer.status().pending.get('press') ?? 0)).toBe(received);
  });

  async function droppedDisk(): Promise<FaultyDisk> {
    const disk = diskOf();
    await using buffer = await open(disk);
    for (let i = 0; buffer.listLosses().length < 3; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
    return disk;
  }
  const lossFilesOf = (disk: FaultyDisk): string[] => filesOf(disk).filter((file) => file.endsWith('.loss'));

  test('released at once are forgotten once', async () => {
    const disk = await droppedDisk();
    await using buffer = await open(disk);
    await Promise.all(buffer.listLosses().map((loss) => buffer.releaseLoss(loss)));
    expect(lossFilesOf(disk)).toEqual([]);
    const sizeBytes = filesOf(disk).reduce((sum, file) => sum + disk.bytesOf(path(file)).length, 0);
    expect(buffer.status().sizeBytes).toBe(sizeBytes);
  });

  test('keep their numbers from being given again, though all segments of the lane were taken away', async () => {
    const disk = await droppedDisk();
    for (const file of filesOf(disk)) if (!file.endsWith('.loss')) disk.remove(path(file));
    const lossFiles = lossFilesOf(disk);
    const next = Number((lossFiles.at(-1) as string).split(/[-.]/)[2]);
    await using buffer = await open(disk);
    expect(buffer.listLosses()).toHaveLength(3);
    for (const loss of buffer.listLosses()) await buffer.releaseLoss(loss);
    expect(lossFilesOf(disk)).toEqual([]);
    expect(await buffer.append(batchOf('press', 1, 1), 'droppable')).toMatchObject({ number: next });
  });

  test('that cannot be read are damages, though all segments of the lane were taken away', async () => {
    const disk = await droppedDisk();
    for (const file of filesOf(disk)) if (!file.endsWith('.loss')) disk.remove(path(file));
    const [, second = ''] = lossFilesOf(disk);
    disk.bytesOf(path(second)).fill(0);
    await using buffer = await open(disk);
    expect(buffer.status().damages).toMatchObject([{ lane: 'droppable', file: second, lost: new Map() }]);
  });

  test('name the tags of readings; other facts that go with them are in the account', async () => {
    const disk = diskOf();
    await using buffer = await open(disk);
    const production = toTable('production', [{ equipment: 'lathe', startAt: 1, endAt: 2, source: 'mes' }]);
    const batch = { ...batchOf('mes', 0, 0), facts: [production], account: { ...batchOf('mes', 0, 1).account } };
    await buffer.append(batch, 'droppable');
    for (let i = 0; buffer.listLosses().length === 0; i++)
      await buffer.append(batchOf('press', i * 60, 60), 'droppable');
    const [loss] = buffer.listLosses();
    expect(loss?.accounts.get('mes')).toEqual({ received: 1, refused: 0, filtered: 0, expired: 0, lost: 1 });
    expect(new Set(loss?.tags.map(({ source }) => source))).toEqual(new Set(['press']));
  });
});
