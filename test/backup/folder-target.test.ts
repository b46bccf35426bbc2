import { mkdir, readdir, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openFolderTarget } from 'gemba/backup';
import { backupTargetConformance } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import { collect } from './support/collect.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const text = (value: string) => ({
  byteLength: Buffer.byteLength(value),
  async *read() {
    yield Buffer.from(value);
  },
});

describe('a folder holds to the rules of backup targets', () => {
  for (const { name, check } of backupTargetConformance)
    test(name, () =>
      check(async () => {
        const folder = await temporaryFolder();
        return {
          open: () => openFolderTarget({ path: folder.path }),
          [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
        };
      }),
    );
});

describe('a folder', () => {
  test('that is not there is not made: its share may not be mounted', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'share');
    await expect(openFolderTarget({ path })).rejects.toMatchObject({
      code: 'backup-failed',
      message: expect.stringMatching(/share.*ENOENT.*mount the share/),
    });
    expect(await readdir(folder.path)).toEqual([]);
  });

  test('that is a file is refused', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'file');
    await writeFile(path, '');
    await expect(openFolderTarget({ path })).rejects.toMatchObject({
      code: 'backup-failed',
      details: { errno: 'ENOTDIR' },
    });
  });

  test('that goes away is told by every call, and is never taken for an empty one', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'share');
    await mkdir(path);
    const target = await openFolderTarget({ path });
    await target.put('a/b', text('x'));
    await rename(path, join(folder.path, 'elsewhere'));
    const failing = expect.objectContaining({ code: 'backup-failed' });
    const all = (prefix: string) => collect(target.list(prefix));
    await expect(all('')).rejects.toEqual(failing);
    await expect(all('a/')).rejects.toEqual(failing);
    await expect(target.find('a/b')).rejects.toEqual(failing);
    await expect(target.put('a/c', text('x'))).rejects.toEqual(failing);
    await expect(target.create('a/c', Buffer.from('x'))).rejects.toEqual(failing);
    await expect(collect(target.get('a/b'))).rejects.toEqual(failing);
    expect(await readdir(folder.path)).toEqual(['elsewhere']);
  });

  test('in which something else is in the way says what to do', async () => {
    await using folder = await temporaryFolder();
    const target = await openFolderTarget({ path: folder.path });
    await writeFile(join(folder.path, 'objects'), 'a file');
    await mkdir(join(folder.path, 'note'));
    await expect(target.put('objects/one', text('x'))).rejects.toThrow(
      /Cannot write.*A file is where a folder should be/,
    );
    await expect(target.put('note', text('x'))).rejects.toThrow(/Cannot write.*A folder is where a file should be/);
    expect(await target.find('note')).toBeUndefined();
    expect(await readdir(join(folder.path, '.partial'))).toEqual([]);
  });

  test('keeps files of its own user alone, and no other files than objects', async () => {
    await using folder = await temporaryFolder();
    const target = await openFolderTarget({ path: folder.path });
    await target.put('objects/one', text('x'));
    expect((await stat(join(folder.path, 'objects/one'))).mode & 0o007).toBe(0);
    await writeFile(join(folder.path, 'Thumbs.db'), '');
    await writeFile(join(folder.path, 'objects', '.hidden'), '');
    const names = (await collect(target.list(''))).map(({ name }) => name);
    expect(names).toEqual(['objects/one']);
  });

  test('is rid of what a killed process left, but not of what another is writing', async () => {
    await using folder = await temporaryFolder();
    const first = await openFolderTarget({ path: folder.path });
    await first.put('a', text('x'));
    const partial = join(folder.path, '.partial');
    for (const name of ['old', 'new']) await writeFile(join(partial, name), 'half');
    const yesterday = Date.now() / 1_000 - 25 * 3_600;
    await utimes(join(partial, 'old'), yesterday, yesterday);
    const second = await openFolderTarget({ path: folder.path });
    await second.put('b', text('x'));
    expect(await readdir(partial)).toEqual(['new']);
  });
});
