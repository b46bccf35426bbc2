/** A plant that runs removes what it keeps no longer beside what it collects. */
import { writeFile } from 'node:fs/promises';
import { openPlant } from 'gemba';
import { type RunEvent, runPlant } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { makeFolder } from '../../support/demo-plant.ts';
import { log, secretEnv, smallPlant, writeSmallPlant } from '../../support/small-plant.ts';

test('once history takes facts it removes those that are too old, notes it, and loads the rest', async () => {
  const folder = await makeFolder();
  const old = { ...log[0], key: 'old', start: '2023-03-06T06:00', end: '2023-03-06T10:00' } as (typeof log)[number];
  const config = await writeSmallPlant(folder, [old, ...log]);
  await writeFile(config, JSON.stringify({ ...smallPlant(), retention: { events: '90 days' } }));
  const clock = { nowMs: Date.UTC(2024, 2, 7, 5, 30) };
  await using plant = await openPlant({ config, env: secretEnv, clock: () => clock.nowMs });
  const stop = new AbortController();
  const events: RunEvent[] = [];
  let expiredCount = 0;
  await runPlant(plant, {
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(120_000)]),
    onEvent: (event) => {
      events.push(event);
      // The first look may come before the log is read; the day after all of it is there.
      if (event.kind === 'committed') clock.nowMs += 86_400_000;
      if (event.kind !== 'expired') return;
      expiredCount += event.applied.removed.length;
      if (events.some(({ kind }) => kind === 'committed')) stop.abort();
    },
  });
  expect(events.filter(({ kind }) => kind === 'failed')).toEqual([]);
  const { factCounts, accounts } = await plant.history.status();
  const account = accounts.get('mes');
  // Removed where it was stored before, and else not stored at all.
  expect(factCounts.production).toBe(log.length);
  expect(account?.received).toBe(log.length + 1);
  expect((account?.expired ?? 0) + expiredCount).toBe(1);
  expect(await plant.state.runs.list({ kind: 'retention' })).toContainEqual(
    expect.objectContaining({ outcome: 'done' }),
  );
}, 150_000);
