/**
 * What a plant's store has of a month: the last day raw and rolled up by the writer, rollups of hours and days of the 30 before,
 * generated, and what the MES said of states and production. `month-store.ts <folder> <tags>` writes it.
 */
import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { plainRule } from '../../src/analytics/index.ts';
import { readManifest } from '../../src/history/embedded/manifest-log.ts';
import { addRollups, type GivenRollups } from '../../src/history/embedded/rollups/add-rollups.ts';
import { listSlots } from '../../src/history/embedded/rollups/slots.ts';
import { type HistoryWriter, openEmbeddedHistory } from '../../src/history/index.ts';
import { createPlantScenario, simulatePlant } from '../../src/simulation/index.ts';
import { dayMs, hourMs, type Interval } from '../../src/time/index.ts';
import { dailyCalendar, listUnits } from './daily-calendar.ts';
import { generateRollups } from './generated-rollups.ts';
import { type KeptStore, openKeptStore } from './kept-store.ts';
import { dayScenario, simulatedDay, tagsOfDay, writeDay } from './simulated-day.ts';

const run = promisify(execFile);

/** Production days before that of the raw day's first hours. */
export const monthDays = 30;
export const month: Interval = {
  fromAt: simulatedDay.fromAt + 6 * hourMs - (monthDays + 1) * dayMs,
  toAt: simulatedDay.toAt,
};

/** All are rolled up as measures of which nothing is expected. */
export const tagsOfMonth = (tagCount: number) => tagsOfDay(tagCount).map(({ id }) => ({ id, rule: plainRule }));

export const machinesOf = (tagCount: number): readonly string[] =>
  dayScenario(tagCount).lines.flatMap(({ machines }) => machines.map(({ id }) => id));

export function openMonthStore(tagCount: number): Promise<KeptStore> {
  return openKeptStore(`month-${tagCount}`, async (dir) => {
    await run(process.execPath, [import.meta.filename, dir, String(tagCount)]);
  });
}

async function writeMonth(dir: string, tagCount: number): Promise<void> {
  await writeDay(dir, { tagCount, readingsMax: Number.POSITIVE_INFINITY });
  await writeReports(dir, tagCount);
  const tags = tagsOfMonth(tagCount).map(({ id }) => id);
  await addRollups(dir, listRollups(tags.toSorted()));
}

/** Then the readings are rolled up, as there is a writer that does so. */
async function writeReports(dir: string, tagCount: number): Promise<void> {
  const failed = Promise.withResolvers<never>();
  await using history = await openEmbeddedHistory({
    dir,
    clock: () => simulatedDay.toAt + dayMs,
    rollups: { tags: [] },
    rollupLimits: { untouchedMs: 0 },
    onMergeFailed: failed.reject,
  });
  await using writer = await history.openWriter({ holder: 'bench' });
  const { seed, machines } = { seed: 7, machines: machinesOf(tagCount).length };
  const from = new Date(month.fromAt).toISOString().slice(0, 10);
  const input = createPlantScenario({ machines, tags: 0, days: monthDays + 2, from, zone: 'UTC', seed });
  for (const part of simulatePlant(input, { hasReadings: false, windowMs: dayMs }))
    if (part.kind === 'reports') await commit(writer, [part.production, part.equipmentState]);
  while (!(await isRolledUp(dir))) {
    await commit(writer, []);
    await Promise.race([wait(200), failed.promise]);
  }
}

async function commit(writer: HistoryWriter, facts: Parameters<HistoryWriter['commit']>[0]['facts']): Promise<void> {
  const received = facts.reduce((sum, { length }) => sum + length, 0);
  const account = { received, refused: 0, filtered: 0, expired: 0, lost: 0 };
  await writer.commit({ source: 'mes', identityBy: 'content', facts, account, position: {} });
}

async function isRolledUp(dir: string): Promise<boolean> {
  const state = await readManifest(dir);
  return (['minute', 'hour'] as const).every((level) =>
    listSlots(state, level, simulatedDay, undefined).every(
      ({ version, owner }) => version === 0 || owner !== undefined,
    ),
  );
}

function* listRollups(tags: readonly string[]): Generator<GivenRollups> {
  const [hours, days] = [
    { fromAt: month.fromAt, toAt: simulatedDay.fromAt },
    { fromAt: month.fromAt, toAt: month.fromAt + monthDays * dayMs },
  ];
  const rows = (window: Interval, lengthMs: number, seed: number) =>
    generateRollups(tags, listUnits(lengthMs, window), { seed, withSketches: true });
  for (let at = hours.fromAt, seed = 1; at < hours.toAt; at += 7 * dayMs, seed++) {
    const window = { fromAt: at, toAt: Math.min(hours.toAt, at + 7 * dayMs) };
    yield { level: 'hour', window, table: rows(window, hourMs, seed) };
  }
  yield { level: 'day', window: days, table: rows(days, dayMs, 0), calendar: dailyCalendar.fingerprint };
}

if (import.meta.main) {
  const [dir = '', tagCount] = process.argv.slice(2);
  await writeMonth(dir, Number(tagCount));
}
