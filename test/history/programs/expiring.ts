/** What `expire.ts` commits, and what each of its cuts removes. */
import type { RetentionCut } from '../../../src/history/index.ts';
import type { FactRow } from '../../../src/model/index.ts';

const dayMs = 86_400_000;
export const expiringFrom: number = Date.UTC(2026, 0, 5);
const days = [0, 1, 2, 3, 4, 5, 6, 7];

export const expiringReadings: readonly FactRow<'reading'>[] = days.flatMap((day) =>
  ['a', 'b'].map((tag) => ({ tag, at: expiringFrom + day * dayMs + 3_600_000, value: day })),
);
/** Of each day a short one, and one that lasts into the third. */
export const expiringReports: readonly FactRow<'production'>[] = days.flatMap((day) =>
  [1, 2.5 * dayMs].map((lengthMs) => {
    const startAt = expiringFrom + day * dayMs;
    return { equipment: 'm1', startAt, endAt: startAt + lengthMs, completedCount: day * 10 + Math.sign(lengthMs - 1) };
  }),
);

/** Everything before a day goes, of tag b a day more. */
export function expiringCut(day: number): RetentionCut {
  const at = expiringFrom + day * dayMs;
  return {
    facts: { reading: at, production: at },
    tagGroups: [{ name: 'short', tags: ['b'], beforeAt: at + dayMs }],
    rollups: {},
  };
}

/** What is left where facts have expired before these instants. */
export function leftAfter(expiryOf: (kind: 'reading' | 'production', tag?: string) => number | undefined): {
  readonly readings: string[];
  readonly reports: number[];
} {
  const isLeft = (endAt: unknown, expiry: number | undefined): boolean => !(Number(endAt) < (expiry ?? 0));
  return {
    readings: expiringReadings
      .filter(({ tag, at }) => isLeft(at, expiryOf('reading', String(tag))))
      .map(({ tag, value }) => `${tag} ${value}`)
      .sort(),
    reports: expiringReports
      .filter(({ endAt }) => isLeft(endAt, expiryOf('production')))
      .map(({ completedCount }) => completedCount as number),
  };
}
