/** What cannot be read back: each byte of a segment flipped in turn, files missing, cut, foreign, of a later format. */
import { crc32 } from 'node:zlib';
import { type BufferDamage, openFactBuffer } from 'gemba/ingest';
import { createFaultyDisk, type FaultyDisk } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../../bench/support/random.ts';
import { batchOf, take, takeAll, valuesOf } from './support/batches.ts';

const dir = '/plant/buffer';
const sizes = { sizeBytesMax: 1_000_000, segmentBytes: 1_000 };
const open = (disk: FaultyDisk, clock = () => 7) =>
  openFactBuffer({ dir, ...sizes, clock, files: disk.files, delay: () => new Promise(setImmediate) });

/** Batches of 1, 2, 3 … readings, alternately of two sources, each on disk before the next. */
async function filledDisk(count: number): Promise<FaultyDisk> {
  const disk = createFaultyDisk({ random: mulberry32(1) });
  await using buffer = await open(disk);
  for (let i = 1; i <= count; i++) await buffer.append(batchOf(i % 2 ? 'press' : 'oven', i * 100, i), 'kept');
  return disk;
}

const path = (file: string): string => `${dir}/${file}`;
const sum = (counts: Iterable<number>): number => [...counts].reduce((a, b) => a + b, 0);
const lostOf = (damages: readonly BufferDamage[]): number => sum(damages.flatMap(({ lost }) => [...lost.values()]));

describe('damage', () => {
  test('a bit flipped anywhere in a segment is found and named, costs one record, and that exactly', async () => {
    const whole = await filledDisk(3);
    const [file = ''] = whole.list(dir);
    const bytes = whole.bytesOf(path(file));
    for (let at = 0; at < bytes.length; at++) {
      const disk = createFaultyDisk({ random: mulberry32(1) });
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      disk.put(path(file), flipped);
      await using buffer = await open(disk);
      const { damages, truncations, pending } = buffer.status();
      const named = [...damages, ...truncations].filter((one) => one.fromByte <= at && at < one.toByte);
      expect([at, named.length]).toEqual([at, 1]);
      const values = (await takeAll(buffer)).kept.flatMap(({ batch }) => valuesOf(batch));
      expect(lostOf(damages)).toBe(6 - values.length);
      expect(sum(pending.values())).toBe(values.length);
      const [lost = 0] = damages.map(({ fromNumber, toNumber }) => toNumber - fromNumber);
      expect(lost).toBeLessThanOrEqual(1);
      expect(await buffer.append(batchOf('press', 900, 1), 'kept')).toMatchObject({ number: 4 });
    }
  });

  test('a file that is missing between others is named with its numbers and what was lost of whom', async () => {
    const disk = await filledDisk(12);
    const files = disk.list(dir).toSorted();
    expect(files.length).toBeGreaterThan(3);
    const [first, next] = [files[1] as string, files[2] as string].map((name) =>
      Number(name.split('-')[2]?.slice(0, 16)),
    );
    disk.remove(path(files[1] as string));
    await using buffer = await open(disk);
    const numbers = Array.from({ length: (next as number) - (first as number) }, (_, i) => (first as number) + i);
    const lost = new Map<string, number>();
    for (const n of numbers) lost.set(n % 2 ? 'press' : 'oven', (lost.get(n % 2 ? 'press' : 'oven') ?? 0) + n);
    expect(buffer.status().damages).toEqual([
      expect.objectContaining({ file: files[1], fromNumber: first, toNumber: next, lost, fromAt: 7, toAt: 7 }),
    ]);
    expect(sum(buffer.status().pending.values())).toBe(78 - sum(lost.values()));
  });

  test('a file that was cut short loses what was cut, counted by the next file', async () => {
    const disk = await filledDisk(12);
    const file = disk.list(dir).toSorted()[0] as string;
    const bytes = disk.bytesOf(path(file));
    disk.put(path(file), bytes.slice(0, 64));
    await using buffer = await open(disk);
    const { damages, pending } = buffer.status();
    expect(damages).toHaveLength(1);
    expect(damages[0]).toMatchObject({ file, fromByte: 64, toByte: 64, fromNumber: 1 });
    expect(lostOf(damages) + sum(pending.values())).toBe(78);
  });

  test('a segment with no readable header gives its records all the same', async () => {
    const disk = await filledDisk(12);
    for (const file of disk.list(dir)) disk.bytesOf(path(file)).fill(0, 0, 64);
    await using buffer = await open(disk);
    expect(buffer.status()).toMatchObject({ pendingRecords: 12 });
    expect(lostOf(buffer.status().damages)).toBe(0);
    expect(await buffer.append(batchOf('press', 900, 1), 'kept')).toMatchObject({ number: 13 });
    expect((await takeAll(buffer)).kept).toHaveLength(13);
  });

  test('damage that comes while it is open is found when it is read', async () => {
    const disk = await filledDisk(12);
    await using buffer = await open(disk);
    const file = disk.list(dir).toSorted()[1] as string;
    disk.bytesOf(path(file)).fill(0, 200, 700);
    const { kept } = await takeAll(buffer);
    const { damages, pending } = buffer.status();
    const read = sum(kept.map(({ batch }) => valuesOf(batch).length));
    expect(read).toBeLessThan(78);
    expect(lostOf(damages)).toBe(78 - read);
    expect(sum(pending.values())).toBe(read);
    expect(damages.every((one) => one.file === file)).toBe(true);
    await buffer.release('kept', 12);
    expect(buffer.status()).toMatchObject({ pendingRecords: 0, pending: new Map() });
  });

  test('a file that somebody takes away while it is open is a damage', async () => {
    const disk = await filledDisk(12);
    await using buffer = await open(disk);
    const file = disk.list(dir).toSorted()[0] as string;
    disk.remove(path(file));
    const { kept } = await takeAll(buffer);
    expect(kept[0]?.place.number).toBeGreaterThan(1);
    expect(buffer.status().damages).toEqual([expect.objectContaining({ file, fromByte: 0 })]);
  });

  test('a release in the middle of a segment that nobody has read counts to the record', async () => {
    const disk = await filledDisk(12);
    await using buffer = await open(disk);
    for (const upTo of [2, 5, 11]) {
      await buffer.release('kept', upTo);
      expect(sum(buffer.status().pending.values())).toBe(78 - (upTo * (upTo + 1)) / 2);
      expect(buffer.status().lanes.kept).toEqual({ next: 13, oldest: upTo + 1 });
    }
    expect((await take(buffer, 'kept', 1))[0]?.place.number).toBe(12);
  });

  test('history knows of a number that the buffer lost: it is not given again', async () => {
    const disk = createFaultyDisk({ random: mulberry32(1) });
    {
      await using buffer = await open(disk);
      await buffer.release('kept', 41);
      expect(await buffer.append(batchOf('press', 1, 1), 'kept')).toMatchObject({ number: 42 });
      await buffer.release('kept', 50);
      expect(await buffer.append(batchOf('press', 2, 1), 'kept')).toMatchObject({ number: 51 });
    }
    await using buffer = await open(disk);
    expect(buffer.status()).toMatchObject({ lanes: { kept: { next: 52, oldest: 51 } }, damages: [] });
  });
});

