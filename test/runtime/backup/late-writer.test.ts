/** A process of before a restore that hung, with history open for writing, and wakes up late. */
import { join } from 'node:path';
import { openEmbeddedHistory } from 'gemba/history';
import { loadSources } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { makeQuickFolder } from '../../support/quick-folder.ts';
import { log, sendDay, writeSmallPlant } from '../../support/small-plant.ts';
import { backUp, openSmallPlant, readAll, restore } from './support/small-backups.ts';

test('what a process of before still writes after a restore does not count, and harms nothing', async () => {
  const folder = await makeQuickFolder();
  await sendDay(folder);
  await backUp(folder);
  const before = await readAll(folder);
  const late = await openEmbeddedHistory({ dir: join(folder, 'store/history') });
  const writer = await late.openWriter({ holder: 'late' });
  const commit = (position: object) =>
    writer.commit({
      source: 'late',
      identityBy: 'content',
      facts: [],
      account: { received: 0, refused: 0, filtered: 0, expired: 0, lost: 0 },
      position: { ...position },
    });
  await commit({ at: 1 });
  await restore(folder);
  // Whether it finds out or not: in the order in which entries are read its number is one of long ago.
  await commit({ at: 2 }).catch(() => undefined);
  expect(await readAll(folder)).toEqual(before);
  await Promise.resolve(writer[Symbol.asyncDispose]()).catch(() => undefined);
  await late[Symbol.asyncDispose]();

  const more = { ...log[0], key: '9', start: '2024-03-06T13:00', end: '2024-03-06T13:30' } as (typeof log)[number];
  await writeSmallPlant(folder, [...log, more]);
  {
    await using plant = await openSmallPlant(folder);
    await loadSources(plant);
  }
  expect((await readAll(folder)).facts.length).toBe(before.facts.length + 1);
}, 120_000);
