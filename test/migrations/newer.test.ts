/** What a newer gemba wrote is refused by its code, with what to do, and every byte stays as it was. */
import { createHash } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { openBackupRepository, openFolderTarget } from 'gemba/backup';
import { openEmbeddedHistory } from 'gemba/history';
import { openFactBuffer } from 'gemba/ingest';
import { openState } from 'gemba/state';
import { expect, test } from 'vitest';
import { openSealed, sealJson } from '../../src/backup/repository/sealed-json.ts';
import { seal } from '../../src/history/embedded/sealed.ts';
import { temporaryFolder } from '../history/store.ts';
import { gemba } from '../support/demo-plant.ts';
import { writePressedPlant } from '../support/pressed-plant.ts';

const clock = (): number => 7;
const fixtures = join(import.meta.dirname, '../fixtures');

/** The digest of every file, by its path. */
async function contentOf(dir: string): Promise<ReadonlyMap<string, string>> {
  const content = new Map<string, string>();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile())
      content.set(
        path,
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      );
  }
  return content;
}

async function expectUntouched(
  dir: string,
  open: () => Promise<unknown>,
  code: string,
  message: RegExp,
): Promise<void> {
  const before = await contentOf(dir);
  await expect(open()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(await contentOf(dir)).toEqual(before);
}

test.each([
  ['an entry', '000000000999.json', { format: 99, sequence: 999, previous: '', kind: 'commit' }],
  ['a checkpoint', '000000000999.checkpoint.json', { format: 99, sequence: 999 }],
])('history with %s of a newer format', async (_, name, body) => {
  await using folder = await temporaryFolder();
  const dir = join(folder.dir, 'store');
  await cp(join(fixtures, 'history/format-3/store'), dir, { recursive: true });
  const names = (await readdir(join(dir, 'manifest'))).filter((one) => /^\d+\.json$/.test(one)).sort();
  const next = String(Number(names.at(-1)?.slice(0, 12)) + 1).padStart(12, '0');
  await writeFile(join(dir, 'manifest', name.replace('000000000999', next)), seal(body).text);
  await expectUntouched(
    dir,
    () => openEmbeddedHistory({ dir }),
    'history-newer',
    /format 99.*Use the gemba that wrote it/,
  );
});

test.each(['delete', 'wal'])('a state of a newer format, its journal being %s', async (journal) => {
  await using folder = await temporaryFolder();
  await (await openState({ dir: folder.dir, clock }))[Symbol.asyncDispose]();
  const database = new DatabaseSync(join(folder.dir, 'state.sqlite'));
  database.exec(`PRAGMA journal_mode = ${journal}; PRAGMA user_version = 99`);
  database.close();
  const open = () => openState({ dir: folder.dir, clock });
  await expectUntouched(folder.dir, open, 'state-newer', /version 99.*Install the gemba that wrote it/);
});

test('a buffer with a segment of a newer format', async () => {
  await using folder = await temporaryFolder();
  const dir = join(folder.dir, 'segments');
  await cp(join(fixtures, 'buffer/format-1/segments'), dir, { recursive: true });
  const path = join(dir, (await readdir(dir)).filter((name) => name.startsWith('kept')).at(-1) as string);
  const bytes = await readFile(path);
  bytes.writeUInt16LE(99, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 60)), 60);
  await writeFile(path, bytes);
  await expectUntouched(dir, () => openFactBuffer({ dir, clock }), 'buffer-newer', /99.*(Use|Install|Start)/);
});

test('backups of a newer format', async () => {
  await using folder = await temporaryFolder();
  const open = async () => {
    await using target = await openFolderTarget({ path: folder.dir });
    await using _ = await openBackupRepository(target, { plant: 'press', softwareVersion: '0' });
  };
  await open();
  const path = join(folder.dir, 'gemba-backup.json');
  const known = openSealed(await readFile(path)) ?? {};
  await writeFile(path, sealJson({ ...known, format: 99 }));
  await expectUntouched(folder.dir, open, 'backup-newer', /format 99.*Use the version that wrote them/);
});

test('a plant file of a newer format', async () => {
  await using folder = await temporaryFolder();
  const config = await writePressedPlant(folder.dir);
  await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), formatVersion: 2 }));
  const before = await contentOf(folder.dir);
  const { code, stderr } = await gemba(['history', 'status'], { folder: folder.dir });
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(
      /formatVersion: is written for a newer gemba: this one knows format version 1\. Install .* Got 2\./,
    ),
  ]);
  expect(await contentOf(folder.dir)).toEqual(before);
});