describe('files that are not its own', () => {
  test('are ignored with a note', async () => {
    const disk = await filledDisk(3);
    const [file = ''] = disk.list(dir);
    const other = await filledDisk(1);
    const [otherFile = ''] = other.list(dir);
    disk.put(path('notes.txt'), Buffer.from('hello'));
    const renamed = file.replace('0000000001-', '0000000009-');
    disk.put(path(renamed), disk.bytesOf(path(file)));
    disk.put(path(file.replace('0000000001-', '0000000008-')), other.bytesOf(path(otherFile)));
    await using buffer = await open(disk);
    expect(buffer.status().ignored.map((one) => one.reason)).toEqual([
      'It has no name of a segment or a loss.',
      expect.stringContaining('of another buffer'),
      `It was ${file} when it was made.`,
    ]);
    expect((await takeAll(buffer)).kept).toHaveLength(3);
  });

  test('an empty segment was being made, and is removed', async () => {
    const disk = await filledDisk(3);
    const empty = 'kept-0000000002-0000000000000004.segment';
    disk.put(path(empty), new Uint8Array(0));
    await using buffer = await open(disk);
    expect(disk.list(dir)).not.toContain(empty);
    expect(buffer.status()).toMatchObject({ truncations: [{ file: empty, fromNumber: 4 }], damages: [] });
  });

  test('a later format is refused', async () => {
    const disk = await filledDisk(1);
    const [file = ''] = disk.list(dir);
    const bytes = Buffer.from(disk.bytesOf(path(file)));
    bytes.writeUInt16LE(2, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 60)), 60);
    disk.put(path(file), bytes);
    await expect(open(disk)).rejects.toMatchObject({ code: 'buffer-newer', details: { version: 2 } });
    // The folder is not held by the opening that failed.
    await expect(open(disk)).rejects.toMatchObject({ code: 'buffer-newer' });
  });
});
