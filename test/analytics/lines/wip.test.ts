import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../made-up-plant.ts';
import { analyse, minute, minutes, ran } from './line-plant.ts';

/** A piece of an order: when its work at each station began and ended, minutes. */
interface Piece {
  readonly order: number;
  readonly times: readonly (readonly [number, number])[];
}

const stations = 'ABC';

/** Pieces through three stations, first come first served: from what each takes there, and when it comes. */
function flow(takes: readonly (readonly [number, number, number, number])[], ordersOf: number): Piece[] {
  const freeAt = [0, 0, 0];
  let comesAt = 0;
  return takes.map(([gap, ...work], i) => {
    comesAt += gap;
    let at = comesAt;
    const times = work.map((length, station) => {
      const from = Math.max(at, freeAt[station] as number);
      at = from + length;
      freeAt[station] = at;
      return [from, at] as const;
    });
    return { order: Math.floor(i / ordersOf), times };
  });
}

/** What an MES reports of them: an order at a station as one report from its first piece to its last. */
function reportsOf(pieces: readonly Piece[]): Report[] {
  const orders = Map.groupBy(pieces, ({ order }) => order);
  return [...orders].flatMap(([order, own]) =>
    [...stations].map((unit, station) => {
      const [first, last] = [own[0] as Piece, own.at(-1) as Piece];
      return ran(unit, first.times[station]?.[0] as number, last.times[station]?.[1] as number, {
        workOrder: `W${order}`,
        orderCount: own.length,
        completedCount: own.length,
      });
    }),
  );
}

const takes = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 6 }),
    fc.integer({ min: 1, max: 8 }),
    fc.integer({ min: 1, max: 8 }),
    fc.integer({ min: 1, max: 8 }),
  ),
  { minLength: 1, maxLength: 24 },
);

/** Pieces between two stations at an instant: done at one and not begun at the next. */
const between = (pieces: readonly Piece[], station: number, at: number): number =>
  pieces.filter(({ times }) => (times[station]?.[1] as number) <= at && at < (times[station + 1]?.[0] as number))
    .length;

/** At the end of a window: with what ended by then, without what begins then. */
const betweenAtEnd = (pieces: readonly Piece[], station: number, at: number): number =>
  pieces.filter(({ times }) => (times[station]?.[1] as number) <= at && at <= (times[station + 1]?.[0] as number))
    .length;

