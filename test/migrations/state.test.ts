/** A state of format version 1, cut off amidst its migration: it is of the one version or the other, with all it held. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openState } from 'gemba/state';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/state/database.ts';
import { migrate } from '../../src/state/migrate.ts';
import { migrations } from '../../src/state/migrations/index.ts';
import { temporaryFolder } from '../history/store.ts';
import { root } from '../support/demo-plant.ts';
import { runToEnd } from './support/run-to-end.ts';

const clock = (): number => 7;

async function copyOf() {
  const folder = await temporaryFolder();
  const file = join(folder.dir, 'state.sqlite');
  await copyFile(join(import.meta.dirname, '../fixtures/state/version-1.sqlite'), file);
  return { ...folder, file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('killed behind each migration it is of version 1 still, and opens as the newest with all it held', async () => {
  await using copy = await copyOf();
  const before = new DatabaseSync(copy.file, { readOnly: true });
  const manifests = before
    .prepare('SELECT manifest FROM report')
    .all()
    .map(({ manifest }) => manifest);
  before.close();
  const program = join(root, 'test/migrations/programs/migrate-state.ts');
  for (let step = 1; step < migrations.length; step++) {
    expect(await runToEnd([program, copy.file, String(step)])).toEqual([null, 'SIGKILL']);
    const database = openDatabase(copy.file, 1_000);
    expect(database.formatVersion()).toBe(1);
    database.close();
  }
  await using state = await openState({ dir: copy.dir, clock });
  expect(state.formatVersion).toBe(migrations.length);
  expect((await state.deliveries.list()).map(({ delivery }) => delivery.id)).toEqual(['waiting', 'refused', 'sent']);
  expect((await state.reports.list()).map(({ manifest }) => JSON.stringify(manifest))).toEqual(manifests);
  expect(await state.audit.list()).toEqual([]);
});

test('the gemba before refuses what this one has migrated, and leaves it as it is', async () => {
  await using copy = await copyOf();
  await (await openState({ dir: copy.dir, clock }))[Symbol.asyncDispose]();
  const database = openDatabase(copy.file, 1_000);
  expect(() => migrate(database, migrations.slice(0, 1))).toThrow('this gemba knows up to 1');
  expect(database.formatVersion()).toBe(migrations.length);
  database.close();
});
