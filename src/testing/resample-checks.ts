/** Readings in buckets: whatever a store keeps of them, it says what the readings say. */
import assert from 'node:assert/strict';
import type { Resampled, RollupRule } from '../analytics/index.ts';
import { createGrid, rollupFigures } from '../analytics/index.ts';
import { type Commit, type HistorySnapshot, type ResampleQuery, resampleByRead } from '../history/index.ts';
import { type FactRow, identifyReadings, toTable } from '../model/index.ts';
import { createRandom, type Random } from '../stats/index.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../time/index.ts';
import { check, commitOf, day1, type Fact, type HistoryCheck, holder, rejectsWith } from './history-checks.ts';

type Reading = FactRow<'reading'>;

/** The tags of these checks, for stores that work out beforehand what may be asked. */
export const checkedTags: readonly { readonly id: string; readonly rule: RollupRule }[] = [
  { id: 'a/often', rule: { kind: 'measure', expectedIntervalMs: 10 * minuteMs } },
  { id: 'b/seldom', rule: { kind: 'measure' } },
  { id: 'c/count', rule: { kind: 'counter', expectedIntervalMs: hourMs, rolloverAt: 1_000 } },
  { id: 'd/state', rule: { kind: 'state' } },
  { id: 'e/text', rule: { kind: 'state', expectedIntervalMs: 3 * hourMs } },
  { id: '\u{1F600}/\u{FF5E}', rule: { kind: 'measure' } },
];

const silentTag = { id: 'z/silent', rule: { kind: 'measure' } } as const;

interface Play {
  readonly stepMs: number;
  readonly row: (random: Random, count: number) => Reading;
}

/** How each tag speaks: steps vary from none to twice their length. */
const plays: Readonly<Record<string, Play>> = {
  'a/often': { stepMs: 4 * minuteMs, row: (random) => ({ value: Math.round(random.nextUniform() * 1_000) / 10 }) },
  'b/seldom': { stepMs: 5 * hourMs, row: (random) => ({ value: -random.nextUniform() }) },
  'c/count': {
    stepMs: 25 * minuteMs,
    row: (random, count) => ({ value: (count * 37 + (random.nextUniform() < 0.1 ? 500 : 0)) % 1_000 }),
  },
  'd/state': { stepMs: 50 * minuteMs, row: (random) => ({ value: Math.floor(random.nextUniform() * 3) }) },
  'e/text': {
    stepMs: 40 * minuteMs,
    row: (random) => ({ text: ['idle', 'runs', 'ä \u{1F600}'][Math.floor(random.nextUniform() * 3)] as string }),
  },
  '\u{1F600}/\u{FF5E}': { stepMs: 30 * minuteMs, row: (random) => ({ value: 50 + random.nextUniform() }) },
};

/** Readings of two days and a half, some bad, some without a value, some of one instant. */
export function playReadings(random: Random): Reading[] {
  return checkedTags.flatMap(({ id }) => {
    const { stepMs, row } = plays[id] as Play;
    const readings: Reading[] = [];
    for (let at = day1 - 2 * hourMs; at < day1 + 2.5 * dayMs; ) {
      // Fractions of a millisecond, and instants on the borders of buckets.
      const place = random.nextUniform();
      const own = place < 0.1 ? Math.ceil(at / hourMs) * hourMs : place < 0.2 ? at : Math.round(at);
      const quality = random.nextUniform();
      readings.push({
        tag: id,
        at: own,
        sequence: readings.length,
        source: random.nextUniform() < 0.8 ? 'mqtt' : 'opcua',
        ...(quality < 0.05 ? { quality: 'bad' } : quality < 0.1 ? { quality: 'uncertain' } : {}),
        ...(quality > 0.97 ? {} : row(random, readings.length)),
      });
      at = Math.max(at, own) + (random.nextUniform() < 0.02 ? 10 : 1) * random.nextUniform() * 2 * stepMs;
    }
    return readings;
  });
}

export function commitReadings(rows: readonly Reading[]): Commit {
  const table = toTable('reading', rows);
  return {
    source: 'mqtt',
    identityBy: 'content',
    facts: [{ ...table, ...identifyReadings(table.columns) }],
    account: { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0 },
    position: {},
  };
}

const gaps: readonly Fact[] = [
  [1, { source: 'mqtt', startAt: day1 + 5.3 * hourMs, endAt: day1 + 7.2 * hourMs, status: 'closed' }],
  [2, { source: 'opcua', tag: 'd/state', startAt: day1 + 30 * hourMs, endAt: day1 + 40 * hourMs, status: 'closed' }],
  [3, { source: 'mqtt', startAt: day1 + 50 * hourMs, endAt: day1 + 51 * hourMs, status: 'recovered' }],
].map(
  ([identity, row]) => ({ kind: 'gap', identity, row: { cause: 'disconnected', ...(row as FactRow<'gap'>) } }) as Fact,
);