describe('work in progress', () => {
  test('has bounds that hold the true number, wherever in the reports the pieces were made', () => {
    fc.assert(
      fc.property(
        takes,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 60 }),
        (work, ordersOf, toMinute) => {
          const pieces = flow(work, ordersOf);
          const { wip, wipOverTime } = analyse(stations, { production: reportsOf(pieces) }, minutes(0, toMinute), {
            sliceMs: 600_000,
          });
          expect(wip.unexplainedCount).toBe(0);
          wip.buffers.forEach(({ mean, atEnd, atLeast }, station) => {
            let sum = 0;
            for (let at = 0; at < toMinute; at++) sum += between(pieces, station, at);
            for (const [known, truth] of [
              [mean, sum / toMinute],
              [atEnd, betweenAtEnd(pieces, station, toMinute)],
            ] as const) {
              if (known.kind === 'unknown') throw new Error('should be known: every order was seen to come');
              expect(known.low).toBeLessThanOrEqual(truth + 1e-9);
              expect(known.high).toBeGreaterThanOrEqual(truth - 1e-9);
              expect(known.low).toBeLessThanOrEqual(known.value);
              expect(known.value).toBeLessThanOrEqual(known.high);
            }
            expect(atLeast).toBeLessThanOrEqual(sum / toMinute + 1e-9);
          });
          expect(wipOverTime).toHaveLength(Math.ceil(toMinute / 10));
          // Each part by itself, of facts of which later ones were not there yet.
          for (const { fromAt, toAt, pieces: found } of wipOverTime) {
            const production = reportsOf(pieces).filter((report) => (report.startAt as number) < toAt);
            expect(found).toEqual(analyse(stations, { production }, { fromAt, toAt }).wip.mean);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('is exact where pieces are counted at instants', () => {
    // Four pieces, each a minute at A and three at B: they are taken at A at 0, 1, 2 and 3, and at B at 1, 4, 7 and 10.
    const taken = { A: [0, 1, 2, 3], B: [1, 4, 7, 10] };
    const production = Object.entries(taken).flatMap(([unit, instants]) =>
      instants.map((m) => ran(unit, m, m, { workOrder: 'W', orderCount: 5, completedCount: 1 })),
    );
    const { mean, atEnd } = analyse('AB', { production }, minutes(0, 20)).wip.buffers[0] ?? {};
    const exactly = { value: expect.closeTo(16 / 20, 10), low: expect.closeTo(16 / 20, 10) };
    expect(mean).toMatchObject({ ...exactly, high: expect.closeTo(16 / 20, 10) });
    expect(atEnd).toEqual({ kind: 'known', value: 0, low: 0, high: 0 });
  });

  test('of a line whose second station takes twice as long grows as long as it runs', () => {
    // A makes a piece a minute for an hour, B one every two: 30 lie there after it, and none after the second hour.
    const production = [
      ran('A', 0, 60, { workOrder: 'W', orderCount: 60, completedCount: 60 }),
      ran('B', 0, 120, { workOrder: 'W', orderCount: 60, completedCount: 60 }),
    ];
    const { wip, wipOverTime } = analyse('AB', { production }, minutes(0, 120), { sliceMs: 3_600_000 });
    expect(wip.mean).toMatchObject({ value: expect.closeTo(15, 10) });
    expect(wip.buffers[0]?.atEnd).toMatchObject({ value: 0 });
    expect(wipOverTime.map(({ pieces }) => (pieces.kind === 'known' ? Math.round(pieces.value) : pieces))).toEqual([
      15, 15,
    ]);
    const { wip: first } = analyse('AB', { production }, minutes(0, 60));
    expect(first.buffers[0]?.atEnd).toMatchObject({ value: expect.closeTo(30, 10), low: 0, high: 60 });
  });

  test('brought along from before the facts is bounded by the order, and unknown without its quantity', () => {
    // B made 8 of an order of 20 that A was never seen at, before A goes on with 6: so it had 8, and 14 at most.
    const facts = (rest: Report) => ({
      production: [
        ran('B', 0, 10, { workOrder: 'W', completedCount: 8, ...rest }),
        ran('A', 20, 30, { workOrder: 'W', completedCount: 6, ...rest }),
      ],
    });
    const { wip } = analyse('AB', facts({ orderCount: 20 }), minutes(0, 40));
    expect(wip.buffers[0]?.atEnd).toEqual({ kind: 'known', value: 6, low: 6, high: 12 });
    const untold = analyse('AB', facts({}), minutes(0, 40)).wip;
    expect(untold.buffers[0]?.atEnd).toEqual({ kind: 'unknown', reason: 'not-in-the-data' });
    expect(untold.mean).toEqual({ kind: 'unknown', reason: 'not-in-the-data' });
    expect(untold.atLeast).toBeGreaterThan(0);
  });

  test('counts neither orders that have left nor rework, and says how many pieces nobody explains', () => {
    const production = [
      // Left: 10 of 10, though A says 12.
      ran('A', 0, 10, { workOrder: 'W1', orderCount: 10, completedCount: 12 }),
      ran('B', 10, 20, { workOrder: 'W1', orderCount: 10, completedCount: 10 }),
      // B takes 5, and A made 3.
      ran('A', 20, 25, { workOrder: 'W2', orderCount: 20, completedCount: 3 }),
      ran('B', 25, 30, { workOrder: 'W2', orderCount: 20, completedCount: 5 }),
      ran('A', 30, 35, { workOrder: 'W2', orderCount: 20, completedCount: 4, isRework: 1 }),
    ];
    const { wip } = analyse('AB', { production }, minutes(20, 60));
    expect(wip).toMatchObject({ mean: { value: expect.closeTo(0, 10) }, unexplainedCount: 2 });
  });
});

describe('lead times', () => {
  const production = [
    ran('A', 0, 10, { workOrder: 'W1', orderCount: 10, completedCount: 10 }),
    ran('B', 20, 30, { workOrder: 'W1', orderCount: 10, completedCount: 9, scrapCount: 1 }),
    ran('A', 10, 30, { workOrder: 'W2', orderCount: 20, completedCount: 20 }),
    ran('B', 30, 70, { workOrder: 'W2', orderCount: 20, completedCount: 20 }),
    // Short of its quantity when it was last seen, at the end of the line.
    ran('A', 30, 35, { workOrder: 'W3', orderCount: 8, completedCount: 8 }),
    ran('B', 80, 90, { workOrder: 'W3', orderCount: 8, completedCount: 6 }),
    // Never seen at the first station.
    ran('B', 90, 100, { workOrder: 'W4', orderCount: 3, completedCount: 3 }),
    ran('A', 100, 110, { workOrder: 'W5', orderCount: 50, completedCount: 10 }),
  ];

  test('are from the first report of an order to the last finished piece of its quantity', () => {
    const { leadTimes } = analyse('AB', { production }, minutes(0, 120));
    const m = 60_000;
    // W1 0 to 30, W2 10 to 70.
    expect(leadTimes).toMatchObject({
      orders: 2,
      meanMs: { value: 45 * m },
      medianMs: { value: 45 * m },
      ordersWithoutEntry: 1,
      ordersPerhapsLeft: 1,
      meanOrders: { kind: 'unknown' },
    });
    // Order minutes: 30 + 60 + 60 (or 90, if W3 is still there) + 10 + 20.
    expect(leadTimes.ordersAtLeast).toBeCloseTo(180 / 120, 10);
    expect(leadTimes.law).toMatchObject({ leftCount: 4, openMs: 20 * m, beforeMs: 0, isExact: false });
    const seen = analyse('AB', { production: production.slice(0, 6) }, minutes(0, 120)).leadTimes;
    expect(seen.meanOrders).toEqual({ kind: 'known', value: 150 / 120, low: 150 / 120, high: 180 / 120 });
  });

  test('stand on what was known at the window’s end: later reports change nothing', () => {
    const before = analyse(
      'AB',
      { production: production.filter(({ startAt }) => (startAt as number) < minute(60)) },
      minutes(0, 60),
    );
    const after = analyse('AB', { production }, minutes(0, 60));
    expect(after.leadTimes).toEqual(before.leadTimes);
    expect(after.wip).toEqual(before.wip);
    expect(after.leadTimes.orders).toBe(1);
  });
});
