import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type BackupTarget, openBackupRepository, openFolderTarget } from 'gemba/backup';
import { createFaultyPlace, type FaultyPlace } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import { fileOf, partsOf, readTexts } from './support/saved-files.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const keepAll = { allMs: Number.MAX_SAFE_INTEGER, dailies: 0 };
let now = 0;
const open = (place: FaultyPlace) => openOf(place.open());
const openOf = (target: BackupTarget) =>
  openBackupRepository(target, { plant: 'demo', softwareVersion: '1', now: () => now });

/** One that hangs at a call of a kind, counted from 1; `hangs` resolves when it does. */
async function openHanging(place: FaultyPlace, kind: string, at: number) {
  const { promise: hangs, resolve: onHang } = Promise.withResolvers<void>();
  let times = 0;
  const target = place.open((_, what) => {
    if (what === kind) times += 1;
    if (what !== kind || times !== at) return undefined;
    onHang();
    return 'hangs';
  });
  return { backups: await openOf(target), hangs };
}

describe('who hangs longer than its lock holds', () => {
  test('keeps others out until then, and they are told by whom and until when', async () => {
    const place = createFaultyPlace();
    await open(place);
    const { backups: hung, hangs } = await openHanging(place, 'create', 2);
    const saving = hung.save(partsOf({ 'history/a': 'one' }), { at: 1 });
    await hangs;
    const other = await open(place);
    const message = expect.stringMatching(new RegExp(`Process ${process.pid} on .* \\(save\\).*1970-01-01T00:10:00`));
    const busy = { code: 'backup-busy', message };
    await expect(other.save(partsOf({ 'history/b': 'two' }), { at: 2 })).rejects.toMatchObject(busy);
    await expect(other.prune(keepAll, 3)).rejects.toMatchObject(busy);
    place.wake();
    await saving;
    expect((await other.save(partsOf({ 'history/b': 'two' }), { at: 2 })).writtenCount).toBe(1);
  });

  test('has no point though it wakes up after its number was used up and swept away', async () => {
    const place = createFaultyPlace();
    await open(place);
    const { backups: hung, hangs } = await openHanging(place, 'create', 2);
    const saving = hung.save(partsOf({ 'history/a': 'one' }), { at: 1 });
    await hangs;
    now += 601_000;
    const other = await open(place);
    const { point } = await other.save(partsOf({ 'history/b': 'two' }), { at: 2 });
    await other.prune(keepAll, 3);
    expect([...place.objects.keys()].filter((name) => name.startsWith('steps/0000001'))).toEqual([]);
    place.wake();
    await expect(saving).rejects.toMatchObject({ code: 'backup-busy' });
    expect((await other.listPoints()).map(({ id }) => id)).toEqual([point.id]);
    await other.prune(keepAll, 4);
    expect((await other.verify()).damages).toEqual([]);
    expect([...place.objects.keys()].filter((name) => name.startsWith('objects/')).length).toBe(2);
  });

  test('removes nothing where it was to prune, though it wakes up after that', async () => {
    const place = createFaultyPlace();
    const first = await open(place);
    await first.save(partsOf({ 'history/a': 'one' }), { at: 1 });
    await first.save(partsOf({ 'history/b': 'two' }), { at: 2 });
    const { backups: hung, hangs } = await openHanging(place, 'create', 2);
    const pruning = hung.prune({ allMs: 0, dailies: 0 }, 3);
    await hangs;
    now += 601_000;
    const third = await first.save(partsOf({ 'history/a': 'one', 'history/b': 'two' }), { at: 4 });
    expect(third.writtenCount).toBe(0);
    await first.prune(keepAll, 5);
    place.wake();
    await expect(pruning).rejects.toMatchObject({ code: 'backup-busy' });
    expect((await first.listPoints()).length).toBe(3);
    expect((await first.verify()).damages).toEqual([]);
  });

  test('amidst the removals of its prune removes nothing that a later save counts on', async () => {
    const place = createFaultyPlace();
    const first = await open(place);
    await first.save(partsOf({ 'history/a': 'one' }), { at: 1 });
    await first.save(partsOf({ 'history/b': 'two' }), { at: 2 });
    const { backups: hung, hangs } = await openHanging(place, 'remove', 1);
    const pruning = hung.prune({ allMs: 0, dailies: 0 }, 3);
    await hangs;
    // Its bytes are still there, and it is about to remove them.
    const third = await first.save(partsOf({ 'history/a': 'one' }), { at: 4 });
    expect(third.writtenCount).toBe(1);
    place.wake();
    await pruning;
    expect(await readTexts(first, await first.readPoint(third.point.id))).toEqual({ 'history/a': 'one' });
    expect((await first.verify()).damages).toEqual([]);
  });
});

test('a save whose lock was made, though the answer was lost, does not stand in the way of the next', async () => {
  const place = createFaultyPlace();
  await open(place);
  let isLost = false;
  const backups = await openOf(
    place.open((_, what) => {
      if (what !== 'create' || isLost) return undefined;
      isLost = true;
      return 'loses-answer';
    }),
  );
  const parts = partsOf({ 'history/a': 'one' });
  await expect(backups.save(parts, { at: 1 })).rejects.toMatchObject({ code: 'backup-failed' });
  expect((await backups.save(parts, { at: 2 })).writtenCount).toBe(1);
});

describe('a save that was killed', () => {
  test('is gone on with at once: the next writes what is missing and no more', async () => {
    await using folder = await temporaryFolder();
    const program = join(import.meta.dirname, 'support/save-until-killed.ts');
    const argv = ['--conditions=gemba-source', '--disable-warning=ExperimentalWarning', program, folder.path, '20'];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const target = await openFolderTarget({ path: folder.path });
    await using backups = await openBackupRepository(target, { plant: 'demo', softwareVersion: '1' });
    expect(await backups.listPoints()).toEqual([]);
    const files = Array.from({ length: 19 }, (_, at) => fileOf(`file-${at}`, `text ${at}`));
    const { writtenCount, point } = await backups.save(
      [{ name: 'history', files: [...files, fileOf('last', 'the last')] }],
      { at: 2_000 },
    );
    expect(writtenCount).toBe(1);
    expect((await readTexts(backups, point))['history/last']).toBe('the last');
    expect((await backups.verify()).damages).toEqual([]);
  });
});
