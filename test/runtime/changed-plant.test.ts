/** A plant file that was changed between two runs, while what the first has received waits in the buffer. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlantFileInput } from 'gemba';
import { textAt } from 'gemba/model';
import { type OpenPlant, parsePlantFile, type RunEvent, readPlantStatus, runPlant } from 'gemba/runtime';
import { expect, test, vi } from 'vitest';
import { noteUnits } from '../../src/runtime/tag-units.ts';
import { makeFolder } from '../support/demo-plant.ts';
import { openSensorPlant, readCount, send, sensorPlant } from '../support/sensor-plant.ts';

const pace = { gatherMs: 1, tickMs: 20, backOff: { baseMs: 10, capMs: 50 } };
const eventually = { interval: 10, timeout: 60_000 };
const count = 30;

/** Runs until what was sent into these folders is acknowledged, or also in history. */
async function runUntilIn(
  plant: OpenPlant,
  { folders, isHistoryAway = false }: { readonly folders: readonly string[]; readonly isHistoryAway?: boolean },
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const openWriter = () => Promise.reject(new Error('The disk of the history is gone.'));
  const history = Object.assign(Object.create(plant.history) as OpenPlant['history'], { openWriter });
  const status = Promise.withResolvers<() => { readonly buffer: { readonly pendingRecords: number } }>();
  const running = runPlant(isHistoryAway ? { ...plant, history: bound(history, plant.history) } : plant, {
    signal: stop.signal,
    pace: { ...pace, drainMs: isHistoryAway ? 0 : 10_000 },
    onStart: status.resolve,
    onEvent: (event) => events.push(event),
  });
  await vi.waitFor(async () => {
    for (const folder of folders) expect(await readCount(folder, 'acknowledged')).toBe(count);
  }, eventually);
  const tell = await status.promise;
  if (!isHistoryAway) await vi.waitFor(() => expect(tell().buffer.pendingRecords).toBe(0), eventually);
  stop.abort();
  await running;
  return events;
}

/** What reads goes to the history itself, whose fields are private. */
function bound(history: OpenPlant['history'], target: OpenPlant['history']): OpenPlant['history'] {
  return {
    kind: target.kind,
    snapshot: () => target.snapshot(),
    status: () => target.status(),
    openWriter: (options) => history.openWriter(options),
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  };
}

const openWith = (folder: string, more: Partial<PlantFileInput>): Promise<OpenPlant> =>
  openSensorPlant(folder, { file: parsePlantFile({ ...sensorPlant, ...more }, 'test') });

async function sourceOf(plant: OpenPlant, id: string) {
  return (await readPlantStatus(plant)).sources.find((source) => source.id === id);
}

async function readingsOf(plant: OpenPlant): Promise<readonly string[]> {
  const { columns, length } = await (await plant.history.snapshot()).read({ kind: 'reading' });
  return Array.from({ length }, (_, i) => `${textAt(columns.source, i)} ${textAt(columns.tag, i)} ${columns.value[i]}`);
}

function expected(source: string): readonly string[] {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return [
    ...numbers.filter((number) => number % 10 === 0).map((number) => `${source} fan ${number}`),
    ...numbers.map((number) => `${source} temperature ${number}`),
  ];
}

test.each<readonly [string, Partial<PlantFileInput>]>([
  ['its tag is renamed', { tags: [{ id: 'heat', equipment: 'press', unit: 'Cel' }] }],
  ['its tag is removed', { tags: [] }],
  ['its tag has another unit', { tags: [{ id: 'temperature', equipment: 'press', unit: 'K' }] }],
  ['its tag is not droppable any more', { tags: [{ id: 'fan', equipment: 'press', unit: '1' }] }],
  ['its source is removed', { sources: [] }],
])('what waits in the buffer comes to history as it was received, where %s', async (_what, more) => {
  const folder = await makeFolder();
  await send(folder, count);
  {
    await using plant = await openWith(folder, {});
    await runUntilIn(plant, { folders: [folder], isHistoryAway: true });
    expect(await readingsOf(plant)).toEqual([]);
  }
  await using plant = await openWith(folder, more);
  expect(await sourceOf(plant, 'sensors')).toMatchObject({ waitingCount: count + 3 });
  await runUntilIn(plant, { folders: [folder] });
  expect([...(await readingsOf(plant))].sort()).toEqual([...expected('sensors')].sort());
  expect(await sourceOf(plant, 'sensors')).toMatchObject({
    waitingCount: 0,
    committed: { stored: count + 3, refused: 0, lost: 0 },
  });
  expect((await readPlantStatus(plant)).buffer).toMatchObject({ pendingRecords: 0, damageCount: 0 });
});

test('a tag whose unit was changed is told, once, with both units', async () => {
  const folder = await makeFolder();
  const inKelvin = { tags: [{ id: 'temperature', equipment: 'press', unit: 'K' }] };
  const told: (readonly unknown[])[] = [];
  for (const more of [{}, inKelvin, inKelvin]) {
    await using plant = await openWith(folder, more);
    const events = await runUntilIn(plant, { folders: [] });
    told.push(events.flatMap((event) => (event.kind === 'units-changed' ? event.changed : [])));
  }
  const changed = { tag: 'temperature', from: 'Cel', to: 'K' };
  expect(told).toEqual([[], [changed], []]);
  // Of a tag that was taken out and comes back, too.
  await using plant = await openWith(folder, {});
  expect(await noteUnits(plant.storeDir, [])).toEqual([]);
  expect(await noteUnits(plant.storeDir, plant.plant.tags)).toEqual([{ ...changed, from: 'K', to: 'Cel' }]);
});

test('a source that is added begins at its beginning, and has no gap of the time before it', async () => {
  const folder = await makeFolder();
  const other = join(folder, 'other');
  await mkdir(other);
  await send(folder, count);
  await send(other, count);
  {
    await using plant = await openWith(folder, {});
    await runUntilIn(plant, { folders: [folder] });
  }
  const sources = [...(sensorPlant.sources ?? []), { kind: 'outbox', id: 'others', path: 'other' }];
  await using plant = await openWith(folder, { sources });
  await runUntilIn(plant, { folders: [folder, other] });
  // It brings the same readings once more: each is there once.
  expect([...(await readingsOf(plant))].sort()).toEqual([...expected('sensors')].sort());
  expect(await sourceOf(plant, 'others')).toMatchObject({ committed: { received: count + 3, duplicate: count + 3 } });
  const gaps = await (await plant.history.snapshot()).read({ kind: 'gap' });
  expect(Array.from({ length: gaps.length }, (_, i) => textAt(gaps.columns.source, i))).toEqual(['sensors']);
});

test('a store that another process of the same plant file has moved to is a plant of its own', async () => {
  const folder = await makeFolder();
  await using plant = await openWith(folder, {});
  await using moved = await openWith(folder, { store: 'elsewhere' });
  await using lease = await plant.takeLease();
  await using other = await moved.takeLease();
  expect([lease.fencing, other.fencing]).toEqual([1, 1]);
  await expect(plant.takeLease()).rejects.toMatchObject({ code: 'lease-held' });
});
