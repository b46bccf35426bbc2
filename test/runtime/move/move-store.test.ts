/** A store that is moved: all of it, byte for byte, whatever cuts it off; and nobody uses the old one by mistake. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPlant } from 'gemba';
import { type MoveStoreOptions, moveSteps, moveStore, readPlantLease, standBy } from 'gemba/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/runtime/move/copy-files.ts';
import { requireStoreHere } from '../../../src/runtime/move/store-marks.ts';
import { temporaryFolder } from '../../history/store.ts';
import { gemba, makeFolder, root } from '../../support/demo-plant.ts';
import { secretEnv, sendDay, smallPlant } from '../../support/small-plant.ts';

let original: string;

beforeAll(async () => {
  const temporary = await temporaryFolder();
  original = temporary.dir;
  await sendDay(original);
  await mkdir(join(original, 'store', 'history', 'spill-1'), { recursive: true });
  await writeFile(join(original, 'store', 'history', 'spill-1', 'left.tmp'), 'left by a process that was killed');
  return () => temporary[Symbol.asyncDispose]();
});

async function copyPlant(): Promise<string> {
  const folder = await makeFolder();
  await cp(original, folder, { recursive: true, preserveTimestamps: true });
  return folder;
}

const move = (folder: string, options: Partial<MoveStoreOptions> = {}) => moveStore({ folder, to: 'new', ...options });

/** What counts of a store: the digest of each file but those of leases and of the state, and all rows of the state. */
async function contentOf(storeDir: string): Promise<ReadonlyMap<string, string>> {
  const content = new Map<string, string>();
  for (const entry of await readdir(storeDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(storeDir.length + 1);
    if (entry.isFile() && !/lease|^state|spill|^mov(ed|ing)\.json/.test(path))
      content.set(path, await digestOf(join(storeDir, path)));
  }
  return content;
}

async function openAt(folder: string, store: string) {
  await writeFile(join(folder, 'gemba.config.json'), JSON.stringify({ ...smallPlant(), store }));
  return await openPlant({ folder, env: secretEnv });
}

async function expectMoved(folder: string, before: ReadonlyMap<string, string>): Promise<void> {
  expect(await contentOf(join(folder, 'new'))).toEqual(before);
  await expect(openPlant({ folder, env: secretEnv })).rejects.toMatchObject({ code: 'store-moved' });
  await using plant = await openAt(folder, 'new');
  const { factCounts } = await plant.history.status();
  expect(factCounts.production).toBe(3);
  const reports = await plant.state.reports.list({});
  expect(reports.length).toBeGreaterThan(0);
  for (const { manifest } of reports) expect(await plant.archive.has(String(manifest.document?.sha256))).toBe(true);
  expect(await plant.state.deliveries.list({})).toHaveLength(3);
  expect(await plant.state.audit.list()).toMatchObject([{ action: 'move', detail: { fileCount: before.size } }]);
}

test('a moved store is the same in every byte, opens in the new place, and the old one refuses', async () => {
  const folder = await copyPlant();
  const before = await contentOf(join(folder, 'store'));
  const { code, stdout } = await gemba(['history', 'move', '--to', 'new'], { folder });
  expect(code).toBe(0);
  expect(stdout).toContain(`store: '${join(folder, 'new')}'`);
  expect(stdout).toContain(`rm -r '${join(folder, 'store')}'`);
  expect(await contentOf(join(folder, 'store'))).toEqual(before);
  await expectMoved(folder, before);
}, 120_000);

test('cut off at each step, neither place is used half, and moving again goes on', async () => {
  const folder = await copyPlant();
  const [store, next] = [join(folder, 'store'), join(folder, 'new')];
  const before = await contentOf(store);
  for (const step of moveSteps.slice(0, moveSteps.indexOf('moved') + 1)) {
    const onStep = (name: string): void => {
      if (name === step) throw new Error('cut off');
    };
    await expect(move(folder, { onStep }), step).rejects.toThrow('cut off');
    expect(await contentOf(store)).toEqual(before);
    await expect(requireStoreHere(next), step).rejects.toMatchObject({ code: 'store-moved' });
    if (step !== 'moved') await requireStoreHere(store);
  }
  expect(await move(folder)).toMatchObject({ from: store, to: next });
  await expectMoved(folder, before);
});

test('killed amidst its files it goes on with those that are there, also where the old place has changed since', async () => {
  const folder = await copyPlant();
  const program = join(root, 'test/runtime/programs/move-store.ts');
  const argv = ['--conditions=gemba-source', program, folder, join(folder, 'new'), 'file-copied', '4'];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  const [first = ''] = [...(await contentOf(join(folder, 'new'))).keys()];
  await appendFile(join(folder, 'new', first), 'torn');
  await writeFile(join(folder, 'new', 'archive', 'of-before'), 'merged away since');
  const before = await contentOf(join(folder, 'store'));
  expect(await move(folder)).toMatchObject({ keptCount: 3, fileCount: before.size });
  await expectMoved(folder, before);
});

test('a report that is written meanwhile is moved too', async () => {
  const folder = await copyPlant();
  let isFirst = true;
  const onStep = (): void => {
    if (!isFirst) return;
    isFirst = false;
    void writeFile(join(folder, 'store', 'archive', 'late'), 'came while it was copied');
  };
  await move(folder, { onStep });
  expect(await readFile(join(folder, 'new', 'archive', 'late'), 'utf8')).toBe('came while it was copied');
});

test('whoever had the old place open when it was moved gets no lease of it, and does not wait for one', async () => {
  const folder = await copyPlant();
  await using plant = await openAt(folder, 'store');
  await move(folder);
  await expect(plant.takeLease()).rejects.toMatchObject({ code: 'store-moved' });
  await expect(standBy(plant, { signal: new AbortController().signal })).rejects.toMatchObject({ code: 'store-moved' });
  expect((await readPlantLease(join(folder, 'store'), Date.now())).kind).toBe('free');
});

describe('it refuses, and changes nothing, where', () => {
  test.each([
    ['the new place lies in the old one', 'store/in', 'one lies in the other'],
    ['the old place lies in the new one', '.', 'one lies in the other'],
    ['it is the same', 'store', 'one lies in the other'],
    ['there are other files', 'full', 'is not empty'],
    ['it is no folder', 'gemba.config.json', 'cannot be used'],
  ])('%s', async (_, to, message) => {
    const folder = await copyPlant();
    await mkdir(join(folder, 'full'));
    await writeFile(join(folder, 'full', 'notes.txt'), 'of somebody');
    await expect(move(folder, { to })).rejects.toThrow(message);
    await requireStoreHere(join(folder, 'store'));
  });

  test('there is too little room', async () => {
    const folder = await copyPlant();
    const readSpace = async () => ({ freeBytes: 30_000, totalBytes: 1e6 });
    await expect(move(folder, { readSpace })).rejects.toMatchObject({
      code: 'output-unwritable',
      message: expect.stringMatching(/has 30 kB free and \d+ kB are needed/),
    });
  });

  test('it was moved elsewhere, or there is none', async () => {
    const folder = await copyPlant();
    await move(folder);
    await expect(move(folder, { to: 'elsewhere' })).rejects.toMatchObject({ code: 'store-moved' });
    await writeFile(join(folder, 'gemba.config.json'), JSON.stringify({ ...smallPlant(), store: 'none' }));
    await expect(move(folder, { to: 'elsewhere' })).rejects.toThrow('There is no store');
  });

  test('a process runs the plant', async () => {
    const folder = await copyPlant();
    await using plant = await openAt(folder, 'store');
    await using _ = await plant.takeLease();
    await expect(move(folder)).rejects.toMatchObject({ code: 'lease-held' });
  });
});
