/** A sent report is sent again where a figure of it changed, and says what and why; where none did, it stands. */
import { readFile, writeFile } from 'node:fs/promises';
import { openPlant } from 'gemba';
import { resolveWindow, sendReports } from 'gemba/runtime';
import { describe, expect, test } from 'vitest';
import { gemba, makeFolder } from '../support/demo-plant.ts';
import {
  day,
  type LogRow,
  listShare,
  log,
  readShare,
  type SmallPlantOptions,
  secretEnv,
  sendDay,
  writeSmallPlant,
} from '../support/small-plant.ts';

const late: LogRow = { key: '9', machine: 'Lathe', start: `${day}T13:00`, end: `${day}T14:00`, good: 8 };
const outcomes = (sent: Awaited<ReturnType<typeof sendDay>>): (readonly unknown[])[] =>
  sent.made.map(({ audience, outcome, manifest }) => [audience.id, outcome, manifest.revision?.number ?? 1]);

interface Document {
  readonly revision: {
    readonly number: number;
    readonly reason: string;
    readonly lateFacts: number;
    readonly corrections: number;
    readonly changeCount: number;
    readonly changes: readonly { readonly id: string; readonly from: number | null; readonly to: number | null }[];
  } | null;
}

async function documentOf(folder: string, name: string): Promise<Document> {
  return JSON.parse(await readShare(folder, name)) as Document;
}

describe('sent twice', () => {
  test('with the same facts, a report is the same and nothing is enqueued', async () => {
    const folder = await makeFolder();
    const first = await sendDay(folder);
    expect(outcomes(first)).toEqual([
      ['director', 'first', 1],
      ['production', 'first', 1],
      ['quality', 'first', 1],
    ]);
    expect((await documentOf(folder, `daily-${day}-director.json`)).revision).toBeNull();
    const names = await listShare(folder);
    const again = await sendDay(folder);
    expect(outcomes(again).map(([, outcome]) => outcome)).toEqual(['same', 'same', 'same']);
    expect(again.enqueued).toEqual([]);
    expect(await listShare(folder)).toEqual(names);
    expect(again.made.map(({ files }) => files.map(({ name }) => name))).toEqual(
      first.made.map(({ files }) => files.map(({ name }) => name)),
    );
  });

  test('after a late fact, it is revision 2 that says how many facts, and which figures from and to', async () => {
    const folder = await makeFolder();
    await sendDay(folder);
    const sent = await sendDay(folder, [...log, late]);
    expect(outcomes(sent)).toEqual([
      ['director', 'revised', 2],
      ['production', 'revised', 2],
      ['quality', 'revised', 2],
    ]);
    const { revision } = await documentOf(folder, `daily-${day}-director-r2.json`);
    expect(revision).toMatchObject({ number: 2, reason: '1 late fact', lateFacts: 1, corrections: 0 });
    expect(revision?.changes).toContainEqual(
      expect.objectContaining({ id: 'plant/plant/completed', from: 130, to: 138 }),
    );
    expect(revision?.changes).toContainEqual(
      expect.objectContaining({ id: 'equipment/small/lathe/runMs', from: 6 * 3_600_000, to: 7 * 3_600_000 }),
    );
    const html = await readShare(folder, `daily-${day}-director-r2.html`);
    expect(html).toContain('Revision 2: 1 late fact. Plant, Finished: 130 → 138');
    // What was sent first stays where it was.
    expect((await documentOf(folder, `daily-${day}-director.json`)).revision).toBeNull();
    expect(outcomes(await sendDay(folder)).map(([, outcome]) => outcome)).toEqual(['same', 'same', 'same']);
  });

  test('after a corrected row, the reason counts a correction and no late fact', async () => {
    const folder = await makeFolder();
    await sendDay(folder);
    await sendDay(folder, [{ ...(log[0] as LogRow), good: 44 }, ...log.slice(1)]);
    const { revision } = await documentOf(folder, `daily-${day}-quality-r2.json`);
    expect(revision).toMatchObject({ reason: '1 correction', lateFacts: 0, corrections: 1 });
    expect(revision?.changes[0]).toMatchObject({ id: 'plant/plant/finished', from: 130, to: 134 });
  });

  test('a second late fact makes revision 3, compared with the second', async () => {
    const folder = await makeFolder();
    await sendDay(folder);
    await sendDay(folder, [...log, late]);
    await sendDay(folder, [...log, late, { ...late, key: '10', machine: 'Mill', start: `${day}T13:30`, good: 2 }]);
    const { revision } = await documentOf(folder, `daily-${day}-production-r3.json`);
    expect(revision).toMatchObject({ number: 3, reason: '1 late fact' });
    expect(revision?.changes[0]).toMatchObject({ from: 138, to: 140 });
  });
});

