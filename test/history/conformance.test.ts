import type { RollupCalendar } from 'gemba/history';
import { dayMs, hourMs } from 'gemba/time';
import { describe, expect, test, vi } from 'vitest';
import { checkedTags, type HistoryStore, historyConformance } from '../../src/testing/history-conformance.ts';
import { latestChecks } from '../../src/testing/latest-checks.ts';
import { resampleChecks } from '../../src/testing/resample-checks.ts';
import { temporaryStore } from './store.ts';

describe('the embedded history', () => {
  for (const { name, check } of historyConformance) test(name, () => check(() => temporaryStore()));
});

describe('the embedded history that rolls up', () => {
  // The checks whose answers come from rollups; the others do not differ.
  for (const { name, check } of [...resampleChecks, ...latestChecks].filter(({ name }) => isOfRollups.test(name)))
    test(name, () => check(() => rollingStore()), 120_000);
});

const isOfRollups = /^buckets say|^the latest reading/;

/** Rolls up at once, with small files that are merged soon; days begin at midnight (UTC), shifts leave out the night. */
async function rollingStore(): Promise<HistoryStore> {
  const list =
    (units: readonly (readonly [number, number])[]): RollupCalendar['listDays'] =>
    ({ fromAt, toAt }) => {
      const days = Array.from({ length: Math.ceil(toAt / dayMs) - Math.floor(fromAt / dayMs) }, (_, i) => i);
      return days
        .flatMap((i) =>
          units.map(([from, to]) => ({ fromAt: from, toAt: to, day: (Math.floor(fromAt / dayMs) + i) * dayMs })),
        )
        .map((unit) => ({ fromAt: unit.day + unit.fromAt * hourMs, toAt: unit.day + unit.toAt * hourMs }))
        .filter((unit) => unit.fromAt >= fromAt && unit.fromAt < toAt);
    };
  const calendar = {
    fingerprint: 'conformance',
    listDays: list([[0, 24]]),
    listShifts: list([
      [6, 14],
      [14, 22],
    ]),
  };
  const store = await temporaryStore({
    rollups: { tags: checkedTags, calendar },
    rollupLimits: { endedMs: 0, untouchedMs: 0, segmentsMin: 4, planEveryMs: 10 },
  });
  return {
    ...store,
    settle: (history) =>
      vi.waitFor(
        async () => {
          for (const { level, staleCount, missingCount, currentCount } of (await history.status()).listRollups()) {
            expect([level, staleCount, missingCount]).toEqual([level, 0, 0]);
            expect(currentCount, level).toBeGreaterThan(0);
          }
        },
        { timeout: 60_000, interval: 500 },
      ),
  };
}
