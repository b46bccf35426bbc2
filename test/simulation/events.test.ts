/** What is planned for a plant happens, and as it was planned. */
import { createPlantScenario, type ScrapCause, type SimulatedPlantInput } from 'gemba/simulation';
import { hourMs, minuteMs } from 'gemba/time';
import { describe, expect, it, test } from 'vitest';
import { collect } from './collect.ts';

const startAt = Date.UTC(2026, 2, 2, 6);

/** A line of two machines that never fail and take exactly their ideal time, day and night, with nothing planned. */
function plainLine(change: Partial<SimulatedPlantInput> = {}): SimulatedPlantInput {
  const base = createPlantScenario({
    machines: 2,
    machinesPerLine: 2,
    tags: 0,
    days: 4,
    zone: 'UTC',
    linesPerEvent: 2,
  });
  return {
    ...base,
    calendar: {
      shifts: [{ name: 'all', start: '06:00', end: '06:00' }],
      rotation: { anchor: base.from, days: [[{ shift: 'all' }]] },
    },
    stops: [],
    shortages: [],
    changes: [],
    scrapCauses: [],
    products: base.products.map(({ id }) => ({ id, pace: 1 })),
    lines: base.lines.map((line) => ({
      ...line,
      changeoverMs: { otherwise: 0 },
      machines: line.machines.map(({ failure: _, ...machine }) => ({
        ...machine,
        idealTimeMs: 20_000,
        slowness: { kind: 'deterministic' as const, mean: 0 },
        scrapRatio: 0,
      })),
    })),
    ...change,
  };
}

const [first, second] = ['line-1-machine-1', 'line-1-machine-2'] as const;

describe('a product that is introduced', () => {
  const introducedAt = startAt + 24 * hourMs;
  const base = plainLine();
  const input = {
    ...base,
    // One machine, so that nothing but the piece takes time.
    lines: base.lines.map((line) => ({ ...line, machines: line.machines.slice(0, 1) })),
    products: base.products.map((product, i) =>
      i === 0 ? { ...product, introducedAt, learning: { slowness: 0.5, scrap: 1, halfLifeMs: 12 * hourMs } } : product,
    ),
  };
  const reports = collect(input).production.filter(
    ({ equipment, product }) => equipment === first && product === input.products[0]?.id,
  );

  it('is not made before', () => {
    expect(reports.length).toBeGreaterThan(5);
    for (const report of reports) expect(report.startAt).toBeGreaterThanOrEqual(introducedAt);
  });

  it('takes longer at first, and half as much longer after each half-life', () => {
    for (const { startAt: from, endAt, completedCount } of reports) {
      const [fromAt, toAt] = [Number(from), Number(endAt)];
      const extra = (at: number) => 0.5 * 2 ** (-(at - introducedAt) / (12 * hourMs));
      // A piece under way where a report is cut by the end of a shift counts in the next.
      const pieces = Number(completedCount);
      expect(toAt - fromAt).toBeLessThanOrEqual((pieces + 1) * 20_000 * (1 + extra(fromAt)));
      expect(toAt - fromAt).toBeGreaterThanOrEqual((pieces - 1) * 20_000 * (1 + extra(toAt)));
    }
  });
});

test.each(['maintenance', 'shutdown'] as const)('%s closes its machines for exactly its time, and no other', (kind) => {
  const stop = { id: 's', kind, machines: [second], fromAt: startAt + 10 * hourMs, toAt: startAt + 14 * hourMs };
  const { states } = collect(plainLine({ stops: [stop] }), { windowMs: 24 * hourMs });
  const closed = states.filter(({ state }) => state === 'closed');
  expect(closed.map(({ equipment, reason, startAt: from, endAt }) => [equipment, reason, from, endAt])).toEqual([
    [second, kind, stop.fromAt, stop.toAt],
  ]);
  // The first goes on until the places between them are full.
  const blocked = states.filter(({ equipment, state }) => equipment === first && state === 'blocked');
  const long = blocked.filter((one) => one.endAt - one.startAt > hourMs);
  expect(long).toHaveLength(1);
  expect(long[0]?.because).toBe(second);
  // Until the second has finished the piece it stopped at.
  expect((long[0]?.endAt ?? 0) - stop.toAt).toBeGreaterThan(0);
  expect((long[0]?.endAt ?? 0) - stop.toAt).toBeLessThanOrEqual(20_000);
});

