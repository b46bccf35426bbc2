/** Dropping while the disk fails, and records of losses that are not whole. */
import { openFactBuffer } from 'gemba/ingest';
import { createFaultyDisk, diskFaults } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../../bench/support/random.ts';
import { batchOf, take } from './support/batches.ts';
import { type Command, dir, ModelRun } from './support/model.ts';

const fill: readonly Command[] = Array.from({ length: 9 }, () => ({
  kind: 'append',
  lane: 'droppable',
  source: 'press',
  counts: [60, 60, 60, 60, 60, 60, 60, 60],
}));
/** Operations of the end of such a program, in which segments are dropped. */
const dropOperations = 90;

/** Fills a buffer over its bound; what the disk refuses comes back as an error, and then it is opened again. */
async function fillWith(n: number, fault: (typeof diskFaults)[number] | undefined): Promise<number> {
  const run = new ModelRun(n);
  if (fault !== undefined) run.disk.failAt(n, fault);
  await run.open();
  try {
    for (const command of fill) await run.run(command);
  } catch (error) {
    expect(error).toMatchObject({ code: 'buffer-failed' });
  }
  const { operations } = run.disk;
  await run.reopen(fault === 'crash' ? 'crash' : 'close');
  await run.buffer?.[Symbol.asyncDispose]();
  return operations;
}

describe('dropping', () => {
  for (const [i, fault] of diskFaults.entries())
    test(`on a disk that fails at any operation, ${fault}, leaves each record held or on record as lost`, async () => {
      const operations = await fillWith(0, undefined);
      // Another part of them for each fault: what goes wrong at an operation hardly depends on which fault it was.
      for (let n = operations - dropOperations + 2 * i; n < operations - 5; n += 8) await fillWith(n, fault);
    });
});

const optionsOf = (disk: ReturnType<typeof createFaultyDisk>) => ({
  dir,
  sizeBytesMax: 65_536,
  segmentBytes: 2_048,
  clock: () => 5,
  files: disk.files,
});

/** A disk with a buffer that has dropped from behind its first record, which was handed out. */
async function droppedDisk(): Promise<ReturnType<typeof createFaultyDisk>> {
  const disk = createFaultyDisk({ random: mulberry32(1) });
  await using buffer = await openFactBuffer(optionsOf(disk));
  await buffer.append(batchOf('press', 0, 60), 'droppable');
  await buffer.append(batchOf('oven', 0, 60), 'droppable');
  await take(buffer, 'droppable', 1);
  for (let i = 1; i < 100; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
  expect(buffer.listLosses().length).toBeGreaterThan(1);
  return disk;
}

describe('the record of a loss', () => {
  test('that is not whole while its segment is there was being written: nothing was dropped', async () => {
    const disk = createFaultyDisk({ random: mulberry32(1) });
    {
      await using buffer = await openFactBuffer(optionsOf(disk));
      for (let i = 0; i < 10; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
    }
    disk.put(`${dir}/droppable-0000000000000001-0000000000000003.loss`, Buffer.from('0000'));
    await using buffer = await openFactBuffer(optionsOf(disk));
    expect(buffer.status()).toMatchObject({ pendingRecords: 10, damages: [] });
    expect(disk.list(dir).filter((file) => file.endsWith('.loss'))).toEqual([]);
  });

  test('that cannot be read is a damage of its numbers, and what was lost is counted behind it', async () => {
    const disk = await droppedDisk();
    const losses = disk
      .list(dir)
      .filter((file) => file.endsWith('.loss'))
      .toSorted();
    const [first = ''] = losses;
    disk.bytesOf(`${dir}/${first}`).fill(0);
    await using buffer = await openFactBuffer(optionsOf(disk));
    const [fromNumber = 0, toNumber = 0] = first.split(/[-.]/).slice(1, 3).map(Number);
    expect(buffer.status().damages).toEqual([expect.objectContaining({ fromNumber, toNumber })]);
    const lost = buffer.status().damages.flatMap((one) => [...one.lost.values()]);
    expect(lost.reduce((a, b) => a + b, 0)).toBe((toNumber - fromNumber) * 60);
    expect(buffer.listLosses()).toHaveLength(losses.length - 1);
  });

  test('that cannot be read, of records before all others, is a damage too', async () => {
    const disk = createFaultyDisk({ random: mulberry32(1) });
    {
      await using buffer = await openFactBuffer(optionsOf(disk));
      for (let i = 0; i < 100; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
    }
    const losses = disk
      .list(dir)
      .filter((file) => file.endsWith('.loss'))
      .toSorted();
    disk.bytesOf(`${dir}/${losses[0]}`).fill(0);
    await using buffer = await openFactBuffer(optionsOf(disk));
    expect(buffer.status().damages).toEqual([
      expect.objectContaining({ file: losses[0], fromNumber: 1, lost: new Map() }),
    ]);
  });

  test('that is whole while its segment is there still: the segment was being removed, and is', async () => {
    const disk = createFaultyDisk({ random: mulberry32(1) });
    await using buffer = await openFactBuffer(optionsOf(disk));
    for (let i = 0; i < 10; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
    const segment = disk.list(dir).toSorted()[0] as string;
    const bytes = disk.bytesOf(`${dir}/${segment}`).slice();
    for (let i = 10; i < 100; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
    await buffer[Symbol.asyncDispose]();
    disk.put(`${dir}/${segment}`, bytes);
    await using again = await openFactBuffer(optionsOf(disk));
    expect(disk.list(dir)).not.toContain(segment);
    expect(again.status()).toMatchObject({ damages: [], pendingRecords: buffer.status().pendingRecords });
  });

  test('that the disk does not let go of is said, and listed again after a restart', async () => {
    const disk = createFaultyDisk({ random: mulberry32(1) });
    {
      await using buffer = await openFactBuffer(optionsOf(disk));
      for (let i = 0; i < 100; i++) await buffer.append(batchOf('press', i * 60, 60), 'droppable');
      const [loss] = buffer.listLosses();
      disk.failAt(disk.operations + 1, 'EIO');
      await expect(buffer.releaseLoss(loss as never)).rejects.toMatchObject({ code: 'buffer-failed' });
    }
    await using buffer = await openFactBuffer(optionsOf(disk));
    expect(buffer.listLosses()[0]).toMatchObject({ fromNumber: 1 });
  });
});
