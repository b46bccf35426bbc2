/** Made-up readings for rollups, and what plain formulas and the functions of the time axis say of them. */
import fc from 'fast-check';
import {
  knownTime,
  type ReadingRows,
  type Resampled,
  type RollupFigure,
  type RollupRule,
  resampleCounter,
  resampleMeasure,
  resampleStates,
  rollupHoldMaxMs,
  seriesOf,
} from 'gemba/analytics';
import { type FactRow, type FactTable, toTable } from 'gemba/model';
import { intersect, setOf, totalMs } from 'gemba/time';
import { expect } from 'vitest';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
export const spanMs: number = 3 * dayMs;

export type Reading = FactRow<'reading'> & { readonly tag: string; readonly at: number };

/** Most distances are of seconds; some are none at all, of hours, or of more than a day. */
const distanceMs = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 25_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 40 * minuteMs }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 * hourMs }) },
);

const content = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -400, max: 900 }).map((n) => ({ value: n / 8 })) },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2).map((value) => ({ value })) },
  { weight: 2, arbitrary: fc.constantFrom('run', 'stop', '1').map((text) => ({ text })) },
  { weight: 1, arbitrary: fc.constant({}) },
);

const row = fc.record({
  distanceMs,
  content,
  quality: fc.constantFrom('', '', '', '', '', 'uncertain', 'bad'),
  source: fc.constantFrom('plc', 'plc', 'plc', 'gateway'),
});

function readingsOf(tag: string): fc.Arbitrary<Reading[]> {
  return fc
    .tuple(fc.nat(2 * hourMs), fc.array(row, { minLength: 1, maxLength: 60, size: 'max' }))
    .map(([startAt, rows]) => {
      let at = startAt;
      return rows.map((one, sequence) => {
        at += one.distanceMs;
        return { tag, at, sequence, quality: one.quality, source: one.source, ...one.content };
      });
    });
}

export const rules: Readonly<Record<string, RollupRule>> = {
  count: { kind: 'counter', rolloverAt: 100, expectedIntervalMs: 20_000 },
  force: { kind: 'measure' },
  mode: { kind: 'state', expectedIntervalMs: 30 * minuteMs },
  plain: { kind: 'counter' },
};
export const tags: readonly string[] = Object.keys(rules);
export const ruleOf = (tag: string): RollupRule => rules[tag] as RollupRule;

export const readings: fc.Arbitrary<Reading[]> = fc.tuple(...tags.map(readingsOf)).map((many) => many.flat());

export const gaps: fc.Arbitrary<FactTable<'gap'>> = fc
  .array(
    fc.record({
      tag: fc.constantFrom('', ...tags),
      source: fc.constantFrom('plc', 'gateway'),
      status: fc.constantFrom('closed', 'closed', 'open', 'recovered'),
      startAt: fc.nat(spanMs),
      lengthMs: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 5 * hourMs })),
    }),
    { maxLength: 5 },
  )
  .map((many) =>
    toTable(
      'gap',
      many.map(({ lengthMs, ...gap }) => ({
        ...gap,
        cause: 'disconnected',
        endAt: gap.status === 'open' ? 8.64e15 : gap.startAt + lengthMs,
      })),
    ),
  );

export const edges: fc.Arbitrary<Float64Array> = fc
  .uniqueArray(
    fc.oneof(
      fc.nat(spanMs / minuteMs),
      fc.nat(150),
      fc.nat(72).map((hour) => hour * 60),
    ),
    {
      minLength: 2,
      maxLength: 9,
    },
  )
  .map((minutes) =>
    Float64Array.from(
      minutes.sort((a, b) => a - b),
      (minute) => minute * minuteMs,
    ),
  );

/** The same rows in tables of their own, cut at some places. */
export function inChunks(rows: readonly Reading[], cuts: readonly number[]): ReadingRows[] {
  const places = [0, ...cuts.map((cut) => cut % (rows.length + 1)).sort((a, b) => a - b), rows.length];
  return places.slice(1).map((end, i) => toTable('reading', rows.slice(places[i], end)));
}

export interface Plain {
  readonly figures: Readonly<Record<RollupFigure, number>>;
  /** Good numbers, ascending. */
  readonly numbers: readonly number[];
  readonly states: ReadonlyMap<number | string, number>;
}

