/** Late facts reopen what was sent: the next report that is sent brings a revision of it, and nothing else does. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenPlant, openPlant } from 'gemba';
import { deliverNow, listReopenedWindows, loadSources, resolveWindow, sendReopened, sendReports } from 'gemba/runtime';
import { describe, expect, test } from 'vitest';
import { gemba, makeFolder } from '../support/demo-plant.ts';
import { type LogRow, type SmallPlantOptions, secretEnv, writeSmallPlant } from '../support/small-plant.ts';

const [monday, tuesday, wednesday] = ['2024-03-04', '2024-03-05', '2024-03-06'] as const;
const rowOf = (key: string, day: string, good: number, to = '10:00'): LogRow => ({
  key,
  machine: 'Lathe',
  start: `${day}T06:00`,
  end: `${day}T${to}`,
  good,
});
const log: readonly LogRow[] = [rowOf('1', monday, 40), rowOf('2', tuesday, 50), rowOf('3', wednesday, 60)];
/** Came hours after the report of its day. */
const late: LogRow = { ...rowOf('9', monday, 8, '14:00'), start: `${monday}T13:00` };

const twoAudiences: SmallPlantOptions = {
  reports: [{ kind: 'daily', audiences: ['director', 'production'], formats: ['json'], transports: ['share'] }],
};

async function withPlant<T>(
  folder: string,
  rows: readonly LogRow[],
  work: (plant: OpenPlant) => Promise<T>,
  options: SmallPlantOptions = twoAudiences,
): Promise<T> {
  const config = await writeSmallPlant(folder, rows, options);
  const clock = () => Date.UTC(2024, 2, 8);
  await using plant = await openPlant({ config, env: secretEnv, clock, random: () => 0.5 });
  await loadSources(plant);
  return await work(plant);
}

/** What `gemba report daily --for DAY --send` does, and what came of the days before. */
async function sendDay(plant: OpenPlant, day: string, audiences?: readonly string[]): Promise<unknown[][]> {
  const options = { window: resolveWindow(plant.plant, { day }, 0), ...(audiences && { audiences }) };
  await sendReports(plant, options);
  const { made } = await sendReopened(plant, options);
  await deliverNow(plant);
  return made.map(({ manifest, outcome }) => [manifest.label, manifest.audience, outcome, manifest.revision?.number]);
}

const listShare = async (folder: string, day: string): Promise<string[]> =>
  (await readdir(join(folder, 'share', ...day.split('-')))).sort();

const bothRevised = [
  [monday, 'director', 'revised', 2],
  [monday, 'production', 'revised', 2],
];

describe('a fact that comes after its day was sent', () => {
  test('makes revision 2 of that day when the next day is sent, and only then', async () => {
    const folder = await makeFolder();
    await withPlant(folder, log, (plant) => sendDay(plant, monday));
    const first = await listShare(folder, monday);
    await withPlant(folder, [...log, late], async (plant) => {
      expect(await listShare(folder, monday)).toEqual(first);
      expect(await sendDay(plant, tuesday)).toEqual(bothRevised);
      const revisions = [`daily-${monday}-director-r2.json`, `daily-${monday}-production-r2.json`];
      expect(await listShare(folder, monday)).toEqual([...first, ...revisions].sort());
      expect(await listShare(folder, tuesday)).toEqual([
        `daily-${tuesday}-director.json`,
        `daily-${tuesday}-production.json`,
      ]);
      // Sent twice, it is sent once; and a day of which nothing changed is not sent again.
      expect(await sendDay(plant, tuesday)).toEqual([]);
      expect(await sendDay(plant, wednesday)).toEqual([]);
      expect(await listShare(folder, monday)).toHaveLength(4);
      expect(await listShare(folder, tuesday)).toHaveLength(2);
    });
  });

  test('is told as a reopened window until the next report is sent', async () => {
    const folder = await makeFolder();
    await withPlant(folder, log, async (plant) => {
      expect(await listReopenedWindows(plant)).toEqual([]);
      await sendDay(plant, monday);
      expect(await listReopenedWindows(plant)).toEqual([]);
    });
    await withPlant(folder, [...log, late], async (plant) => {
      const { fromAt, toAt } = resolveWindow(plant.plant, { day: monday }, 0).window;
      expect(await listReopenedWindows(plant)).toEqual([
        { label: monday, fromAt, toAt, audiences: ['director', 'production'] },
      ]);
      await sendDay(plant, tuesday);
      expect(await listReopenedWindows(plant)).toEqual([]);
    });
  });

  test('is told and sent by the command', async () => {
    const folder = await makeFolder();
    await withPlant(folder, log, (plant) => sendDay(plant, monday));
    const config = await withPlant(folder, [...log, late], (plant) => Promise.resolve(plant.path));
    const status = await gemba(['status', '--config', config], { env: secretEnv });
    expect(status.stdout).toContain(`reopened: ${monday}, sent to director, production: its facts have changed since;`);
    const args = ['report', 'daily', '--for', tuesday, '--send', '--config', config];
    const sent = await gemba([...args, '--json'], { env: secretEnv });
    expect(sent.code).toBe(0);
    const { reopened, reports } = JSON.parse(sent.stdout) as { reopened: unknown[]; reports: unknown[] };
    expect(reports).toHaveLength(2);
    expect(reopened).toMatchObject([
      { label: monday, audience: 'director', outcome: 'revised', revision: { number: 2, reason: '1 late fact' } },
      { label: monday, audience: 'production', outcome: 'revised' },
    ]);
    const again = await gemba(args, { env: secretEnv });
    expect(again.stdout).toContain('Nothing to send: it was delivered before.');
  });
});