/** What is known later of the first of them. */
const shorterGap: Fact = {
  kind: 'gap',
  identity: 1,
  content: 4,
  row: { ...(gaps[0]?.row as FactRow<'gap'>), endAt: day1 + 6 * hourMs },
};

/** Edges of every sort: whole days, hours, minutes, seconds, and none of these; before, within and after the readings. */
const grids: readonly Float64Array[] = [
  createGrid({ fromAt: day1 - dayMs, toAt: day1 + 4 * dayMs }, dayMs),
  createGrid({ fromAt: day1 + 3 * hourMs, toAt: day1 + 2 * dayMs + 5 * hourMs }, 7 * hourMs),
  createGrid({ fromAt: day1 + 90 * minuteMs, toAt: day1 + 31.5 * hourMs }, 30 * minuteMs),
  createGrid({ fromAt: day1 + 4 * hourMs + 1.25, toAt: day1 + 9 * hourMs }, 11 * minuteMs + 7 * secondMs),
  Float64Array.of(day1 + 10 * hourMs, day1 + 10 * hourMs + 20, day1 + 2 * dayMs),
  Float64Array.of(day1 + 9 * dayMs, day1 + 10 * dayMs),
];

const everything = {
  tags: [...checkedTags, silentTag].toReversed(),
  figures: rollupFigures,
  quantiles: [0, 0.25, 0.5, 1],
  states: true,
};

function queryOf(edges: Float64Array, rest: Partial<ResampleQuery> = {}): ResampleQuery {
  return { ...everything, edges, untilAt: day1 + 20 * dayMs, ...rest };
}

const questions: readonly Partial<ResampleQuery>[] = [
  {},
  { quantiles: [], untilAt: day1 + 1.8 * dayMs },
  { tags: checkedTags.slice(2, 3), figures: ['increase', 'resetCount'], quantiles: [], states: false },
  { figures: ['min', 'max', 'readingCount'], quantiles: [], states: false },
];

/** Holds what a store says to what is worked out from what it reads. Each grid has another question each time. */
async function requireReadings(snapshot: HistorySnapshot, time: number): Promise<void> {
  for (const [i, edges] of grids.entries()) {
    const query = queryOf(edges, questions[(i + time) % questions.length]);
    requireEqual(await snapshot.resample(query), await resampleByRead(snapshot, query));
  }
}

/** Figures are equal but for rounding, quantiles but for their error. */
export function requireEqual(actual: Resampled, expected: Resampled): void {
  assert.deepEqual(actual.tags, expected.tags);
  assert.deepEqual(actual.edges, expected.edges);
  assert.deepEqual(Object.keys(actual.figures).sort(), Object.keys(expected.figures).sort());
  const where = (name: string, place: number): string => {
    const { tags, bucketCount, edges } = expected;
    const bucket = place % bucketCount;
    return `${name} of ${tags[Math.floor(place / bucketCount)]} from ${edges[bucket]} to ${edges[bucket + 1]}`;
  };
  for (const [name, values] of Object.entries(expected.figures))
    for (const [i, value] of values.entries()) {
      const said = actual.figures[name as keyof typeof actual.figures]?.[i] as number;
      // Deviations of equal numbers are 0 but for the rounding of their mean.
      const bound = 1e-9 * Math.max(Math.abs(value), name === 'standardDeviation' ? 1_000 : 1);
      assert.ok(Object.is(said, value) || Math.abs(said - value) <= bound, `${where(name, i)}: ${said}, not ${value}`);
    }
  for (const [p, values] of expected.quantiles)
    for (const [i, value] of values.entries()) {
      const said = actual.quantiles.get(p)?.[i] as number;
      const bound = (actual.quantileError + expected.quantileError + 1e-9) * Math.abs(value);
      assert.ok(
        Object.is(said, value) || Math.abs(said - value) <= bound,
        `${where(`p ${p}`, i)}: ${said}, not ${value}`,
      );
    }
  for (const [t, expectedTimes] of timesIn(expected).entries()) {
    const times = timesIn(actual)[t] ?? new Map<number | string, Float64Array>();
    assert.deepEqual([...times.keys()], [...expectedTimes.keys()], `states of ${expected.tags[t]}`);
    for (const [state, values] of expectedTimes)
      for (const [b, value] of values.entries()) {
        const said = times.get(state)?.[b] as number;
        assert.ok(
          Math.abs(said - value) <= 1e-9 * value + 1e-3,
          `${where(`ms in ${state}`, t * expected.bucketCount + b)}: ${said}, not ${value}`,
        );
      }
  }
}

/** Of each tag the states in which there is time, in their order. */
function timesIn({ states }: Resampled): ReadonlyMap<number | string, Float64Array>[] {
  return states.map(({ states: names, ms }) => {
    const times = names.map((name, i) => [name, ms[i] as Float64Array] as const);
    return new Map(times.filter(([, of]) => of.some((time) => time > 0)));
  });
}

