/** Whatever cuts a backup or a restore off: nothing of the plant is harmed, nobody takes half of it for a plant, and again it goes on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backupSteps, openBackups, restoreSteps } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { root } from '../../support/demo-plant.ts';
import { makeQuickFolder } from '../../support/quick-folder.ts';
import { sendDay } from '../../support/small-plant.ts';
import { backUp, openSmallPlant, readAll, restore } from './support/small-backups.ts';

class CutOff extends Error {}

function throwAt(step: string, count = 1): (at: string) => void {
  let left = count;
  return (at) => {
    if (at === step && --left === 0) throw new CutOff(step);
  };
}

async function killAt(folder: string, what: 'backup' | 'restore', step: string): Promise<void> {
  const program = join(root, 'test/runtime/programs/backup-plant.ts');
  const argv = ['--conditions=gemba-source', program, folder, what, step];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  expect(await once(child, 'exit'), step).toEqual([null, 'SIGKILL']);
}

async function listPoints(folder: string): Promise<readonly string[]> {
  await using plant = await openSmallPlant(folder);
  await using backups = await openBackups(plant, { folder: join(folder, 'backups') });
  return (await backups.listPoints()).map(({ id }) => id);
}

const workFolders = async (folder: string): Promise<readonly string[]> =>
  (await readdir(join(folder, 'store'))).filter((name) => /^(backup-|restoring|replaced-)/.test(name));

test('a backup cut off at any step leaves the points there were, and the next one is whole', async () => {
  const folder = await makeQuickFolder();
  await sendDay(folder);
  const before = await readAll(folder);
  const { point } = await backUp(folder);
  for (const step of backupSteps) {
    await expect(backUp(folder, { onStep: throwAt(step) }), step).rejects.toThrow(CutOff);
    expect(await workFolders(folder), step).toEqual([]);
  }
  await killAt(folder, 'backup', 'history-linked');
  expect(await workFolders(folder)).toHaveLength(1);
  // Two of those that were cut off had saved their points before.
  expect((await listPoints(folder)).length).toBe(3);
  const { point: last, writtenCount } = await backUp(folder);
  expect(writtenCount).toBeLessThan(point.parts.flatMap(({ files }) => files).length);
  expect(await workFolders(folder)).toEqual([]);
  await rm(join(folder, 'store'), { recursive: true });
  await restore(folder, { id: last.id });
  expect(await readAll(folder)).toEqual(before);
}, 120_000);

test('a restore cut off at any step lets nobody open the plant, and run again it goes on to the same end', async () => {
  const folder = await makeQuickFolder();
  await sendDay(folder);
  const before = await readAll(folder);
  await backUp(folder);
  await rm(join(folder, 'store/history/manifest'), { recursive: true });
  // One after the other, each at the next step, as for somebody who has no luck at all; between them real ends of a process.
  const kills = new Set(['archive-moved', 'state-prepared']);
  for (const step of restoreSteps) {
    if (kills.has(step)) await killAt(folder, 'restore', step);
    else await expect(restore(folder, { onStep: throwAt(step) }), step).rejects.toThrow(CutOff);
    if (step === 'marker-removed') continue;
    await expect(openSmallPlant(folder), step).rejects.toMatchObject({ code: 'restore-unfinished' });
  }
  expect(await readAll(folder)).toEqual(before);
  expect(await workFolders(folder)).toEqual(['replaced-2024-03-07T05-31-00Z']);
  // What was broken is all there, to be looked at.
  expect(await readdir(join(folder, 'store/replaced-2024-03-07T05-31-00Z/history'))).toContain('facts');
  await using plant = await openSmallPlant(folder);
  expect((await plant.state.audit.list({ action: 'restore' })).length).toBe(1);
}, 240_000);
