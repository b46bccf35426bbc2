/** When a run says that its disk gets short: as it does, then once a day, and when there is room again. */
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DaySize } from 'gemba/history';
import type { IngestStatus } from 'gemba/ingest';
import { expect, test } from 'vitest';
import { type DiskTarget, readDiskStatus } from '../../../src/runtime/disk/disk-status.ts';
import { type DiskEvent, DiskWatch } from '../../../src/runtime/disk/disk-watch.ts';
import { temporaryFolder } from '../../history/store.ts';

const dayMs = 86_400_000;
const today = Date.UTC(2026, 1, 1);
const mb = 1_000_000;

/** Thirty days of 10 MB each, of readings and hours. */
const sizes: readonly DaySize[] = Array.from({ length: 30 }, (_, i) => i + 1).flatMap((ago) => {
  const day = new Date(today - ago * dayMs).toISOString().slice(0, 10);
  return [
    { what: { kind: 'reading' }, day, rowCount: 1, byteLength: 9 * mb },
    { what: { level: 'hour' }, day, rowCount: 1, byteLength: mb },
    { what: { kind: 'gap' }, day: 'undated', rowCount: 1, byteLength: 7 * mb },
  ] as const;
});

async function openTarget() {
  const folder = await temporaryFolder();
  const world = { at: today, freeBytes: 1_000 * mb, listed: 0 };
  const target = {
    storeDir: folder.dir,
    clock: () => world.at,
    readSpace: async () => ({ freeBytes: world.freeBytes, totalBytes: 1e12 }),
    file: { history: { reserveBytes: 100 * mb } },
    history: {
      status: async () => ({
        listSizes: () => {
          world.listed++;
          return sizes;
        },
      }),
    },
  } as unknown as DiskTarget;
  return { ...folder, world, target, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

const source = { id: 'press', waitingCount: 12 };
const statusOf = (history: IngestStatus['history']): IngestStatus =>
  ({
    history,
    sources: [source],
    buffer: { sizeBytes: 1e6, sizeBytesMax: 1e9, oldestAt: today - 3_600_000 },
  }) as unknown as IngestStatus;

test('the room lasts for what is over the reserve at what kinds, levels and the archive take in a day', async () => {
  await using store = await openTarget();
  expect((await readDiskStatus(store.target)).forecast).toMatchObject({ kind: 'full', aboutDays: 90 });
  await mkdir(join(store.dir, 'archive'));
  for (let ago = 1; ago <= 30; ago++) {
    const path = join(store.dir, 'archive', String(ago));
    await writeFile(path, new Uint8Array(mb));
    await utimes(path, (today - ago * dayMs + 1) / 1_000, (today - ago * dayMs + 1) / 1_000);
  }
  const { growth, holds } = await readDiskStatus(store.target);
  expect(growth).toMatchObject({ bytesPerDay: 11 * mb, dayCount: 30 });
  expect(holds).toEqual(['history', 'buffer', 'archive', 'state']);
});

test('readings that are kept for as long as there are some take no room; of groups the longest counts', async () => {
  await using store = await openTarget();
  const cutOf = (group: number | undefined) => ({
    facts: { reading: today - 30 * dayMs },
    rollups: {},
    tagGroups: [{ name: 'slow', tags: [], beforeAt: group }],
  });
  const daysOf = async (group: number | undefined) =>
    (await readDiskStatus(store.target, { cut: cutOf(group) })).forecast;
  expect(await daysOf(today - 7 * dayMs)).toMatchObject({ kind: 'full', aboutDays: 900 });
  // As long as one group is kept for ever, nobody can tell how much of the readings is.
  expect(await daysOf(undefined)).toMatchObject({ kind: 'full', aboutDays: 90 });
});

test('it is told as it gets worse, then once a day, and once when there is room again; sizes are listed once an hour', async () => {
  await using store = await openTarget();
  const events: DiskEvent[] = [];
  let history: IngestStatus['history'] = { kind: 'open', sinceAt: 0 };
  const watch = new DiskWatch({
    plant: store.target,
    ingest: () => statusOf(history),
    onEvent: (event) => events.push(event),
  });
  const look = async (afterMs: number, freeMb = store.world.freeBytes / mb): Promise<string[]> => {
    store.world.at += afterMs;
    store.world.freeBytes = freeMb * mb;
    await watch.look();
    return events.splice(0).map(({ status }) => status.level);
  };
  expect(watch.status).toBeUndefined();
  expect(await look(0)).toEqual([]);
  expect(watch.status?.level).toBe('ample');
  expect(await look(1_000, 399)).toEqual(['low']);
  expect(await look(1_000)).toEqual([]);
  expect(store.world.listed).toBe(1);
  expect(await look(1_000, 169)).toEqual(['urgent']);
  // A little better is no news, nor is it worse than what was told.
  expect(await look(1_000, 200)).toEqual([]);
  expect(await look(dayMs, 160)).toEqual(['urgent']);
  expect(await look(1_000, 99)).toEqual(['full']);
  expect(await look(1_000, 400)).toEqual(['ample']);
  // A quota: there is room, and yet nothing can be written.
  history = { kind: 'away', sinceAt: 0, reason: 'no', code: 'history-full' };
  store.world.at += 1_000;
  await watch.look();
  expect(events.at(-1)).toMatchObject({ status: { level: 'full' }, waiting: { count: 12 } });
});
