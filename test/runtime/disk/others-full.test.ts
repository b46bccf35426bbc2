/** What lies beside history on a full disk: the state and the archive say so, and hold what they held. */
import { readdir } from 'node:fs/promises';
import { openArchive } from 'gemba/reports';
import { openState } from 'gemba/state';
import { expect, test, vi } from 'vitest';
import { databaseOf } from '../../../src/state/open-state.ts';
import { deliveryOf } from '../../distribution/support/deliveries.ts';
import { temporaryFolder } from '../../history/store.ts';

const disk = vi.hoisted(() => ({ isFull: false }));

vi.mock('node:fs/promises', async (load) => {
  const files = await load<typeof import('node:fs/promises')>();
  return {
    ...files,
    open: async (...args: Parameters<typeof files.open>) => {
      const file = await files.open(...args);
      if (!disk.isFull || args[1] !== 'wx') return file;
      // As file systems do that find out late.
      file.sync = () => Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
      return file;
    },
  };
});

test('an archive whose disk is full says so, leaves nothing half, and takes the file once there is room', async () => {
  await using folder = await temporaryFolder();
  const archive = await openArchive(folder.dir);
  const held = await archive.put(new TextEncoder().encode('there before'));
  const bytes = new TextEncoder().encode('a report');
  disk.isFull = true;
  await expect(archive.put(bytes)).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringContaining('its disk is full'),
  });
  disk.isFull = false;
  const names = (await readdir(folder.dir, { recursive: true })).filter((name) => /[0-9a-f]{64}/.test(name));
  expect(names.map((name) => name.slice(3))).toEqual([held.sha256]);
  const { sha256 } = await archive.put(bytes);
  expect(await archive.get(sha256)).toEqual(bytes);
});

test('a state whose disk is full says so, holds what it held, and takes what comes once there is room', async () => {
  await using folder = await temporaryFolder();
  await using state = await openState({ dir: folder.dir, clock: () => 1_000 });
  await state.deliveries.enqueue([deliveryOf({ id: 'before' })]);
  const database = databaseOf(state);
  // SQLite refuses pages beyond this number as it refuses those that a full disk does not take: SQLITE_FULL.
  database.script('PRAGMA max_page_count = 1');
  const large = deliveryOf({ id: 'large', subject: 'x'.repeat(500_000) });
  await expect(state.deliveries.enqueue([large])).rejects.toMatchObject({
    code: 'state-unreadable',
    message: expect.stringContaining('The disk is full; make room and try again.'),
  });
  expect((await state.deliveries.list()).map(({ delivery }) => delivery.id)).toEqual(['before']);
  database.script('PRAGMA max_page_count = 1000000');
  expect(await state.deliveries.enqueue([large])).toEqual(['added']);
  const check = { compile: () => ({ sql: 'PRAGMA integrity_check', parameters: [] }) } as never;
  expect(database.all(check)).toEqual([{ integrity_check: 'ok' }]);
});