test('a shortage starves the first machine, for want of material, and the line after it', () => {
  const shortage = { line: 'line-1', fromAt: startAt + 10 * hourMs, toAt: startAt + 12 * hourMs };
  const { states, stops } = collect(plainLine({ shortages: [shortage] }), { windowMs: 24 * hourMs });
  const starved = states.filter(({ state, startAt: from, endAt }) => state === 'starved' && endAt - from > hourMs);
  expect(starved).toHaveLength(2);
  const [one, two] = starved;
  expect(one).toMatchObject({ equipment: first, reason: 'noMaterial', endAt: shortage.toAt });
  expect((one?.startAt ?? 0) - shortage.fromAt).toBeLessThanOrEqual(20_000);
  expect(two?.equipment).toBe(second);
  expect(stops.filter(({ reason }) => reason === 'noMaterial').map(({ equipment }) => equipment)).toContain(first);
});

test('a changeover takes what the matrix says for the two products, on average', () => {
  const base = plainLine();
  const ids = base.products.map(({ id }) => id);
  const matrix = Object.fromEntries(
    ids.map((from, i) => [from, Object.fromEntries(ids.map((to, k) => [to, (1 + i + 3 * k) * minuteMs]))]),
  );
  const input = plainLine({
    lines: base.lines.map((line) => ({
      ...line,
      orderCount: { kind: 'deterministic' as const, mean: 5 },
      changeoverMs: { otherwise: 0, from: matrix },
    })),
  });
  const { states } = collect(input, { windowMs: 24 * hourMs });
  const byPair = new Map<string, number[]>();
  let made = '';
  for (const { equipment, state, product, startAt: from, endAt } of states) {
    if (equipment !== first) continue;
    if (state === 'setup' && made !== '' && made !== product) {
      const pair = `${made}>${product}`;
      byPair.set(pair, [...(byPair.get(pair) ?? []), endAt - from]);
    }
    if (state === 'running') made = product ?? '';
  }
  expect(byPair.size).toBe(ids.length * (ids.length - 1));
  for (const [pair, times] of byPair) {
    const [from, to] = pair.split('>') as [string, string];
    const planned = matrix[from]?.[to] as number;
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    // Drawn with a coefficient of variation of 0.2; four deviations of the mean, and a setup that a day's end cuts.
    expect(Math.abs(mean / planned - 1), pair).toBeLessThan((4 * 0.2) / Math.sqrt(times.length) + 0.02);
  }
});

describe('a cause of scrap', () => {
  const cause = (kind: ScrapCause['kind']): ScrapCause => ({
    id: 'cause',
    kind,
    machine: first,
    effectMachine: second,
    fromAt: startAt + 20 * hourMs,
    toAt: startAt + 50 * hourMs,
    effectFromAt: startAt + 21 * hourMs,
    effectToAt: startAt + 61 * hourMs,
    scrapRatio: 0.4,
    defect: 'crack',
  });
  const run = (kind: ScrapCause['kind']) => collect(plainLine({ scrapCauses: [cause(kind)] }));
  /** Pieces of the second machine within hours of the start, and how many of them were scrap of the cause. */
  const shareIn = ({ production }: ReturnType<typeof run>, fromHour: number, toHour: number): number => {
    const reports = production.filter(
      ({ equipment, startAt: from, endAt }) =>
        equipment === second &&
        Number(from) >= startAt + fromHour * hourMs &&
        Number(endAt) <= startAt + toHour * hourMs,
    );
    const sum = (column: 'completedCount' | 'scrapCount') =>
      reports.reduce((total, report) => total + Number(report[column] ?? 0), 0);
    return sum('scrapCount') / (sum('completedCount') + sum('scrapCount'));
  };

  it('of temperature has its share of the pieces while its effect lasts, and of none else', () => {
    const collected = run('temperatureExcursion');
    // 40 hours of a piece each 20 s: 7,200 pieces, a deviation of 0.006.
    expect(shareIn(collected, 21, 61)).toBeGreaterThan(0.37);
    expect(shareIn(collected, 21, 61)).toBeLessThan(0.43);
    expect(collected.truthOf('scrapCause')[0]?.scrapCount).toBe(
      collected.production.reduce((sum, { scrapCount }) => sum + Number(scrapCount ?? 0), 0),
    );
  });

  it('of a worn tool grows from nothing to its share', () => {
    const collected = run('wornTool');
    expect(shareIn(collected, 21, 34)).toBeLessThan(0.12);
    expect(shareIn(collected, 48, 61)).toBeGreaterThan(0.28);
  });

  it('of a supplier batch hits orders begun while it was used, and no other', () => {
    const collected = run('supplierBatch');
    const [told] = collected.truthOf('scrapCause');
    expect(told?.workOrders.length).toBeGreaterThan(5);
    for (const order of told?.workOrders ?? []) {
      const begun = Math.min(
        ...collected.states.filter(({ workOrder }) => workOrder === order).map((state) => state.startAt),
      );
      expect(begun).toBeGreaterThanOrEqual(startAt + 20 * hourMs - hourMs);
      expect(begun).toBeLessThan(startAt + 50 * hourMs);
    }
    expect(shareIn(collected, 53, 61)).toBe(0);
  });
});
