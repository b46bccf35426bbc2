/** A store that is rolled up beside its commits. */
import { type EmbeddedHistoryOptions, type HistoryWriter, openEmbeddedHistory } from 'gemba/history';
import { createFactTableBuilder, createReadingTable, type FactRow, toTable } from 'gemba/model';
import { expect, test, vi } from 'vitest';
import { readManifest } from '../../../src/history/embedded/manifest-log.ts';
import { coverOf } from '../../../src/history/embedded/rollups/cover.ts';
import type { RollupPart } from '../../../src/history/embedded/rollups/rollup-segment.ts';
import { temporaryFolder } from '../store.ts';
import { always, calendarOf, dayMs, firstAt, hourMs, minuteMs } from './plant.ts';

/** Shifts only: each thing that is rolled up starts a process. */
const calendar = { ...calendarOf('plant', 0, [[0, 8 * hourMs]]), listDays: (): [] => [] };
const patience = { timeout: 60_000, interval: 50 };

function options(dir: string, failures: unknown[]): EmbeddedHistoryOptions {
  return {
    dir,
    clock: () => firstAt + 2 * dayMs,
    rollups: { tags: [{ id: 'speed', rule: { kind: 'measure', expectedIntervalMs: 2 * minuteMs } }], calendar },
    rollupLimits: { untouchedMs: 0, planEveryMs: 10 },
    onMergeFailed: (error) => failures.push(error),
  };
}

const readingsOf = (hours: readonly number[]): FactRow<'reading'>[] =>
  hours.flatMap((hour) =>
    Array.from({ length: 60 }, (_, i) => ({
      tag: 'speed',
      at: firstAt + hour * hourMs + i * minuteMs,
      value: i,
      source: 's',
    })),
  );

async function commit(writer: HistoryWriter, rows: readonly FactRow<'reading'>[]): Promise<void> {
  const facts = [createReadingTable(toTable('reading', rows).columns)];
  const account = { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
  await writer.commit({ source: 's', identityBy: 'key', facts, account, position: {} });
}

/** By hour of the first day: the file that answers it, and as of which version. */
async function hoursOf(dir: string): Promise<Record<number, { readonly path: string; readonly version: number }>> {
  const parts = coverOf(await readManifest(dir), 'hour', always);
  const hours: Record<number, { readonly path: string; readonly version: number }> = {};
  for (const { fromAt, toAt, values } of parts)
    for (let at = fromAt; at < toAt; at += hourMs)
      hours[(at - firstAt) / hourMs] = { path: values.path, version: values.version };
  return hours;
}

async function shiftOf(dir: string): Promise<RollupPart | undefined> {
  return coverOf(await readManifest(dir), 'shift', always, calendar)[0];
}

test('a late reading and a gap make the hours they lie in anew, with their shift, and no others', async () => {
  await using folder = await temporaryFolder();
  const failures: unknown[] = [];
  await using history = await openEmbeddedHistory(options(folder.dir, failures));
  await using writer = await history.openWriter({ holder: 'test' });
  await commit(writer, readingsOf([1, 2, 5]));
  await vi.waitFor(async () => expect(await shiftOf(folder.dir)).toBeDefined(), patience);
  const first = await hoursOf(folder.dir);
  expect(Object.values(first).every(({ version }) => version === 1)).toBe(true);
  // One commit touches the hours it has readings of, and none between.
  const { readingVersions } = await readManifest(folder.dir);
  expect(readingVersions.get('2026-01-05')?.slice(0, 7)).toEqual([0, 1, 1, 0, 0, 1, 0]);
  // Between them lie hours without readings, of which the file says as much.
  expect(Object.keys(first)).toEqual(['1', '2', '3', '4', '5']);

  await commit(writer, [{ tag: 'speed', at: firstAt + 2.5 * hourMs + 1, value: 7, source: 's' }]);
  await vi.waitFor(async () => expect((await shiftOf(folder.dir))?.values.version).toBe(2), patience);
  const late = await hoursOf(folder.dir);
  expect(late).toEqual({ ...first, 2: { path: expect.any(String), version: 2 } });

  const gaps = createFactTableBuilder('gap');
  const [startAt, endAt] = [firstAt + 5.2 * hourMs, firstAt + 5.4 * hourMs];
  gaps.add({ source: 's', startAt, endAt, cause: 'silence', status: 'closed' }, new Uint8Array(16), new Uint8Array(16));
  const account = { received: 1, refused: 0, filtered: 0, expired: 0, lost: 0 };
  await writer.commit({ source: 's', identityBy: 'key', facts: [gaps.build()], account, position: {} });
  await vi.waitFor(async () => expect((await shiftOf(folder.dir))?.values.version).toBe(3), patience);
  expect(await hoursOf(folder.dir)).toEqual({ ...late, 5: { path: expect.any(String), version: 3 } });
  expect(failures).toEqual([]);
}, 180_000);

test('what a commit touches while it is rolled up is made again', async () => {
  await using folder = await temporaryFolder();
  const failures: unknown[] = [];
  const versionsWhenWritten: number[] = [];
  await using history = await openEmbeddedHistory({
    ...options(folder.dir, failures),
    async onStep(step) {
      if (step === 'rollup-written') versionsWhenWritten.push((await readManifest(folder.dir)).version);
    },
  });
  await using writer = await history.openWriter({ holder: 'test' });
  // The child that rolls up is started with the first; the second is there before it has done.
  await commit(writer, readingsOf([1]));
  await commit(writer, [{ tag: 'speed', at: firstAt + hourMs + 1, value: 7, source: 's' }]);
  await vi.waitFor(async () => expect((await hoursOf(folder.dir))[1]?.version).toBe(2), patience);
  expect(versionsWhenWritten.at(-1)).toBe(2);
  expect(failures).toEqual([]);
}, 120_000);
