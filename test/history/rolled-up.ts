/**
 * A small store of two days whose readings are rolled up: minutes, hours and days, each day in files of its own, as they are
 * more than a week apart.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { plainRule } from 'gemba/analytics';
import {
  type EmbeddedHistoryOptions,
  type History,
  type HistoryWriter,
  openEmbeddedHistory,
  type RollupCalendar,
} from 'gemba/history';
import { createReadingTable, type FactRow, toTable } from 'gemba/model';
import type { Interval } from 'gemba/time';
import { readManifest } from '../../src/history/embedded/manifest-log.ts';
import { listSlots } from '../../src/history/embedded/rollups/slots.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
export const firstDayAt: number = Date.UTC(2026, 0, 5);
export const days: readonly Interval[] = [0, 10].map((day) => ({
  fromAt: firstDayAt + day * dayMs,
  toAt: firstDayAt + (day + 1) * dayMs,
}));
export const tags: readonly string[] = ['a', 'b'];
export const rolledUpLevels = ['minute', 'hour', 'day'] as const;
export type RolledUpLevel = (typeof rolledUpLevels)[number];
const lengths: Readonly<Record<RolledUpLevel, number>> = { minute: 60_000, hour: hourMs, day: dayMs };

/** Days of UTC, without shifts. */
const calendar: RollupCalendar = {
  fingerprint: 'days of UTC',
  listDays: ({ fromAt, toAt }) => {
    const listed: Interval[] = [];
    for (let at = Math.ceil(fromAt / dayMs) * dayMs; at < toAt; at += dayMs)
      listed.push({ fromAt: at, toAt: at + dayMs });
    return listed;
  },
  listShifts: () => [],
};

export function openRolledUp(dir: string, options: Partial<EmbeddedHistoryOptions> = {}): Promise<History> {
  return openEmbeddedHistory({
    dir,
    clock: () => firstDayAt + 14 * dayMs,
    compactSegmentsMin: 1_000,
    rollups: { tags: [], calendar },
    rollupLimits: { endedMs: 0, untouchedMs: 0, planEveryMs: 0, segmentsMin: 1_000 },
    ...options,
  });
}

export async function commitReadings(writer: HistoryWriter, rows: readonly FactRow<'reading'>[]): Promise<void> {
  const account = { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
  const facts = rows.length === 0 ? [] : [createReadingTable(toTable('reading', rows).columns)];
  await writer.commit({ source: 'mqtt', identityBy: 'key', facts, account, position: {} });
}

/** Three hours of a reading a minute. */
export function readingsOf(day: Interval): readonly FactRow<'reading'>[] {
  return tags.flatMap((tag, t) =>
    Array.from({ length: 180 }, (_, i) => ({ tag, at: day.fromAt + i * 60_000 + 10_000, value: i * (t + 1) })),
  );
}

/** Commits nothing until all is rolled up, as a writer looks for something to do when something comes. */
export async function settle(dir: string, writer: HistoryWriter): Promise<void> {
  while (!(await isRolledUp(dir))) {
    await commitReadings(writer, []);
    await wait(50);
  }
}

export async function isRolledUp(dir: string): Promise<boolean> {
  const state = await readManifest(dir);
  const window = { fromAt: firstDayAt, toAt: firstDayAt + 14 * dayMs };
  return rolledUpLevels.every((level) =>
    listSlots(state, level, window, calendar).every(({ version, owner }) => version === 0 || owner !== undefined),
  );
}

/** Counts and means of a day in buckets of a level, with how many rows of each level they are made of. */
export async function askBuckets(history: History, level: RolledUpLevel, { fromAt, toAt }: Interval) {
  const stepMs = lengths[level];
  const edges = Float64Array.from({ length: (toAt - fromAt) / stepMs + 1 }, (_, i) => fromAt + i * stepMs);
  const snapshot = await history.snapshot();
  const { figures, rowCounts } = await snapshot.resample({
    tags: tags.map((id) => ({ id, rule: plainRule })),
    edges,
    untilAt: toAt,
    figures: ['readingCount', 'mean'],
  });
  return { figures, rowCounts };
}
