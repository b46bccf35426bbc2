/** Looking at a buffer: what its opening would find, without changing a byte. */
import { inspectFactBuffer, openFactBuffer } from 'gemba/ingest';
import { createFaultyDisk, type FaultyDisk } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../../bench/support/random.ts';
import { batchOf } from './support/batches.ts';
import { dir } from './support/model.ts';

const optionsOf = (disk: FaultyDisk) => ({
  dir,
  sizeBytesMax: 65_536,
  segmentBytes: 2_048,
  clock: () => 5,
  files: disk.files,
});

async function filledDisk(batches: number): Promise<FaultyDisk> {
  const disk = createFaultyDisk({ random: mulberry32(1) });
  await using buffer = await openFactBuffer(optionsOf(disk));
  for (let i = 0; i < batches; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
  return disk;
}

const bytesOf = (disk: FaultyDisk) =>
  new Map(disk.list(dir).map((file) => [file, Buffer.from(disk.bytesOf(`${dir}/${file}`)).toString('hex')]));

async function inspect(disk: FaultyDisk) {
  const before = bytesOf(disk);
  const inspection = await inspectFactBuffer(dir, disk.files);
  expect(bytesOf(disk)).toEqual(before);
  return inspection;
}

describe('looking at a buffer', () => {
  test('that is whole finds nothing', async () => {
    expect(await inspect(await filledDisk(100))).toMatchObject({ damages: [], truncations: [], brokenLosses: [] });
  });

  test('names a loss that is not whole while what it speaks of is there, and leaves it', async () => {
    const disk = await filledDisk(10);
    const loss = 'droppable-0000000000000001-0000000000000003.loss';
    disk.put(`${dir}/${loss}`, Buffer.from('0000'));
    expect(await inspect(disk)).toMatchObject({ damages: [], brokenLosses: [loss] });
  });

  test('takes a segment whose loss is on record for dropped, and leaves it', async () => {
    const disk = createFaultyDisk({ random: mulberry32(1) });
    await using buffer = await openFactBuffer(optionsOf(disk));
    for (let i = 0; i < 10; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
    const segment = disk.list(dir).toSorted()[0] as string;
    const bytes = disk.bytesOf(`${dir}/${segment}`).slice();
    for (let i = 10; i < 100; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
    await buffer[Symbol.asyncDispose]();
    disk.put(`${dir}/${segment}`, bytes);
    expect(await inspect(disk)).toMatchObject({ damages: [], brokenLosses: [] });
  });

  test('tells an end that was being written, and does not cut it off', async () => {
    const disk = await filledDisk(10);
    const last = disk.list(dir).toSorted().at(-1) as string;
    disk.put(`${dir}/${last}`, Buffer.concat([disk.bytesOf(`${dir}/${last}`), Buffer.from('half a record')]));
    const { truncations, damages } = await inspect(disk);
    expect(truncations).toMatchObject([{ file: last }]);
    expect(damages).toEqual([]);
  });
});