describe('nothing is sent again', () => {
  test('of a window of which no figure changed beyond the tolerance; that is then settled', async () => {
    const folder = await makeFolder();
    const wide = { ...twoAudiences, revisions: { tolerance: { pieces: 20, minutes: 90, points: 50 } } };
    await withPlant(folder, log, (plant) => sendDay(plant, monday), wide);
    const look = async (plant: OpenPlant): Promise<void> => {
      expect(await listReopenedWindows(plant)).toHaveLength(1);
      const kept = [monday, 'director', 'kept', undefined];
      expect((await sendDay(plant, tuesday))[0]).toEqual(kept);
      expect(await listReopenedWindows(plant)).toEqual([]);
      expect(await sendDay(plant, tuesday)).toEqual([]);
    };
    await withPlant(folder, [...log, late], look, wide);
    expect(await listShare(folder, monday)).toHaveLength(2);
  });

  test('of windows that end before the look-back, or where it is none', async () => {
    const folder = await makeFolder();
    const short = (lookBackDays: number): SmallPlantOptions => ({ ...twoAudiences, revisions: { lookBackDays } });
    await withPlant(folder, log, (plant) => sendDay(plant, monday), short(1));
    const sendNothing = (day: string) => async (plant: OpenPlant) => expect(await sendDay(plant, day)).toEqual([]);
    await withPlant(folder, [...log, late], sendNothing(wednesday), short(1));
    await withPlant(folder, [...log, late], sendNothing(tuesday), short(0));
    expect(await listShare(folder, monday)).toHaveLength(2);
  });

  test('to an audience that never got the report of that window', async () => {
    const folder = await makeFolder();
    await withPlant(folder, log, (plant) => sendDay(plant, monday, ['production']));
    await withPlant(folder, [...log, late], async (plant) => {
      expect(await sendDay(plant, tuesday, ['director'])).toEqual([]);
      expect(await sendDay(plant, tuesday)).toEqual([[monday, 'production', 'revised', 2]]);
    });
  });

  test('where only the plant file or what was noted of the looks has changed', async () => {
    const folder = await makeFolder();
    await withPlant(folder, log, (plant) => sendDay(plant, monday));
    await rm(join(folder, 'store', 'derived'), { recursive: true });
    const renamed: SmallPlantOptions = { ...twoAudiences, language: 'de' };
    await withPlant(folder, log, async (plant) => expect(await sendDay(plant, tuesday)).toEqual([]), renamed);
  });
});

test('where it cannot be noted that a report was looked at, it is told, and everything is sent all the same', async () => {
  const folder = await makeFolder();
  await withPlant(folder, log, async (plant) => {
    await writeFile(join(folder, 'store', 'derived'), 'a file where the folder should be');
    const notices: string[] = [];
    const options = {
      window: resolveWindow(plant.plant, { day: monday }, 0),
      onNotice: (n: string) => notices.push(n),
    };
    expect((await sendReports(plant, options)).enqueued).toHaveLength(2);
    expect(notices).toEqual([expect.stringMatching(/cannot be noted.*ENOTDIR/)]);
    expect(await listReopenedWindows(plant)).toEqual([]);
    expect(await sendDay(plant, tuesday)).toEqual([]);
  });
});

test('a revision that was recorded when the process was killed is sent by the next run', async () => {
  const folder = await makeFolder();
  await withPlant(folder, log, (plant) => sendDay(plant, monday));
  await withPlant(folder, [...log, late], async (plant) => {
    const window = resolveWindow(plant.plant, { day: tuesday }, 0);
    const enqueue = () => Promise.reject(new Error('killed'));
    const state = Object.create(plant.state, { deliveries: { value: { ...plant.state.deliveries, enqueue } } });
    await expect(sendReopened({ ...plant, state }, { window })).rejects.toThrow('killed');
    const { made, enqueued } = await sendReopened(plant, { window });
    expect(made).toEqual([]);
    expect(enqueued).toHaveLength(2);
  });
});
