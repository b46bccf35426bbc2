/** Reports and retention: what expires makes no revision, and of a report whose facts are gone nobody says it changed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenPlant, openPlant } from 'gemba';
import {
  applyRetentionWhenDue,
  deliverNow,
  listReopenedWindows,
  loadSources,
  resolveWindow,
  sendReopened,
  sendReports,
  verifyReport,
} from 'gemba/runtime';
import { expect, test } from 'vitest';
import { gemba, makeFolder } from '../../support/demo-plant.ts';
import { type LogRow, secretEnv, smallPlant, writeSmallPlant } from '../../support/small-plant.ts';

const dayMs = 86_400_000;
const first = Date.UTC(2024, 2, 4);
const dateOf = (i: number): string => new Date(first + i * dayMs).toISOString().slice(0, 10);
/** A row a day, each slower than the one before, so that what is learned from them changes with each that is gone. */
const rowOf = (i: number): LogRow => ({
  key: String(i),
  machine: 'Lathe',
  start: `${dateOf(i)}T06:00`,
  end: `${dateOf(i)}T10:00`,
  good: 400 - 9 * i,
});
const log = Array.from({ length: 36 }, (_, i) => rowOf(i));
const options = {
  reports: [{ kind: 'daily', audiences: ['production'], formats: ['json'], transports: ['share'] }],
} as const;

/** The plant on the morning after day `i`, with the policy it has then. */
async function onMorningAfter<T>(
  folder: string,
  i: number,
  retention: object | undefined,
  work: (plant: OpenPlant) => Promise<T>,
  rows: readonly LogRow[] = log.slice(0, i + 1),
): Promise<T> {
  const config = await writeSmallPlant(folder, rows, options);
  await writeFile(config, JSON.stringify({ ...smallPlant(options), ...(retention && { retention }) }));
  const clock = () => first + (i + 1) * dayMs + 6 * 3_600_000;
  await using plant = await openPlant({ config, env: secretEnv, clock, random: () => 0.5 });
  await loadSources(plant);
  const done = await work(plant);
  await applyRetentionWhenDue(plant);
  return done;
}

/** What `gemba report daily --send` does: the labels of what was sent again. */
async function sendDay(plant: OpenPlant, i: number): Promise<readonly string[]> {
  const window = resolveWindow(plant.plant, { day: dateOf(i) }, 0);
  await sendReports(plant, { window });
  const { made } = await sendReopened(plant, { window });
  await deliverNow(plant);
  return made.map(({ manifest, outcome }) => `${manifest.label} ${outcome}`);
}

const policy = { events: '19 days' };

test('facts that expire day by day send no report again, and late ones do as ever', async () => {
  const folder = await makeFolder();
  await onMorningAfter(folder, 30, policy, (plant) => sendDay(plant, 30));
  for (const i of [31, 32]) {
    const { again, reopened } = await onMorningAfter(folder, i, policy, async (plant) => ({
      reopened: await listReopenedWindows(plant),
      again: await sendDay(plant, i),
    }));
    expect({ again, reopened }).toEqual({ again: [], reopened: [] });
  }
  const late: LogRow = { ...rowOf(31), key: 'late', start: `${dateOf(31)}T11:00`, end: `${dateOf(31)}T13:00` };
  const again = await onMorningAfter(folder, 33, policy, (plant) => sendDay(plant, 33), [...log.slice(0, 34), late]);
  // The day after is looked at too, since it compares with the one before; its own figures stand.
  expect(again).toEqual([`${dateOf(31)} revised`, `${dateOf(32)} kept`]);
}, 120_000);

test('a policy that is new sends no report again for what it removes, and verifying says what is gone', async () => {
  const folder = await makeFolder();
  await onMorningAfter(folder, 30, undefined, (plant) => sendDay(plant, 30));
  await onMorningAfter(folder, 31, policy, (plant) => sendDay(plant, 31));
  await onMorningAfter(folder, 32, policy, async (plant) => {
    expect(await listReopenedWindows(plant)).toEqual([]);
    expect(await sendDay(plant, 32)).toEqual([]);
    const name = `daily-${dateOf(30)}-production.json`;
    const sent = await readFile(join(folder, 'share', ...dateOf(30).split('-'), name));
    expect(await verifyReport(plant, sent, name)).toMatchObject({
      kind: 'expired',
      expired: [{ kind: 'production' }, { kind: 'equipmentState' }],
    });
  });
}, 120_000);

test('the command says of a report of expired time that it can no longer be made again', async () => {
  const folder = await makeFolder();
  await onMorningAfter(folder, 0, policy, (plant) => sendDay(plant, 0));
  await onMorningAfter(folder, 35, policy, async () => undefined);
  const file = join(folder, 'share', ...dateOf(0).split('-'), `daily-${dateOf(0)}-production.json`);
  const config = join(folder, 'gemba.config.json');
  const { code, stdout } = await gemba(['report', 'verify', file, '--config', config], { env: secretEnv });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^expired: .* as it is here\. Facts it stands on are kept no longer/);
  expect(stdout).toMatch(/\n {2}production of before 2024-/);
}, 120_000);
