/** A plant that comes out of a backup is the plant that went into it. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  deliverNow,
  forgetInBackups,
  loadSources,
  openBackups,
  resolveWindow,
  sendReports,
  verifyPlant,
} from 'gemba/runtime';
import { expect, test } from 'vitest';
import { makeQuickFolder } from '../../support/quick-folder.ts';
import { day, listShare, log, secretEnv, sendDay, writeSmallPlant } from '../../support/small-plant.ts';
import { backUp, morning, openSmallPlant, readAll, restore } from './support/small-backups.ts';

/** Makes the day's reports and sends them; the files on the share, by name. */
async function sendAnew(folder: string): Promise<ReadonlyMap<string, string>> {
  await rm(join(folder, 'share'), { recursive: true, force: true });
  await using plant = await openSmallPlant(folder);
  await sendReports(plant, { window: resolveWindow(plant.plant, { day }, morning) });
  await deliverNow(plant);
  const texts = new Map<string, string>();
  for (const name of await listShare(folder))
    if (/\.(html|json|csv)$/.test(name))
      texts.set(name, await readFile(join(folder, 'share', ...day.split('-'), name), 'utf8'));
  return texts;
}

async function load(folder: string): Promise<void> {
  await using plant = await openSmallPlant(folder);
  await loadSources(plant);
}

test('a store that was lost comes back as it was, and what is fed again is there already', async () => {
  const folder = await makeQuickFolder();
  await sendDay(folder);
  const before = await readAll(folder);
  expect(before.names).toEqual(['W1001', 'W1002', 'W1003']);
  await backUp(folder);
  await rm(join(folder, 'store'), { recursive: true });
  const restored = await restore(folder);
  expect(restored).toMatchObject({ ageMs: 60_000, version: 1, erasedCount: 0, replacedDir: undefined });
  expect([...restored.positions.keys()]).toEqual(['mes']);
  expect(await readAll(folder)).toEqual(before);
  const config = join(folder, 'gemba.config.json');
  const { findings, counts } = await verifyPlant({ config, clock: () => morning, rollups: 'whole' });
  expect(findings.filter(({ severity }) => severity === 'damage')).toEqual([]);
  expect(counts.archiveFiles).toBeGreaterThan(0);
  await using plant = await openSmallPlant(folder);
  const [loaded] = await loadSources(plant);
  expect(loaded?.account).toMatchObject({ stored: 0 });
});

test('a restored plant makes the same reports, byte for byte', async () => {
  const folder = await makeQuickFolder();
  await writeSmallPlant(folder);
  await load(folder);
  await backUp(folder);
  const before = await sendAnew(folder);
  expect([...before.keys()].filter((name) => /\.(html|json)$/.test(name)).length).toBeGreaterThan(1);
  await rm(join(folder, 'store'), { recursive: true });
  await restore(folder);
  expect(await sendAnew(folder)).toEqual(before);
});

test('each of several points is the plant of its moment; what came later goes aside and not away', async () => {
  const folder = await makeQuickFolder();
  const moments: { readonly id: string; readonly all: Awaited<ReturnType<typeof readAll>> }[] = [];
  for (const [i, count] of [1, 3].entries()) {
    await sendDay(folder, log.slice(0, count));
    const { point, writtenBytes } = await backUp(folder, { nowMs: morning + i });
    moments.push({ id: point.id, all: await readAll(folder) });
    expect(writtenBytes).toBeGreaterThan(0);
  }
  for (const { id, all } of moments) {
    const { replacedDir, placed } = await restore(folder, { id });
    expect(replacedDir).toBeDefined();
    expect(placed.fileCount).toBeGreaterThan(0);
    expect(await readAll(folder)).toEqual(all);
    await rm(replacedDir as string, { recursive: true });
  }
  // The last one goes on from where it is: its numbers are above all there were.
  await sendDay(folder, [
    ...log,
    { ...log[0], key: '4', start: `${day}T13:00`, end: `${day}T13:30` } as (typeof log)[number],
  ]);
  expect((await readAll(folder)).facts.length).toBe(4);
  expect((await backUp(folder)).point.parts.find(({ name }) => name === 'history')?.files.length).toBeGreaterThan(1);
}, 120_000);

