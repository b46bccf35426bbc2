/** The lease of a plant, where no process has to end for it. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLease } from 'gemba/history';
import { openFactBuffer } from 'gemba/ingest';
import { listStandbys, type OpenPlant, readPlantLease, type StandbyEvent, standBy } from 'gemba/runtime';
import { expect, test, vi } from 'vitest';
import { Announcement } from '../../src/runtime/standbys.ts';
import { batchOf } from '../ingest/buffer/support/plain-batch.ts';
import { makeFolder } from '../support/demo-plant.ts';
import { openSensorPlant } from '../support/sensor-plant.ts';

const hourMs = 3_600_000;
const eventually = { interval: 10, timeout: 60_000 };

/** A plant whose clock can be set, and tells how often it was looked at. */
async function openClocked(folder: string): Promise<{ plant: OpenPlant; setClock(ms: number): void; looks(): number }> {
  let offsetMs = 0;
  let looks = 0;
  const clock = (): number => {
    looks++;
    return Date.now() + offsetMs;
  };
  return {
    plant: await openSensorPlant(folder, { clock }),
    setClock: (ms) => {
      offsetMs = ms;
    },
    looks: () => looks,
  };
}

test('a clock that is set brings no takeover about from a process that renews its lease', async () => {
  const folder = await makeFolder();
  await using holder = await openSensorPlant(folder);
  await using lease = await holder.takeLease();
  const { plant, setClock, looks } = await openClocked(folder);
  await using _plant = plant;
  const stop = new AbortController();
  const events: StandbyEvent[] = [];
  const standing = standBy(plant, { signal: stop.signal, pollMs: 1, onEvent: (event) => events.push(event) });
  await vi.waitFor(() => expect(events).toMatchObject([{ kind: 'standing-by', lease: { holder: lease.holder } }]));
  setClock(hourMs);
  const before = looks();
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(before + 100), eventually);
  stop.abort();
  expect(await standing).toBeUndefined();
  expect(events).toHaveLength(1);
  lease.confirm();
});

test('a clock that is set back holds no takeover up from a process that hangs', async () => {
  const folder = await makeFolder();
  const { plant, setClock } = await openClocked(folder);
  await using _plant = plant;
  // Taken and not renewed, as by a process that hangs: it is this one, so it runs.
  const options = { dir: join(plant.storeDir, 'run'), leaseMs: 1_000, clock: Date.now, fencingSeen: 0 };
  const hung = await takeLease({ ...options, holder: 'hung' });
  setClock(-hourMs);
  await using lease = await standBy(plant, { signal: AbortSignal.timeout(60_000), pollMs: 10 });
  expect(lease).toMatchObject({ fencing: 2, takeoverCount: 1, lastTakeover: { from: 'hung', reason: 'expired' } });
  expect(() => hung.confirm()).toThrow(/Another writer has taken over/);
});

test('a lease whose files were deleted gets a greater number than the buffer that is there', async () => {
  const folder = await makeFolder();
  await using plant = await openSensorPlant(folder);
  for (let i = 0; i < 3; i++) await (await plant.openBuffer())[Symbol.asyncDispose]();
  await rm(join(plant.storeDir, 'run'), { recursive: true });
  await using buffer = await plant.openBuffer();
  expect(await readPlantLease(plant.storeDir, Date.now())).toMatchObject({ kind: 'held', fencing: 4 });
  expect(await readdir(join(plant.storeDir, 'buffer'))).toEqual(['segments-000000000004']);
  expect(buffer.status().damages).toEqual([]);
});

test('a buffer from before leases had numbers is taken over as it is', async () => {
  const folder = await makeFolder();
  await using plant = await openSensorPlant(folder);
  const dir = join(plant.storeDir, 'buffer', 'segments');
  {
    await using old = await openFactBuffer({ dir, clock: Date.now });
    await old.append(batchOf('sensors', 0, 3), 'kept');
  }
  await using buffer = await plant.openBuffer();
  expect(buffer.status()).toMatchObject({ pendingRecords: 1, pending: new Map([['sensors', 3]]), damages: [] });
  expect(await readdir(join(plant.storeDir, 'buffer'))).toEqual(['segments-000000000001']);
});

test('a process that took the lease and was overtaken before it opened the buffer leaves it to the other', async () => {
  const folder = await makeFolder();
  await using plant = await openSensorPlant(folder);
  await (await plant.openBuffer())[Symbol.asyncDispose]();
  await using late = await plant.takeLease();
  await using next = await plant.takeLease({ isExpired: () => true });
  await using buffer = await plant.openBuffer(next);
  await expect(plant.openBuffer(late)).rejects.toMatchObject({ code: 'lease-lost' });
  expect(late.lost.aborted).toBe(true);
  await buffer.append(batchOf('sensors', 0, 3), 'kept');
  expect(await readdir(join(plant.storeDir, 'buffer'))).toEqual(['segments-000000000003']);
});

test('who stands by is listed while it says so, the longest first', async () => {
  const storeDir = await makeFolder();
  let nowMs = 1_000_000;
  const clock = () => nowMs;
  const announcements = ['b', 'a', 'c'].map((holder) => {
    nowMs += 10;
    return new Announcement(storeDir, { holder: `${holder}:1:x`, clock });
  });
  for (const announcement of announcements) await announcement.renew();
  const holders = async () => (await listStandbys(storeDir, nowMs)).map(({ holder }) => holder);
  expect(await holders()).toEqual(['b:1:x', 'a:1:x', 'c:1:x']);
  nowMs += 10_000;
  await announcements[1]?.renew();
  nowMs += 10_000;
  expect(await holders()).toEqual(['a:1:x']);
  nowMs += 60_000;
  await announcements[1]?.renew();
  // Those that said nothing for a minute were killed: their files are gone.
  expect(await readdir(join(storeDir, 'run/standby'))).toEqual(['a_1_x.json']);
  await announcements[1]?.[Symbol.asyncDispose]();
  expect(await holders()).toEqual([]);
});
