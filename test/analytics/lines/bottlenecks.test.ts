import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBottlenecks, type MachineTime } from '../../../src/analytics/lines/active-periods.ts';
import { findConstraint, findTurningPoints } from '../../../src/analytics/lines/turning-point.ts';
import { type IntervalSet, setOf, totalMs, union } from '../../../src/time/index.ts';

const machine = (name: string, ...spans: readonly (readonly [number, number])[]): MachineTime => ({
  machine: name,
  active: union(
    spans.map(([from]) => from),
    spans.map(([, to]) => to),
  ),
});
const all = (toAt: number): IntervalSet => setOf({ fromAt: 0, toAt });

describe('the bottleneck of a moment', () => {
  test('is the machine that has been and stays active longest; while the next one takes over, both are', () => {
    // Worked by hand: periods of 60 and of 70 that overlap by 10.
    const { spans, shares } = findBottlenecks(
      [machine('M1', [0, 60], [80, 90]), machine('M2', [20, 30], [50, 120])],
      all(120),
      { fromAt: 0, toAt: 120 },
    );
    expect(spans).toEqual([
      { machine: 'M1', kind: 'sole', fromAt: 0, toAt: 50 },
      { machine: 'M1', kind: 'shifting', fromAt: 50, toAt: 60 },
      { machine: 'M2', kind: 'shifting', fromAt: 50, toAt: 60 },
      { machine: 'M2', kind: 'sole', fromAt: 60, toAt: 120 },
    ]);
    expect(shares).toEqual([
      { machine: 'M1', soleMs: 50, shiftingMs: 10, meanActiveMs: 35, activePeriods: 2 },
      { machine: 'M2', soleMs: 60, shiftingMs: 10, meanActiveMs: 40, activePeriods: 2 },
    ]);
  });

  test('is nobody while all wait', () => {
    const { spans } = findBottlenecks([machine('M1', [0, 10]), machine('M2', [30, 40])], all(50), {
      fromAt: 0,
      toAt: 50,
    });
    expect(spans.map(({ fromAt, toAt }) => [fromAt, toAt])).toEqual([
      [0, 10],
      [30, 40],
    ]);
  });

  test('stays the same over a night that nobody planned', () => {
    const planned = union([0, 100], [40, 140]);
    const { shares, plannedMs } = findBottlenecks(
      [machine('M1', [10, 40], [100, 125]), machine('M2', [0, 38], [104, 140])],
      planned,
      { fromAt: 0, toAt: 140 },
    );
    // M1 was active for 55 without a break, M2 for 38 and 36.
    expect(plannedMs).toBe(80);
    expect(shares.map(({ activePeriods }) => activePeriods)).toEqual([1, 2]);
    expect(shares[0]?.meanActiveMs).toBe(55);
  });

  test('is told for all planned time in which some machine is active, once but while it shifts', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(spans, { minLength: 1, maxLength: 5 }), spans, (machines, shifts) => {
        const times = machines.map((own, i) =>
          machine(`M${i}`, ...own.map(([from, length]) => [from, from + length] as const)),
        );
        const planned = union(
          shifts.map(([from]) => from),
          shifts.map(([from, length]) => from + length),
        );
        const window = { fromAt: 0, toAt: 240 };
        const result = findBottlenecks(times, planned, window);
        for (let at = 0; at < window.toAt; at++) {
          const isIn = (set: IntervalSet): boolean =>
            set.some((from, i) => i % 2 === 0 && from <= at && at < (set[i + 1] as number));
          const told = result.spans.filter(({ fromAt, toAt }) => fromAt <= at && at < toAt);
          const active = times.filter((own) => isIn(own.active));
          if (!isIn(planned)) expect(told).toEqual([]);
          else if (active.length === 0) expect(told).toEqual([]);
          else {
            expect(told.length).toBeGreaterThan(0);
            for (const span of told) expect(active.map((own) => own.machine)).toContain(span.machine);
            if (told.length === 1) expect(told[0]?.kind).toBe('sole');
            else expect(told.every(({ kind }) => kind === 'shifting')).toBe(true);
          }
        }
        const toldMs = totalMs(
          union(
            result.spans.map(({ fromAt }) => fromAt),
            result.spans.map(({ toAt }) => toAt),
          ),
        );
        expect(toldMs).toBeLessThanOrEqual(result.plannedMs);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the turning point', () => {
  test('lies where blocking turns into starving', () => {
    // A line of five whose third machine is the slowest.
    const line = [
      { blocked: 30, starved: 0 },
      { blocked: 22, starved: 4 },
      { blocked: 3, starved: 5 },
      { blocked: 2, starved: 20 },
      { blocked: 0, starved: 26 },
    ];
    expect(findTurningPoints(line)).toEqual([2]);
    expect(findConstraint(line)).toBe(2);
  });

  test('is the first machine where all others starve, the last where all others are blocked', () => {
    expect(
      findConstraint([
        { blocked: 0, starved: 1 },
        { blocked: 0, starved: 9 },
      ]),
    ).toBe(0);
    expect(
      findConstraint([
        { blocked: 9, starved: 0 },
        { blocked: 1, starved: 0 },
      ]),
    ).toBe(1);
  });

  test('of several parts is the one of the machine that waits least', () => {
    const line = [
      { blocked: 20, starved: 0 },
      { blocked: 2, starved: 4 },
      { blocked: 5, starved: 15 },
      { blocked: 18, starved: 6 },
      { blocked: 1, starved: 1 },
      { blocked: 0, starved: 12 },
    ];
    expect(findTurningPoints(line)).toEqual([1, 4]);
    expect(findConstraint(line)).toBe(4);
  });

  test('is nowhere where nobody waits', () => {
    expect(
      findConstraint([
        { blocked: 0, starved: 0 },
        { blocked: 0, starved: 0 },
      ]),
    ).toBeUndefined();
    expect(findConstraint([{ blocked: 3, starved: 1 }])).toBeUndefined();
  });
});
