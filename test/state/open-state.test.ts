import { chmod, copyFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openPersonRegistry, openState, type State } from 'gemba/state';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/state/database.ts';
import { migrate } from '../../src/state/migrate.ts';
import { migrations } from '../../src/state/migrations/index.ts';

const clock = (): number => 7;

async function folderOf(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-state-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function stateIn(dir: string): Promise<State> {
  const state = await openState({ dir, clock });
  onTestFinished(() => state[Symbol.asyncDispose]());
  return state;
}

/** Runs SQL on a state file as another program would. */
function tamper(dir: string, sql: string): void {
  const database = new DatabaseSync(join(dir, 'state.sqlite'));
  database.exec(sql);
  database.close();
}

test('the folder is made, the file is its owner’s alone, and disposing twice is harmless', async () => {
  const dir = join(await folderOf(), 'a/b');
  const state = await openState({ dir, clock });
  expect(state.file).toBe(join(dir, 'state.sqlite'));
  expect(state.formatVersion).toBe(migrations.length);
  for (const name of await readdir(dir)) expect((await stat(join(dir, name))).mode & 0o077).toBe(0);
  await state[Symbol.asyncDispose]();
  await state[Symbol.asyncDispose]();
});

test('the file is in write-ahead mode, so that readers and the writer do not wait for each other', async () => {
  const dir = await folderOf();
  await stateIn(dir);
  const database = new DatabaseSync(join(dir, 'state.sqlite'));
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
});

test('a file of format version 1 opens with all it held', async () => {
  const dir = await folderOf();
  const fixture = join(import.meta.dirname, '../fixtures/state/version-1.sqlite');
  await copyFile(fixture, join(dir, 'state.sqlite'));
  await chmod(join(dir, 'state.sqlite'), 0o600);
  const state = await stateIn(dir);
  expect(state.formatVersion).toBe(migrations.length);
  const records = await state.deliveries.list();
  expect(records.map(({ delivery, status, reason, receipt }) => [delivery.id, status, reason ?? receipt])).toEqual([
    ['waiting', 'pending', undefined],
    ['refused', 'rejected', 'No such user.'],
    ['sent', 'delivered', '250 ok'],
  ]);
  expect((await state.reports.list()).map(({ manifest, revision }) => [manifest.kind, revision])).toEqual([
    ['daily', 1],
  ]);
  expect(await state.runs.findLastDone('report', 'daily/director')).toMatchObject({
    outcome: 'done',
    detail: 'fixture',
  });
  const persons = openPersonRegistry(state, { key: 'the key of the fixture' });
  expect(persons.findPerson(persons.tokenOf('Ada'))).toBe('Ada');
});

test('migrations run in order, once, and a failing one leaves the version before it whole', async () => {
  const dir = await folderOf();
  const state = await stateIn(dir);
  await state.runs.start('report', 'daily');
  const database = openDatabase(state.file, 1_000);
  onTestFinished(() => database.close());
  const second = 'ALTER TABLE run ADD COLUMN host TEXT';
  const broken = "CREATE TABLE extra (x TEXT) STRICT; INSERT INTO nowhere VALUES ('x')";
  expect(() => migrate(database, [...migrations, second, broken])).toThrow('no such table: nowhere');
  expect(database.formatVersion()).toBe(migrations.length);
  migrate(database, [...migrations, second]);
  migrate(database, [...migrations, second]);
  expect(database.formatVersion()).toBe(migrations.length + 1);
  // Row and column are both there: the migration ran once, on what was there.
  expect(database.all({ compile: () => ({ sql: 'SELECT host FROM run', parameters: [] }) } as never)).toEqual([
    { host: null },
  ]);
});

test('a file of a newer gemba is refused untouched, with what to do', async () => {
  const dir = await folderOf();
  await (await openState({ dir, clock }))[Symbol.asyncDispose]();
  tamper(dir, 'PRAGMA user_version = 99');
  await expect(openState({ dir, clock })).rejects.toMatchObject({
    code: 'state-newer',
    message: expect.stringMatching(/format version 99; this gemba knows up to \d+\. Install/),
  });
});

test('what is no state file is refused and not overwritten', async () => {
  const dir = await folderOf();
  await writeFile(join(dir, 'state.sqlite'), 'This is a text and no database, long enough to have a header.'.repeat(9));
  await expect(openState({ dir, clock })).rejects.toMatchObject({
    code: 'state-unreadable',
    message: expect.stringContaining('It is not a state file of gemba'),
  });
});

test('a folder that cannot be made is told with its path', async () => {
  const dir = await folderOf();
  await writeFile(join(dir, 'file'), '');
  await expect(openState({ dir: join(dir, 'file/below'), clock })).rejects.toMatchObject({
    code: 'state-unreadable',
    message: expect.stringContaining(join(dir, 'file/below')),
  });
});

test('a lock that another process holds for too long is told, with what to do', async () => {
  const dir = await folderOf();
  const state = await openState({ dir, clock, busyMs: 1 });
  onTestFinished(() => state[Symbol.asyncDispose]());
  const other = new DatabaseSync(join(dir, 'state.sqlite'));
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  await expect(state.runs.start('report', 'daily')).rejects.toMatchObject({
    code: 'state-unreadable',
    message: expect.stringContaining('Another process has held its lock'),
  });
  other.exec('ROLLBACK');
  expect(await state.runs.start('report', 'daily')).toBe(1);
});

test('a file that is locked before its first opening is told after the wait', async () => {
  const dir = await folderOf();
  const other = new DatabaseSync(join(dir, 'state.sqlite'));
  onTestFinished(() => other.close());
  other.exec('CREATE TABLE x (y); BEGIN EXCLUSIVE');
  await expect(openState({ dir, clock, busyMs: 25 })).rejects.toMatchObject({ code: 'state-unreadable' });
});

test('what SQLite says of a wrong use is not dressed up', async () => {
  const database = openDatabase(join(await folderOf(), 'x.sqlite'), 1);
  onTestFinished(() => database.close());
  expect(() => database.script('SELEKT')).toThrow('near "SELEKT": syntax error');
  expect(() =>
    database.transact(() => {
      throw new RangeError('mine');
    }),
  ).toThrow(RangeError);
  expect(database.transact(() => 'open again')).toBe('open again');
});
