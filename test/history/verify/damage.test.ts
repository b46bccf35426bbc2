/** Bits flipped, files cut, taken away and kept from being read: each is found, and named. */
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from 'gemba/stats';
import { describe, expect, test } from 'vitest';
import { checkManifest } from '../../../src/history/embedded/verify/check-manifest.ts';
import { copyOf, damagesOf, everyKind, flipBit, listFiles, pathsOf, verify } from './stores.ts';

const files = await listFiles(everyKind);
const tables = files.filter((path) => path.endsWith('.parquet'));
const manifest = files.filter((path) => path.startsWith('manifest/'));
const newestCheckpoint = 20;
const random = createRandom(20_260_105, 'flips');

test('the store has every kind of file there is', () => {
  const kinds = new Set(
    files.map((path) =>
      path
        .split('/')
        .slice(0, -1)
        .join('/')
        .replace(/\/\d{4}.*|\/undated/, ''),
    ),
  );
  expect([...kinds].sort()).toEqual([
    ...['equipmentState', 'gap', 'production', 'reading', 'refusal'].map((kind) => `facts/${kind}`),
    'lease',
    'manifest',
    ...['day', 'hour'].flatMap((level) => [`rollup/${level}/states`, `rollup/${level}/values`]),
    'rollup/minute/values',
    'rollup/shift/states',
    'rollup/shift/values',
    'superseded/production',
    'superseded/reading',
  ]);
});

describe('a flipped bit', () => {
  test('in each file of facts and rollups at once is found in each of them, and nowhere else', async () => {
    for (let round = 0; round < 2; round++) {
      await using copy = await copyOf(everyKind);
      const at = new Map<string, number>();
      for (const path of tables) at.set(path, await flipBit(join(copy.dir, path), random));
      const damages = damagesOf(await verify(copy.dir));
      expect(pathsOf(damages), JSON.stringify([...at])).toEqual(tables);
      expect(new Set(damages.map(({ kind }) => kind))).toEqual(new Set(['changed']));
    }
  });

  test('in any place of an entry or checkpoint is found in it, and nowhere else', async () => {
    await using copy = await copyOf(everyKind);
    for (const path of manifest) {
      const whole = await readFile(join(copy.dir, path));
      for (let round = 0; round < 6; round++) {
        const at = await flipBit(join(copy.dir, path), random);
        const { findings, isKnown } = await checkManifest(copy.dir);
        expect(pathsOf(findings), `${path}, byte ${at}`).toEqual([path]);
        expect(findings[0]?.severity).toBe('damage');
        // A checkpoint makes up for all entries before it, and entries for a checkpoint.
        const isMadeUpFor = path.includes('checkpoint') || Number(path.slice(9, 21)) <= newestCheckpoint;
        expect([isKnown, findings[0]?.remedy]).toEqual(isMadeUpFor ? [true, 'rebuild'] : [false, 'restore']);
        await writeFile(join(copy.dir, path), whole);
      }
    }
  });

  test('in an entry that nothing makes up for leaves every other file looked at', async () => {
    await using copy = await copyOf(everyKind);
    const [entry, facts] = ['manifest/000000000025.json', tables[0] as string];
    await flipBit(join(copy.dir, entry), random);
    await flipBit(join(copy.dir, facts), random);
    expect(pathsOf(damagesOf(await verify(copy.dir)))).toEqual([facts, entry]);
  });

  test('in a lease is found, and the next writer puts it right', async () => {
    await using copy = await copyOf(everyKind);
    const path = 'lease/000000000001.json';
    await flipBit(join(copy.dir, path), random);
    expect(damagesOf(await verify(copy.dir, { rollups: 'none' }))).toMatchObject([
      { part: 'lease', path, remedy: 'itself' },
    ]);
  });
});