/** What each bucket of a tag says, worked out from all its readings before an instant. */
export function plainOf(
  rows: readonly Reading[],
  tag: string,
  cut: Float64Array,
  rule: { readonly untilAt: number; readonly gaps: FactTable<'gap'> },
): Plain[] {
  const own = rows.filter((one) => one.tag === tag && one.at < rule.untilAt);
  const series = seriesOf(toTable('reading', own), tag);
  const { kind, expectedIntervalMs, rolloverAt } = ruleOf(tag);
  const known = { ...rule, expectedIntervalMs, holdMaxMs: rollupHoldMaxMs };
  const measure = resampleMeasure(series, cut, 'hold', known);
  const inState = resampleStates(series, cut, known);
  const time = knownTime(series, known);
  const good = own.filter(isGood);
  const counted = countersOf(tag, good).map((run) => resampleCounter(run, cut, known, rolloverAt));
  return Array.from({ length: cut.length - 1 }, (_, b) => {
    const [fromAt, toAt] = [cut[b] as number, cut[b + 1] as number];
    const inBucket = own.filter(({ at }) => at >= fromAt && at < toAt);
    const values = inBucket.filter(isGood).map(({ value }) => value as number);
    const isSaid = (one: Reading) => one.quality !== 'bad' && (one.value !== undefined || one.text !== undefined);
    const sum = (column: 'increase' | 'resetCount' | 'rolloverCount') =>
      kind === 'counter' ? counted.reduce((all, run) => all + (run[column][b] as number), 0) : 0;
    const mean = values.length === 0 ? Number.NaN : values.reduce((all, one) => all + one, 0) / values.length;
    const squares = values.reduce((all, one) => all + (one - mean) ** 2, 0);
    const hasCount = kind === 'counter' && values.length > 0;
    return {
      figures: {
        readingCount: inBucket.filter(isSaid).length,
        badCount: inBucket.filter((one) => !isSaid(one)).length,
        mean,
        standardDeviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : Number.NaN,
        min: values.length === 0 ? Number.NaN : Math.min(...values),
        max: values.length === 0 ? Number.NaN : Math.max(...values),
        first: values[0] ?? Number.NaN,
        last: values.at(-1) ?? Number.NaN,
        knownMs: totalMs(intersect(time, setOf({ fromAt, toAt }))),
        timeWeightedMean: measure.mean[b] as number,
        increase: hasCount ? sum('increase') : Number.NaN,
        resetCount: sum('resetCount'),
        rolloverCount: sum('rolloverCount'),
      },
      numbers: values.sort((a, z) => a - z),
      states: new Map(
        inState.states.flatMap((state, s) => {
          const ms = inState.ms[s]?.[b] as number;
          return ms > 0 && (kind === 'state' || typeof state === 'string') ? [[state, ms] as const] : [];
        }),
      ),
    };
  });
}

function isGood(one: Reading): boolean {
  return one.quality !== 'bad' && one.value !== undefined;
}

/** A counter is counted on over a day at most: the good numbers fall apart where they lie further from each other. */
function countersOf(tag: string, good: readonly Reading[]) {
  const runs: Reading[][] = [];
  for (const [i, one] of good.entries()) {
    const before = good[i - 1];
    if (before === undefined || one.at - before.at > rollupHoldMaxMs) runs.push([one]);
    else runs.at(-1)?.push(one);
  }
  return runs.map((run) => seriesOf(toTable('reading', run), tag));
}

/** Whether a figure is the plain one, but for rounding: 1e-9 of the numbers it is made of. */
export function expectClose(actual: number, wanted: number, scale: number, what: string): void {
  if (Number.isNaN(wanted)) expect(actual, what).toBeNaN();
  else expect(Math.abs(actual - wanted), `${what}: ${actual}, not ${wanted}`).toBeLessThanOrEqual(1e-9 * scale);
}

/** Requires of an answer what plain formulas say. */
export function expectPlain(
  answer: Resampled,
  rows: readonly Reading[],
  rule: { readonly untilAt: number; readonly gaps: FactTable<'gap'> },
): void {
  for (const [t, tag] of answer.tags.entries())
    for (const [b, plain] of plainOf(rows, tag, answer.edges, rule).entries()) {
      const place = t * answer.bucketCount + b;
      for (const [figure, values] of Object.entries(answer.figures)) {
        const wanted = plain.figures[figure as RollupFigure];
        expectClose(
          values[place] as number,
          wanted,
          Math.max(200, Math.abs(wanted)),
          `${figure} of ${tag}, bucket ${b}`,
        );
      }
      for (const [p, values] of answer.quantiles) {
        const count = ruleOf(tag).kind === 'measure' ? plain.numbers.length : 0;
        const wanted = count === 0 ? Number.NaN : (plain.numbers[Math.max(1, Math.ceil(p * count)) - 1] as number);
        if (Number.isNaN(wanted)) expect(values[place]).toBeNaN();
        else
          expect(Math.abs((values[place] as number) - wanted)).toBeLessThanOrEqual(
            answer.quantileError * Math.abs(wanted) * (1 + 1e-9),
          );
      }
      const own = answer.states[t];
      if (own === undefined) continue;
      const times = own.states.map((state, s) => [state, own.ms[s]?.[b] as number] as const);
      expect(new Map(times.filter(([, ms]) => ms > 0))).toEqual(plain.states);
    }
}