test('what is whole in a broken store is taken over from it, and what is not comes out of the backup', async () => {
  const folder = await makeQuickFolder();
  await sendDay(folder);
  const before = await readAll(folder);
  const { point } = await backUp(folder);
  const files = point.parts.find(({ name }) => name === 'history')?.files ?? [];
  const [segment] = files.filter(({ path }) => path.endsWith('.parquet'));
  const path = join(folder, 'store/history', segment?.path ?? '');
  const bytes = await readFile(path);
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  await writeFile(path, bytes);
  const { placed, replacedDir } = await restore(folder);
  expect(placed.fetchedBytes).toBeGreaterThanOrEqual(segment?.byteLength ?? 0);
  expect(placed.fetchedBytes).toBeLessThan(placed.byteLength);
  expect(await readAll(folder)).toEqual(before);
  expect(await readFile(join(replacedDir ?? '', 'history', segment?.path ?? ''))).toEqual(bytes);
});

test('names lie in no point; one that was erased comes back with none, and another secret reads none', async () => {
  const folder = await makeQuickFolder();
  await writeSmallPlant(folder, [
    { ...log[0], worker: 'Waltraud Hintermoser' } as (typeof log)[number],
    ...log.slice(1),
  ]);
  await load(folder);
  await backUp(folder);
  for (const name of await readdir(join(folder, 'backups'), { recursive: true, withFileTypes: true }))
    if (name.isFile())
      expect((await readFile(join(name.parentPath, name.name))).includes('Hintermoser'), name.name).toBe(false);

  const tokens = await (async () => {
    await using plant = await openSmallPlant(folder);
    await using backups = await openBackups(plant, { folder: join(folder, 'backups') });
    const token = plant.persons.tokenOf('Waltraud Hintermoser');
    expect(plant.persons.findPerson(token)).toBe('Waltraud Hintermoser');
    await forgetInBackups(backups, plant.keys.backup, [token]);
    return [token, plant.persons.tokenOf('W1002')];
  })();
  const wrongSecret = restore(folder, { env: { ...secretEnv, GEMBA_SECRET: 'of another plant' } });
  await expect(wrongSecret).rejects.toMatchObject({ code: 'secret-changed' });
  expect(await restore(folder)).toMatchObject({ erasedCount: 1 });
  await using plant = await openSmallPlant(folder);
  expect(tokens.map((token) => plant.persons.findPerson(token))).toEqual([undefined, 'W1002']);
  // The next backup does not bring the name in either, nor does the same log.
  await loadSources(plant);
  expect(plant.persons.findPerson(tokens[0] ?? '')).toBeUndefined();
});

test('a restore waits for nobody: while the plant is run, or another stands by, it changes nothing', async () => {
  const folder = await makeQuickFolder();
  await sendDay(folder);
  await backUp(folder);
  {
    await using plant = await openSmallPlant(folder);
    await using _lease = await plant.takeLease();
    await expect(restore(folder, { nowMs: morning })).rejects.toMatchObject({ code: 'lease-held' });
  }
  const standby = { holder: 'other:1:aa', sinceAt: morning, at: morning + 55_000 };
  await mkdir(join(folder, 'store/run/standby'), { recursive: true });
  await writeFile(join(folder, 'store/run/standby/other.json'), JSON.stringify(standby));
  await expect(restore(folder)).rejects.toMatchObject({ code: 'lease-held' });
  await rm(join(folder, 'store/run/standby'), { recursive: true });
  expect((await readAll(folder)).facts.length).toBe(log.length);
});

test('another place takes the plant too, and the store that there is stays as it is', async () => {
  const folder = await makeQuickFolder();
  await sendDay(folder);
  const before = await readAll(folder);
  await backUp(folder);
  const to = join(folder, 'elsewhere/store');
  expect(await restore(folder, { to })).toMatchObject({ storeDir: to, replacedDir: undefined });
  expect(await readAll(folder)).toEqual(before);
  await rm(join(folder, 'store'), { recursive: true });
  await rename(to, join(folder, 'store'));
  expect(await readAll(folder)).toEqual(before);
});