describe('a file', () => {
  test('that is cut, gone, empty or not to be read is told for what it is, all at once', async () => {
    await using copy = await copyOf(everyKind);
    const [cut, gone, empty, unreadable] = [tables[0], tables[3], tables[9], tables.at(-6)] as [
      string,
      string,
      string,
      string,
    ];
    await truncate(join(copy.dir, cut), 40);
    await rm(join(copy.dir, gone));
    await writeFile(join(copy.dir, empty), '');
    await rm(join(copy.dir, unreadable));
    // What the disk does not give: a link that leads to itself.
    await symlink(join(copy.dir, unreadable), join(copy.dir, unreadable));
    const damages = damagesOf(await verify(copy.dir));
    expect(damages.map(({ path, kind }) => `${path} ${kind}`).sort()).toEqual(
      [`${cut} cut`, `${gone} missing`, `${empty} cut`, `${unreadable} unreadable`].sort(),
    );
  });

  test('is looked at though a folder beside it is not to be listed', async () => {
    await using copy = await copyOf(everyKind);
    const unlisted = async (folder: string): Promise<void> => {
      await rm(join(copy.dir, folder), { recursive: true });
      await symlink(join(copy.dir, folder), join(copy.dir, folder));
    };
    const folders = ['lease', 'superseded', 'rollup'];
    for (const folder of folders) await unlisted(folder);
    const damages = damagesOf(await verify(copy.dir, { rollups: 'none' }));
    expect(pathsOf(damages)).toEqual(expect.arrayContaining(folders));
    expect(
      damages.every(({ path, kind }) => folders.includes(path.split('/')[0] as string) && kind === 'unreadable'),
    ).toBe(true);
    await unlisted('manifest');
    expect(pathsOf((await checkManifest(copy.dir)).findings)).toEqual(['manifest']);
  });

  test('of the manifest that is gone is told where later ones are there', async () => {
    await using copy = await copyOf(everyKind);
    await rm(join(copy.dir, 'manifest/000000000023.json'));
    await rm(join(copy.dir, 'manifest/000000000015.json'));
    const { findings, isKnown } = await checkManifest(copy.dir);
    expect(isKnown).toBe(false);
    expect(findings.map(({ path, kind, remedy }) => [path, kind, remedy])).toEqual([
      ['manifest/000000000015.json', 'missing', 'rebuild'],
      ['manifest/000000000023.json', 'missing', 'restore'],
    ]);
  });

  test('of the manifest that was cut off while it was written was never committed, which is no damage', async () => {
    await using copy = await copyOf(everyKind);
    await truncate(join(copy.dir, 'manifest/000000000027.json'), 100);
    const { findings } = await checkManifest(copy.dir);
    expect(findings.map(({ severity, path, remedy }) => [severity, path, remedy])).toEqual([
      ['note', 'manifest/000000000027.json', 'itself'],
    ]);
  });

  test('that nothing names is noted once it is old, and is no damage', async () => {
    await using copy = await copyOf(everyKind);
    const paths = ['facts/reading/2026-01-05/000000000099-1-1.parquet', 'rollup/hour/values/x.parquet.tmp'];
    for (const path of paths) await writeFile(join(copy.dir, path), 'left');
    await mkdir(join(copy.dir, 'spill-7'));
    const { findings } = await verify(copy.dir, { graceMs: -60_000, rollups: 'none' });
    expect(findings.map(({ severity }) => severity)).toEqual(findings.map(() => 'note'));
    expect(pathsOf(findings)).toEqual([...paths, 'spill-7']);
    expect(pathsOf((await verify(copy.dir, { graceMs: 3_600_000, rollups: 'none' })).findings)).toEqual(['spill-7']);
  });
});

describe('what a damaged file touches', () => {
  test('is its kind, its time, and its place as far as anything says it', async () => {
    await using copy = await copyOf(everyKind);
    const production = 'facts/production/2026-01-05/000000000009-1-1.parquet';
    const readings = 'facts/reading/2026-01-05/000000000027-1-1-compact.parquet';
    for (const path of [production, readings]) {
      const bytes = await readFile(join(copy.dir, path));
      bytes[20] = (bytes[20] as number) ^ 1;
      await writeFile(join(copy.dir, path), bytes);
    }
    const damages = new Map(damagesOf(await verify(copy.dir)).map(({ path, touches }) => [path, touches]));
    expect(damages.get(production)).toMatchObject({
      what: { kind: 'production' },
      places: { kind: 'between', first: 'press-1', last: 'press-1' },
    });
    const touched = damages.get(readings);
    expect(touched?.what).toEqual({ kind: 'reading' });
    expect(touched?.window?.fromAt).toBeLessThan(touched?.window?.toAt ?? 0);
  });

  test('decides what can be made again: rollups of readings that are whole, none of those that are damaged', async () => {
    await using copy = await copyOf(everyKind);
    const damaged = tables.filter((path) => path.startsWith('rollup/'));
    for (const path of damaged) await truncate(join(copy.dir, path), 10);
    const remedies = async () =>
      new Set(damagesOf(await verify(copy.dir)).flatMap(({ part, remedy }) => (part === 'rollup' ? [remedy] : [])));
    expect(await remedies()).toEqual(new Set(['rebuild']));
    for (const path of tables.filter((one) => one.startsWith('facts/reading/')))
      await truncate(join(copy.dir, path), 10);
    expect(await remedies()).toEqual(new Set(['restore']));
  });
});
