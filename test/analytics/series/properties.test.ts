/** What holds of every series: parts add up, and a plain look at every millisecond says the same. */
import fc from 'fast-check';
import {
  counterAggregate,
  counterAt,
  createGrid,
  type MeasureForm,
  type MeasureState,
  measureAggregate,
  measureAt,
  resampleCounter,
  resampleMeasure,
  resampleStates,
} from 'gemba/analytics';
import { describe, expect, test } from 'vitest';
import { gapsOf, seriesWith } from './tables.ts';

interface Row {
  readonly at: number;
  readonly value: number | undefined;
  readonly isBad: boolean;
}

const endMs = 120;
const rows: fc.Arbitrary<Row[]> = fc
  .uniqueArray(
    fc.record({
      at: fc.nat(endMs),
      value: fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined, freq: 9 }),
      isBad: fc.nat(9).map((draw) => draw === 0),
    }),
    { selector: ({ at }) => at, minLength: 5, maxLength: 40, size: 'max' },
  )
  .map((many) => many.sort((a, b) => a.at - b.at));
const spans = fc.array(
  fc.tuple(fc.nat(endMs), fc.integer({ min: 1, max: 20 })).map(([from, length]) => [from, from + length] as const),
  { maxLength: 3 },
);
const edges = fc
  .uniqueArray(fc.nat(endMs + 20), { minLength: 2, maxLength: 12 })
  .map((many) => Float64Array.from(many.sort((a, b) => a - b)));
const form = fc.constantFrom<MeasureForm[]>('hold', 'linear');
const rule = fc.record({
  untilAt: fc.integer({ min: endMs / 2, max: endMs + 10 }),
  expectedIntervalMs: fc.constantFrom(undefined, 4, 10),
  holdMaxMs: fc.constantFrom(undefined, 7),
  gaps: spans.map((pairs) => gapsOf(...pairs)),
});

const seriesOf = (many: readonly Row[]) =>
  seriesWith(many.map(({ at, value, isBad }) => [at, value, isBad ? { quality: 'bad' } : {}]));
type Rule = typeof rule extends fc.Arbitrary<infer R> ? R : never;

/** Value at the begin and at the end of the millisecond `[ms, ms + 1)`; undefined where it is not known. */
function plainAt(
  many: readonly Row[],
  ms: number,
  how: MeasureForm,
  { untilAt, expectedIntervalMs, holdMaxMs, gaps }: Rule,
) {
  const place = many.findLastIndex(({ at }) => at <= ms);
  const row = many[place];
  if (row?.value === undefined || row.isBad || ms >= untilAt) return undefined;
  const next = many[place + 1];
  const nextAt = next?.at ?? untilAt;
  const isSilent = nextAt - row.at > (expectedIntervalMs ?? Number.POSITIVE_INFINITY);
  const { startAt, endAt } = gaps.columns;
  const firstGap = (until: number) =>
    startAt.some((from, i) => (from as number) < until && (endAt[i] as number) > row.at);
  if (isSilent || ms - row.at >= (holdMaxMs ?? Number.POSITIVE_INFINITY) || firstGap(ms + 1)) return undefined;
  if (how === 'hold') return { from: row.value, to: row.value };
  const reaches =
    next !== undefined && next.at <= untilAt && next.at - row.at <= (holdMaxMs ?? Number.POSITIVE_INFINITY);
  if (!reaches || next.value === undefined || next.isBad || firstGap(next.at)) return undefined;
  const slope = (next.value - row.value) / (next.at - row.at);
  const [value, from] = [row.value, row.at];
  const at = (instant: number) => value + slope * (instant - from);
  return { from: at(ms), to: at(ms + 1) };
}