describe('below the tolerance', () => {
  const twoMinutes: LogRow = { ...late, end: `${day}T13:02`, good: 0 };
  const wide: SmallPlantOptions = { revisions: { tolerance: { pieces: 2, minutes: 3, points: 1 } } };

  test('a late fact makes no revision, and what was sent stands', async () => {
    const folder = await makeFolder();
    await sendDay(folder, log, wide);
    const before = await listShare(folder);
    const sent = await sendDay(folder, [...log, twoMinutes], wide);
    expect(outcomes(sent)).toEqual([
      ['director', 'kept', 1],
      ['production', 'kept', 1],
      ['quality', 'kept', 1],
    ]);
    expect(sent.enqueued).toEqual([]);
    expect(await listShare(folder)).toEqual(before);
    const [director] = sent.made;
    const file = director?.files.find(({ format }) => format === 'json');
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe(await readShare(folder, `daily-${day}-director.json`));
  });

  test('the same late fact makes one where the plant file allows less', async () => {
    const folder = await makeFolder();
    await sendDay(folder);
    expect(outcomes(await sendDay(folder, [...log, twoMinutes]))[0]).toEqual(['director', 'revised', 2]);
  });

  test('small changes add up: they are compared with what was sent, not with each other', async () => {
    const folder = await makeFolder();
    await sendDay(folder, log, wide);
    await sendDay(folder, [...log, twoMinutes], wide);
    const more = [...log, twoMinutes, { ...twoMinutes, key: '11', start: `${day}T13:02`, end: `${day}T13:04` }];
    expect(outcomes(await sendDay(folder, more, wide))[1]).toEqual(['production', 'revised', 2]);
  });
});

test('a change of the plant file that changes a figure is a revision for that reason; of its tolerance, none', async () => {
  const folder = await makeFolder();
  const config = await writeSmallPlant(folder);
  await sendDay(folder);
  expect(outcomes(await sendDay(folder, log, { revisions: { tolerance: { minutes: 9 } } }))[0]?.[1]).toBe('same');
  const file = JSON.parse(await readFile(config, 'utf8')) as { calendar: { shifts: { end: string }[] } };
  for (const shift of file.calendar.shifts) shift.end = '15:00';
  await writeFile(config, JSON.stringify(file));
  await using plant = await openPlant({ config, env: secretEnv });
  const { made } = await sendReports(plant, { window: resolveWindow(plant.plant, { day }, 0) });
  expect(made[0]?.manifest.revision).toMatchObject({ number: 2, reason: 'the plant file changed' });
});

test('two routes of one audience with other formats are one report, and no revision of each other', async () => {
  const folder = await makeFolder();
  const reports: SmallPlantOptions['reports'] = [
    { kind: 'daily', audiences: ['quality'], formats: ['json'], transports: ['share'] },
    { kind: 'daily', audiences: ['quality'], formats: ['csv'], transports: ['share'] },
  ];
  const sent = await sendDay(folder, log, { reports });
  expect(outcomes(sent)).toEqual([['quality', 'first', 1]]);
  expect(sent.enqueued).toHaveLength(2);
  expect(outcomes(await sendDay(folder, log, { reports }))).toEqual([['quality', 'same', 1]]);
});

test('a report that was recorded but not enqueued is enqueued as it was recorded', async () => {
  const folder = await makeFolder();
  const none: SmallPlantOptions = {
    reports: [{ kind: 'daily', audiences: ['quality'], formats: ['json'], transports: [] }],
  };
  const share: SmallPlantOptions = {
    reports: [{ kind: 'daily', audiences: ['quality'], formats: ['json'], transports: ['share'] }],
    revisions: { tolerance: { pieces: 10, minutes: 90, points: 50 } },
  };
  const first = await sendDay(folder, log, none);
  expect(first.enqueued).toEqual([]);
  // Facts have changed since, below the tolerance: what goes out is what was recorded, not what it would be now.
  const later = await sendDay(folder, [...log, late], { ...share });
  expect(later.enqueued).toHaveLength(1);
  const recorded = Buffer.from(first.made[0]?.files[0]?.bytes ?? []).toString();
  expect(await readShare(folder, `daily-${day}-quality.json`)).toBe(recorded);
});

test('the command says what was revised, and tells programs the outcome of each report', async () => {
  const folder = await makeFolder();
  await sendDay(folder);
  const config = await writeSmallPlant(folder, [...log, late]);
  const args = ['report', 'daily', '--for', day, '--send', '--config', config];
  const revised = await gemba(args, { env: secretEnv });
  expect(revised.code).toBe(0);
  expect(revised.stdout).toMatch(/revised: .* for director: revision 2, \d+ figures changed: 1 late fact\./);
  const json = await gemba([...args, '--json'], { env: secretEnv });
  const { reports } = JSON.parse(json.stdout) as { reports: { audience: string; outcome: string }[] };
  expect(reports[0]).toMatchObject({ audience: 'director', outcome: 'same', revision: { number: 2 } });
});
