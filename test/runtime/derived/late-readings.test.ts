/** Sensor readings in reports: counted in every figure, told apart from what was reported, late ones a revision. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenPlant } from 'gemba';
import { deliverNow, resolveWindow, sendReopened, sendReports, verifyReport } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { makeFolder } from '../../support/demo-plant.ts';
import { commitReadings, dayMs, minuteMs, monday, openSignalPlant, type Reading } from '../../support/signal-plant.ts';

const hourMs = 60 * minuteMs;
/** 06:00 in Berlin. */
const dayStart = monday + 5 * hourMs;

interface Document {
  readonly completeness: { readonly accepted: number };
  readonly provenance: { readonly signals: { readonly factCount: number } };
  readonly revision: { readonly number: number; readonly reason: string; readonly lateFacts: number } | null;
  readonly equipment: readonly {
    readonly id: string;
    readonly runMs: number;
    readonly completed: number;
  }[];
}

const bytesOf = (folder: string, day: string, name: string): Promise<Buffer> =>
  readFile(join(folder, 'share', ...day.split('-'), name));

async function documentOf(folder: string, day: string, name: string): Promise<Document> {
  return JSON.parse((await bytesOf(folder, day, name)).toString()) as Document;
}

/** The saw turns from 08:00 to 10:00 in Berlin, and counts a piece a minute. */
function worked(from: number, count: number): Reading[] {
  const rows: Reading[] = [];
  for (let minute = 0; minute < 120; minute += 10)
    rows.push(
      { tag: 'saw/speed', at: from + minute * minuteMs, value: 100, source: 'sensors' },
      { tag: 'saw/count', at: from + minute * minuteMs, value: count + minute, source: 'sensors' },
    );
  rows.push({ tag: 'saw/speed', at: from + 2 * hourMs, value: 0, source: 'sensors' });
  return rows;
}

async function sendDay(plant: OpenPlant, day: string): Promise<unknown[]> {
  const window = resolveWindow(plant.plant, { day }, 0);
  await sendReports(plant, { window });
  const { made } = await sendReopened(plant, { window });
  await deliverNow(plant);
  return made.map(({ manifest, outcome }) => [manifest.label, outcome]);
}

test('readings that come hours late are a revision of the day they belong to, when the next day is sent', async () => {
  const folder = await makeFolder();
  await using plant = await openSignalPlant(folder, monday + 7 * dayMs);
  await commitReadings(plant, worked(dayStart + 2 * hourMs, 100));
  await commitReadings(plant, worked(dayStart + dayMs + 2 * hourMs, 300));
  expect(await sendDay(plant, '2024-03-04')).toEqual([]);
  const first = await documentOf(folder, '2024-03-04', 'daily-2024-03-04-production.json');
  const [saw] = first.equipment;
  // Running from the first reading above 50 to the first below 30; pieces from the first count to the last.
  expect([saw?.runMs, saw?.completed]).toEqual([2 * hourMs, 110]);
  // One state, and the pieces of eight quarters of an hour; none of it was reported by anybody.
  expect([first.completeness.accepted, first.provenance.signals.factCount]).toEqual([0, 9]);

  const sent = await bytesOf(folder, '2024-03-04', 'daily-2024-03-04-production.json');
  expect((await verifyReport(plant, sent, 'daily-2024-03-04-production.json')).kind).toBe('same');

  // What a node had stored from 12:00 to 14:00 in Berlin and sent in the evening: 150 pieces more on the same counter.
  const stored = worked(dayStart + 6 * hourMs, 240);
  await commitReadings(plant, stored);
  expect((await verifyReport(plant, sent, 'daily-2024-03-04-production.json')).kind).toBe('figures-changed');
  expect(await sendDay(plant, '2024-03-05')).toEqual([['2024-03-04', 'revised']]);
  const second = await documentOf(folder, '2024-03-04', 'daily-2024-03-04-production-r2.json');
  expect(second.revision).toMatchObject({ number: 2, reason: 'late sensor readings', lateFacts: 0 });
  // The counter stood at 210 at 10:00, at 240 at 12:00 and at 350 at the end.
  expect([second.equipment[0]?.runMs, second.equipment[0]?.completed]).toEqual([4 * hourMs, 250]);
  expect(second.completeness.accepted).toBe(0);

  // Readings of a tag that no signal names change no figure and no fact.
  await commitReadings(plant, [{ tag: 'press/oil', at: dayStart + hourMs, value: 60, source: 'sensors' }]);
  expect(await sendDay(plant, '2024-03-06')).toEqual([]);
  expect(await sendDay(plant, '2024-03-06')).toEqual([]);
});