export const resampleChecks: readonly HistoryCheck[] = [
  check(
    'buckets say what the readings say, before and after these are rolled up, and when late and corrected ones come',
    async (history, { store }) => {
      const random = createRandom(7);
      const readings = playReadings(random);
      await using writer = await history.openWriter({ holder });
      const late = readings.filter(() => random.nextUniform() < 0.05);
      const inTime = readings.filter((reading) => !late.includes(reading));
      const middle = Math.floor(inTime.length / 2);
      await writer.commit(commitReadings(inTime.slice(0, middle)));
      await writer.commit(commitOf(gaps.slice(0, 2), { identityBy: 'key' }));
      await writer.commit(commitReadings(inTime.slice(middle)));
      await requireReadings(await history.snapshot(), 0);
      await store.settle?.(history);
      await requireReadings(await history.snapshot(), 1);
      const corrected = inTime.slice(100, 130).map((reading) => ({ ...reading, value: 12, quality: 'uncertain' }));
      await writer.commit(commitReadings([...late, ...corrected]));
      await writer.commit(commitOf([...gaps.slice(2), shorterGap], { identityBy: 'key' }));
      await requireReadings(await history.snapshot(), 2);
      await store.settle?.(history);
      await requireReadings(await history.snapshot(), 3);
    },
  ),

  check('buckets of windows that meet add up', async (history, { store }) => {
    const random = createRandom(8);
    await using writer = await history.openWriter({ holder });
    await writer.commit(commitReadings(playReadings(random)));
    await writer.commit(commitOf(gaps, { identityBy: 'key' }));
    await store.settle?.(history);
    const snapshot = await history.snapshot();
    const whole = createGrid({ fromAt: day1, toAt: day1 + 2 * dayMs }, hourMs);
    const sums = ['readingCount', 'badCount', 'knownMs', 'increase', 'resetCount', 'rolloverCount'] as const;
    const ask = (edges: Float64Array): Promise<Resampled> =>
      snapshot.resample(queryOf(edges, { figures: sums, quantiles: [], states: false }));
    const once = await ask(whole);
    for (const place of [7, 24]) {
      const [before, after] = [await ask(whole.subarray(0, place + 1)), await ask(whole.subarray(place))];
      for (const figure of sums)
        for (const t of everything.tags.keys()) {
          const of = ({ figures, bucketCount }: Resampled): number[] => [
            ...(figures[figure] as Float64Array).subarray(t * bucketCount, (t + 1) * bucketCount),
          ];
          assert.deepEqual([...of(before), ...of(after)], of(once), figure);
        }
    }
    const [days, hours] = [await ask(whole.filter((edge) => edge % dayMs === 0)), once];
    for (const t of everything.tags.keys())
      for (let b = 0; b < days.bucketCount; b++) {
        const counts = (hours.figures.readingCount as Float64Array).subarray(t * 48 + b * 24, t * 48 + (b + 1) * 24);
        assert.equal(
          days.figures.readingCount?.[t * 2 + b],
          counts.reduce((sum, count) => sum + count, 0),
        );
      }
  }),

  check(
    'buckets are refused where their edges do not ascend or they are too many, and stopped when aborted',
    async (history) => {
      const snapshot = await history.snapshot();
      const hours = createGrid({ fromAt: day1, toAt: day1 + dayMs }, hourMs);
      await rejectsWith(snapshot.resample(queryOf(Float64Array.of(1, 1))), 'usage', 'ascend');
      await rejectsWith(snapshot.resample(queryOf(Float64Array.of(1))), 'usage');
      await rejectsWith(snapshot.resample(queryOf(Float64Array.of(0, Number.NaN))), 'usage');
      await rejectsWith(snapshot.resample(queryOf(hours, { quantiles: [2] })), 'usage', '2');
      await rejectsWith(snapshot.resample(queryOf(hours, { tags: [silentTag, silentTag] })), 'usage', 'twice');
      const many = Float64Array.from({ length: 3_000_000 }, (_, i) => i);
      await rejectsWith(snapshot.resample(queryOf(many)), 'usage', '20000000');
      const empty = await snapshot.resample(queryOf(hours));
      assert.deepEqual(empty.figures.readingCount, new Float64Array(7 * 24));
      assert.ok(empty.figures.mean?.every(Number.isNaN));
      assert.equal((await snapshot.resample(queryOf(hours, { tags: [] }))).figures.mean?.length, 0);
      {
        await using writer = await history.openWriter({ holder });
        await writer.commit(commitReadings(playReadings(createRandom(9))));
      }
      const filled = await history.snapshot();
      await rejectsWith(filled.resample(queryOf(hours, { signal: AbortSignal.abort() })), 'aborted');
    },
  ),
];
