/** The buffer on a real disk: what was appended is there, in order, until it is released. */
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFactBuffer } from 'gemba/ingest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { batchOf, take, takeAll, valuesOf } from './support/batches.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gemba-buffer-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));
const clock = (): number => 1_800_000_000_000;

describe('a buffer', () => {
  test('hands out what was appended, in order, from memory and after a reopening from disk', async () => {
    const batches = Array.from({ length: 20 }, (_, i) => batchOf('press', i * 10, 10));
    {
      await using buffer = await openFactBuffer({ dir, clock });
      const places = await Promise.all(batches.map((batch) => buffer.append(batch, 'kept')));
      expect(places).toEqual(batches.map((_, i) => ({ buffer: buffer.id, lane: 'kept', number: i + 1 })));
      expect((await take(buffer, 'kept', 20)).map(({ batch }) => batch)).toEqual(batches);
    }
    await using buffer = await openFactBuffer({ dir, clock });
    expect((await take(buffer, 'kept', 20)).map(({ batch }) => batch)).toEqual(batches);
    expect(buffer.findPosition('press')).toEqual({ last: 199 });
    expect(buffer.status()).toMatchObject({
      pendingRecords: 20,
      pending: new Map([['press', 200]]),
      oldestAt: clock(),
      lanes: { kept: { next: 21, oldest: 1 }, droppable: { next: 1, oldest: 1 } },
      state: 'ready',
      damages: [],
      truncations: [],
      ignored: [],
    });
  });

  test('removes the files of what is released, and goes on with its numbers', async () => {
    {
      await using buffer = await openFactBuffer({ dir, clock, sizeBytesMax: 1_000_000, segmentBytes: 2_000 });
      for (let i = 0; i < 30; i++) await buffer.append(batchOf('press', i * 10, 10), 'kept');
      const before = (await readdir(dir)).length;
      await buffer.release('kept', 15);
      expect((await readdir(dir)).length).toBeLessThan(before);
      expect(buffer.status()).toMatchObject({ pendingRecords: 15, pending: new Map([['press', 150]]) });
      await buffer.release('kept', 30);
      expect(await readdir(dir)).toHaveLength(1);
      expect(buffer.status()).toMatchObject({ pendingRecords: 0, pending: new Map(), oldestAt: undefined });
    }
    await using buffer = await openFactBuffer({ dir, clock });
    await buffer.release('kept', 30);
    expect(await buffer.append(batchOf('press', 300, 1), 'kept')).toMatchObject({ number: 31 });
    const all = await takeAll(buffer);
    expect(all.kept.flatMap(({ batch }) => valuesOf(batch))).toEqual([300]);
  });

  test('makes its folder with all above it, and cuts off an end that was never acknowledged', async () => {
    const nested = join(dir, 'data', 'plant', 'buffer');
    {
      await using buffer = await openFactBuffer({ dir: nested, clock });
      await buffer.append(batchOf('press', 0, 10), 'kept');
    }
    const [file = ''] = await readdir(nested);
    const before = await readFile(join(nested, file));
    await appendFile(join(nested, file), Buffer.alloc(500, 1));
    await using buffer = await openFactBuffer({ dir: nested, clock });
    expect(buffer.status()).toMatchObject({
      pendingRecords: 1,
      damages: [],
      truncations: [{ lane: 'kept', file, fromByte: before.length, toByte: before.length + 500, fromNumber: 2 }],
    });
    expect(await readFile(join(nested, file))).toEqual(before);
  });
});
