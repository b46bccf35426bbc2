import { createQueries, rowsOf } from 'gemba/history';
import { emptyAccount, type FactRow, gapOpenEndAt, toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { at, hourMs, makePlant, report, stop } from '../../analytics/made-up-plant.ts';
import { snapshotOf } from './snapshot-of.ts';

const date = '2024-03-13';
const plant = makePlant({
  tags: [
    { id: 'press/oil', equipment: 'press', unit: 'Cel', expectedIntervalSeconds: 1800 },
    { id: 'press/heat', equipment: 'press' },
    { id: 'lathe/oil', equipment: 'lathe' },
  ],
});
const gap = (fromHour: number, toHour: number, rest: FactRow<'gap'>): FactRow<'gap'> => ({
  source: 'plc',
  startAt: at(date, fromHour),
  endAt: toHour === Number.POSITIVE_INFINITY ? gapOpenEndAt : at(date, toHour),
  cause: 'silence',
  status: 'closed',
  ...rest,
});
const gaps = toTable('gap', [
  gap(-2, 1, { tag: 'press/oil' }),
  gap(1, 3, { tag: 'press/oil', status: 'recovered', recoveredAt: at(date, 20) }),
  gap(10, 11, { tag: 'lathe/oil', source: 'edge', lostCount: 4 }),
  gap(20, Number.POSITIVE_INFINITY, { cause: 'disconnected', status: 'open' }),
]);
const readings = toTable('reading', [
  ...Array.from({ length: 34 }, (_, i) => ({
    tag: 'press/oil',
    at: at(date, 3) + i * 1_800_000,
    value: i,
    source: 'plc',
  })),
  { tag: 'press/oil', at: at(date, 21), value: 1, quality: 'bad', source: 'plc' },
  { tag: 'lathe/oil', at: at(date, 6), value: 1, source: 'edge' },
]);
const queries = createQueries({ snapshot: snapshotOf([gaps, readings]), plant, untilAt: at(date, 22) });
const hours = (ms: unknown): number => (ms as number) / hourMs;

describe('gaps', () => {
  test('are those that touch the window, whole, the end of one that lasts unknown', async () => {
    const rows = [...rowsOf(await queries.gaps({ window: date }))];
    expect(
      rows.map(({ source, tag, fromAt, toAt, withinMs, cause, status }) => [
        source,
        tag,
        fromAt,
        toAt,
        hours(withinMs),
        cause,
        status,
      ]),
    ).toEqual([
      ['plc', 'press/oil', at(date, -2), at(date, 1), 1, 'silence', 'closed'],
      ['plc', 'press/oil', at(date, 1), at(date, 3), 2, 'silence', 'recovered'],
      ['edge', 'lathe/oil', at(date, 10), at(date, 11), 1, 'silence', 'closed'],
      [
        'plc',
        { kind: 'unknown', reason: 'not-in-the-data' },
        at(date, 20),
        { kind: 'unknown', reason: 'no-facts' },
        2,
        'disconnected',
        'open',
      ],
    ]);
    expect(rows.map(({ lostCount }) => lostCount)).toContain(4);
  });

  test('of tags have those of the source that a tag comes from', async () => {
    const tags = async (names: readonly string[]) =>
      [...rowsOf(await queries.gaps({ window: date, tags: names }))].map(({ fromAt }) =>
        hours(Number(fromAt) - at(date, 0)),
      );
    expect(await tags(['press/oil'])).toEqual([-2, 1, 20]);
    expect(await tags(['lathe/oil'])).toEqual([10]);
    expect(await tags(['press/heat'])).toEqual([]);
  });

  test('of a source are its own', async () => {
    expect((await queries.gaps({ window: date, sources: 'edge' })).length).toBe(1);
  });

  test('are merged where they meet, with the worst status', async () => {
    const rows = [...rowsOf(await queries.gaps({ window: date, isMerged: true, equipment: 'press' }))];
    expect(rows.map(({ fromAt, toAt, status, withinMs }) => [fromAt, toAt, status, hours(withinMs)])).toEqual([
      [at(date, -2), at(date, 3), 'closed', 3],
      [at(date, 20), { kind: 'unknown', reason: 'no-facts' }, 'open', 2],
    ]);
  });
});

describe('completeness', () => {
  test('of tags says how much is known, how many readings there are and how many there should be', async () => {
    const rows = [...rowsOf(await queries.tagCompleteness({ window: date }))];
    // Known from 03:00, half an hour after each of 34 readings but the last, cut by the gap at 20:00; until 22:00.
    expect(rows[0]).toMatchObject({
      tag: 'press/oil',
      unit: 'Cel',
      windowMs: 22 * hourMs,
      readingCount: 34,
      badCount: 1,
      expectedCount: 44,
      gapCount: 1,
      gapMs: hourMs,
    });
    expect(hours(rows[0]?.knownMs)).toBe(16.5);
    expect(rows[0]?.knownRatio).toBeCloseTo(16.5 / 22, 12);
    expect(rows[1]).toMatchObject({
      tag: 'press/heat',
      knownMs: 0,
      readingCount: 0,
      expectedCount: { kind: 'unknown' },
    });
  });

  test('of sources counts distinct facts, corrections, adjustments, refusals and gaps', async () => {
    const production = toTable('production', [
      report('press', date, -1, 2, { source: 'mes' }),
      report('press', date, 3, 4, { source: 'mes', adjustment: 'endAt=x local-time-skipped' }),
      report('press', date, 3, 4, { source: 'gemba.signals' }),
      report('press', date, 30, 31, { source: 'mes' }),
    ]);
    const states = toTable('equipmentState', [stop('press', date, 5, 6, { source: 'mes' })]);
    const refusal = (status: string) => ({ source: 'qms', startAt: at(date, 3), endAt: at(date, 4), status });
    const refusals = toTable('refusal', [refusal('open'), refusal('open'), refusal('replayed')]);
    const snapshot = snapshotOf([production, states, refusals, gaps], { versions: { production: [3, 1, 1, 1] } });
    const rows = [
      ...rowsOf(await createQueries({ snapshot, plant, untilAt: at(date, 22) }).sourceCompleteness({ window: date })),
    ];
    expect(rows).toMatchObject([
      { source: 'mes', acceptedCount: 3, correctedCount: 1, adjustedCount: 1, refusedCount: 0, gapCount: 0 },
      { source: 'plc', acceptedCount: 0, refusedCount: 0, gapCount: 1, gapMs: 2 * hourMs },
      { source: 'qms', acceptedCount: 0, refusedCount: 2, gapCount: 0, gapMs: 0 },
    ]);
  });
});

test('completeness says how much of a window lies before what is kept, of each source that ever said anything', async () => {
  const expired = {
    ...snapshotOf([]),
    accounts: new Map([['mes', { ...emptyAccount, received: 4, stored: 4 }]]),
    findExpiry: (kind: string, place?: string) =>
      kind === 'production' || place === plant.tags[0]?.id ? at(date, 12) : undefined,
  };
  const asked = createQueries({ snapshot: expired, plant, untilAt: at(date, 22) });
  const window = { fromAt: at(date, 6), toAt: at(date, 18) };
  const tags = [...rowsOf(await asked.tagCompleteness({ window }))];
  expect(tags.map(({ expiredMs }) => expiredMs)).toEqual(plant.tags.map((_, i) => (i === 0 ? 6 * 3_600_000 : 0)));
  const sources = [...rowsOf(await asked.sourceCompleteness({ window }))];
  expect(sources).toMatchObject([{ source: 'mes', acceptedCount: 0, expiredMs: 6 * 3_600_000 }]);
});