describe('a measure on a grid', () => {
  test('is what a plain look at every millisecond gives', () => {
    let knownSeen = 0;
    fc.assert(
      fc.property(rows, edges, form, rule, (many, cut, how, known) => {
        const columns = resampleMeasure(seriesOf(many), cut, how, known);
        for (let b = 0; b < columns.length; b++) {
          const pieces = [];
          for (let ms = cut[b] as number; ms < (cut[b + 1] as number); ms++) {
            const piece = plainAt(many, ms, how, known);
            if (piece !== undefined) pieces.push(piece);
          }
          const ends = pieces.flatMap(({ from, to }) => [from, to]);
          knownSeen += pieces.length;
          expect(columns.knownMs[b]).toBe(pieces.length);
          if (pieces.length === 0) {
            expect(measureAt(columns, b).mean.kind).toBe('unknown');
            continue;
          }
          const mean = pieces.reduce((sum, { from, to }) => sum + (from + to) / 2, 0) / pieces.length;
          expect(columns.mean[b]).toBeCloseTo(mean, 9);
          expect(columns.min[b]).toBeCloseTo(Math.min(...ends), 9);
          expect(columns.max[b]).toBeCloseTo(Math.max(...ends), 9);
          expect(columns.first[b]).toBeCloseTo(pieces[0]?.from as number, 9);
          expect(columns.last[b]).toBeCloseTo(pieces.at(-1)?.to as number, 9);
        }
      }),
      { numRuns: 200 },
    );
    expect(knownSeen).toBeGreaterThan(2_000);
  });

  test('of parts is merged into what the whole has', () => {
    fc.assert(
      fc.property(rows, edges, form, rule, (many, cut, how, known) => {
        const series = seriesOf(many);
        const parts = resampleMeasure(series, cut, how, known);
        const whole = resampleMeasure(series, Float64Array.of(cut[0] as number, cut.at(-1) as number), how, known);
        const state = measureAggregate.init();
        for (let b = 0; b < parts.length; b++) measureAggregate.merge(state, stateAt(parts, b));
        const [merged, wanted] = [measureAggregate.value(state), measureAt(whole, 0)];
        expect(merged.knownMs).toBe(wanted.knownMs);
        for (const field of ['mean', 'min', 'max', 'first', 'last'] as const) {
          expect(merged[field].kind).toBe(wanted[field].kind);
          if (merged[field].kind === 'known' && wanted[field].kind === 'known')
            expect(merged[field].value).toBeCloseTo(wanted[field].value, 9);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function stateAt(columns: ReturnType<typeof resampleMeasure>, b: number): MeasureState {
  const knownMs = columns.knownMs[b] as number;
  return {
    knownMs,
    area: knownMs === 0 ? 0 : (columns.mean[b] as number) * knownMs,
    min: columns.min[b] as number,
    max: columns.max[b] as number,
    first: columns.first[b] as number,
    last: columns.last[b] as number,
  };
}

test('times in states are what a plain look at every millisecond gives', () => {
  fc.assert(
    fc.property(rows, edges, rule, (many, cut, known) => {
      const few = many.map((row) => ({ ...row, value: row.value === undefined ? undefined : row.value % 3 }));
      const { states, ms, knownMs } = resampleStates(seriesOf(few), cut, known);
      for (let b = 0; b + 1 < cut.length; b++) {
        const counts = new Map<number, number>();
        for (let at = cut[b] as number; at < (cut[b + 1] as number); at++) {
          const value = plainAt(few, at, 'hold', known)?.from;
          if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        for (const [i, state] of states.entries()) expect(ms[i]?.[b]).toBe(counts.get(state as number) ?? 0);
        expect(knownMs[b]).toBe([...counts.values()].reduce((sum, count) => sum + count, 0));
      }
    }),
    { numRuns: 200 },
  );
});

test('a counter of parts is merged into what the whole has, and loses nothing at the cuts', () => {
  fc.assert(
    fc.property(rows, edges, rule, fc.constantFrom(undefined, 100), (many, cut, known, rolloverAt) => {
      const series = seriesOf(many);
      const parts = resampleCounter(series, cut, known, rolloverAt);
      const whole = resampleCounter(series, Float64Array.of(cut[0] as number, cut.at(-1) as number), known, rolloverAt);
      const state = counterAggregate.init();
      for (let b = 0; b < parts.length; b++)
        counterAggregate.merge(state, {
          increase: parts.increase[b] as number,
          resetCount: parts.resetCount[b] as number,
          rolloverCount: parts.rolloverCount[b] as number,
          knownMs: parts.knownMs[b] as number,
          readingCount: parts.readingCount[b] as number,
        });
      expect(counterAggregate.value(state)).toEqual(counterAt(whole, 0));

      const good = many.filter((row) => row.value !== undefined && !row.isBad && row.at < known.untilAt);
      let plain = 0;
      for (const [i, { at, value = 0 }] of good.entries()) {
        const before = good[i - 1]?.value;
        if (before === undefined || at < (cut[0] as number) || at >= (cut.at(-1) as number)) continue;
        const rolled = value - before + (rolloverAt ?? 0);
        plain += value >= before ? value - before : rolloverAt !== undefined && rolled < 50 ? rolled : value;
      }
      expect(whole.increase[0]).toBe(plain);
    }),
    { numRuns: 200 },
  );
});

test('grids of windows that meet at a multiple of the step are the grid of both', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -500, max: 500 }),
      fc.nat(500),
      fc.nat(500),
      fc.integer({ min: 1, max: 50 }),
      (from, a, b, step) => {
        const cutAt = Math.ceil((from + a) / step) * step + 0; // not -0
        const [first, second] = [
          createGrid({ fromAt: from, toAt: cutAt }, step),
          createGrid({ fromAt: cutAt, toAt: cutAt + b }, step),
        ];
        expect([...first, ...second.slice(1)]).toEqual([...createGrid({ fromAt: from, toAt: cutAt + b }, step)]);
      },
    ),
  );
});
