/** `gemba history compact`: what a plant that runs does in time is done at once, and nothing is left to do. */
import { compactPlant } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { makeFolder } from '../../support/demo-plant.ts';
import {
  commitReadings,
  dayMs,
  monday,
  openSignalPlant,
  type Reading,
  signalPlant,
} from '../../support/signal-plant.ts';

const now = monday + 60 * dayMs + 10 * 3_600_000;
const quarters = (fromAt: number, count: number): Reading[] =>
  Array.from({ length: count }, (_, i) => ({
    tag: 'press/oil',
    at: fromAt + i * 900_000,
    value: 20 + (i % 7),
    source: 'sensors',
  }));
const old = quarters(monday, 96);
const recent = quarters(monday + 59 * dayMs, 96);
const policy = { readings: '40 days', rollups: 'forever', tagGroups: [] };

test('all that is due is rolled up, then what is kept no longer goes, and a second time there is nothing', async () => {
  const folder = await makeFolder();
  await using plant = await openSignalPlant(folder, now, { ...signalPlant, retention: policy });
  await commitReadings(plant, old);
  await commitReadings(plant, recent);
  const told: string[] = [];
  const { applied, taskCount } = await compactPlant(plant, { onProgress: ({ what }) => told.push(what) });
  expect(told).toHaveLength(taskCount);
  expect(told).toContain('roll-up');
  const status = await plant.history.status();
  const rollups = status.listRollups();
  expect(rollups.map(({ level }) => level)).toEqual(['minute', 'hour', 'day', 'shift']);
  // The last production day and its shifts are not over; hours are, but the one that lasts has no readings.
  for (const { level, staleCount, missingCount, currentCount } of rollups) {
    expect(staleCount).toBe(0);
    if (level === 'minute' || level === 'hour') expect(missingCount).toBe(0);
    expect(currentCount).toBeGreaterThan(0);
  }
  expect(applied?.removed).toMatchObject([{ what: { kind: 'reading' }, rowCount: old.length }]);
  expect(status.factCounts.reading).toBe(recent.length);
  // Rollups say what is gone.
  const { figures } = await (await plant.history.snapshot()).resample({
    tags: [{ id: 'press/oil', rule: { kind: 'measure' } }],
    edges: Float64Array.of(monday, monday + dayMs),
    untilAt: now,
    figures: ['readingCount'],
  });
  expect([...(figures.readingCount as Float64Array)]).toEqual([old.length]);
  expect(await compactPlant(plant)).toMatchObject({ taskCount: 0, applied: { removed: [] } });
});

test('it needs the lease of the plant, and stops when it is told to', async () => {
  const folder = await makeFolder();
  await using plant = await openSignalPlant(folder, now);
  await commitReadings(plant, old);
  await commitReadings(plant, recent);
  {
    await using _lease = await plant.takeLease();
    await expect(compactPlant(plant)).rejects.toMatchObject({ code: 'lease-held' });
  }
  const stop = new AbortController();
  const stopped = compactPlant(plant, { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
  expect((await compactPlant(plant)).taskCount).toBeGreaterThan(0);
});
