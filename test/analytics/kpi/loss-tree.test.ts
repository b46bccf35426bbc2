/** The loss tree: sums that are exact, a day worked by hand, and bounds that hold the truth. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActivity, unitElements } from '../../../src/analytics/index.ts';
import { evaluate } from '../../../src/analytics/kpi/evaluate.ts';
import { getKpi } from '../../../src/analytics/kpi/kpis.ts';
import { computeLossTimes, type LossLeaf, lossLeaves, sumLossTimes } from '../../../src/analytics/kpi/loss-times.ts';
import {
  findLoss,
  type LossNode,
  type LossNodeId,
  listBigLosses,
  lossTree,
} from '../../../src/analytics/kpi/loss-tree.ts';
import { emptySet, setOf, union } from '../../../src/time/index.ts';
import { at, makePlant, type Report, report, type State, stop, tablesOf } from '../made-up-plant.ts';

const date = '2024-03-13';
const minuteMs = 60_000;
const day = { fromAt: at(date, 0), toAt: at(date, 24) };

const plant = makePlant({
  kpis: { microStopSeconds: 300 },
  equipment: [
    { id: 'press', name: 'Press', level: 'workUnit', idealTimes: [{ product: 'cup', secondsPerPiece: 60 }] },
    { id: 'lathe', name: 'Lathe', level: 'workUnit', silence: 'unknown', idealTimes: [{ secondsPerPiece: 90 }] },
  ],
  plannedStops: [
    { name: 'Service', equipment: 'press', reason: 'service', from: `${date}T12:00`, to: `${date}T13:00` },
  ],
  reasons: [
    { code: 'breakdown', name: 'Breakdown', lossClass: 'breakdown' },
    { code: 'service', name: 'Service', planned: true },
    { code: 'adjust', name: 'Adjusting', lossClass: 'setup' },
    { code: 'operator', name: 'No operator' },
  ],
});

function leavesOf(production: readonly Report[], states: readonly State[], unheard = emptySet, windows = [day]) {
  const tables = tablesOf({ production, states });
  const activity = createActivity(plant, tables.production, tables.equipmentState);
  return { activity, leaves: computeLossTimes({ activity, windows, unheard: () => unheard }) };
}

const minutesOf = (tree: LossNode, id: LossNodeId): number => findLoss(tree, id).ms / minuteMs;

test('a day of the press, worked by hand: every minute is in one leaf', () => {
  const idle = (from: number, to: number, state: string): State => stop('press', date, from, to, { state, reason: '' });
  const { leaves } = leavesOf(
    [
      report('press', date, 5.5, 6, { state: 'setup', completedCount: 0, scrapCount: 2 }),
      report('press', date, 6, 10, { completedCount: 150, scrapCount: 10, holdCount: 5 }),
      report('press', date, 14, 15, { product: 'jug', completedCount: 20 }),
      report('press', date, 12, 12.25, { completedCount: 15 }),
    ],
    [
      stop('press', date, 7, 7 + 20 / 60),
      stop('press', date, 8, 8 + 4 / 60, { reason: 'operator' }),
      stop('press', date, 9, 9.25, { reason: 'adjust' }),
      stop('press', date, 10, 10.5, { reason: 'service' }),
      stop('press', date, 10.5, 11, { reason: 'operator' }),
      idle(11, 11.5, 'starved'),
      idle(11.5, 11.75, 'blocked'),
      idle(11.75, 12, 'idle'),
    ],
    setOf({ fromAt: at(date, 15), toAt: at(date, 16) }),
  );
  const tree = lossTree(leaves[0]?.[0] ?? ({} as never));
  // Planned 6 to 18, less service from 12 to 13; setup before six and a quarter of an hour of service were worked.
  const expected: Record<LossLeaf, number> = {
    notScheduled: 24 * 60 - 12 * 60 - 30,
    plannedStops: 45,
    unheard: 60,
    silent: 60 + 120,
    reportedPlannedStops: 30,
    equipmentFailure: 20,
    otherStops: 30,
    starved: 30,
    blocked: 15,
    idle: 15,
    setupStops: 15,
    setup: 30,
    minorStops: 4,
    unrated: 60,
    // 4 hours less 20 and 15 minutes of stops and 4 of a minor stop, and 15 minutes: 216 minutes for 182 pieces, two of them in setup.
    reducedSpeed: 216 - 182,
    defects: 15,
    setupRejects: 2,
    good: 165,
  };
  expect(Object.fromEntries(lossLeaves.map((leaf) => [leaf, minutesOf(tree, leaf)]))).toEqual(expected);
  const totals = {
    calendar: 1440,
    scheduled: 750,
    busy: 705,
    lost: 240,
    down: 80,
    waiting: 60,
    settingUp: 45,
    run: 280,
  };
  for (const [id, minutes] of Object.entries(totals))
    expect([id, minutesOf(tree, id as LossNodeId)]).toEqual([id, minutes]);
  expect(listBigLosses(tree).map(({ bigLoss, ms }) => [bigLoss, ms / minuteMs])).toEqual([
    ['equipment-failure', 20],
    ['setup-and-adjustment', 45],
    ['idling-and-minor-stops', 4],
    ['reduced-speed', 34],
    ['process-defects', 15],
    ['reduced-yield', 2],
  ]);
});

const span = fc.record({ from: fc.integer({ min: 4 * 60, max: 18 * 60 }), length: fc.integer({ min: 0, max: 180 }) });
const facts = {
  production: fc.array(
    fc.record({
      equipment: fc.constantFrom('press', 'lathe'),
      span,
      state: fc.constantFrom('running', 'setup'),
      product: fc.constantFrom('cup', 'jug'),
      counts: fc.tuple(fc.nat(60), fc.nat(9), fc.nat(4)),
    }),
    { maxLength: 8 },
  ),
  states: fc.array(
    fc.record({
      equipment: fc.constantFrom('press', 'lathe'),
      span,
      state: fc.constantFrom('running', 'setup', 'down', 'down', 'starved', 'blocked', 'idle'),
      reason: fc.constantFrom('breakdown', 'service', 'adjust', 'operator', ''),
    }),
    { maxLength: 10 },
  ),
};
type Made<A> = A extends fc.Arbitrary<infer T> ? T : never;
const hours = ({ from, length }: Made<typeof span>): [number, number] => [from / 60, (from + length) / 60];
const reportsOf = (all: Made<typeof facts.production>): Report[] =>
  all.map(({ equipment, span: of, counts: [completedCount, scrapCount, holdCount], ...rest }) =>
    report(equipment, date, ...hours(of), { ...rest, completedCount, scrapCount, holdCount }),
  );
const statesOf = (all: Made<typeof facts.states>): State[] =>
  all.map(({ equipment, span: of, ...rest }) => stop(equipment, date, ...hours(of), rest));

function check(node: LossNode): void {
  expect(node.lowMs).toBeLessThanOrEqual(node.ms);
  expect(node.highMs).toBeGreaterThanOrEqual(node.ms);
  expect(Number.isInteger(node.ms)).toBe(true);
  if (node.children.length === 0) {
    if (node.id !== 'reducedSpeed') expect(node.lowMs, node.id).toBeGreaterThanOrEqual(0);
    return;
  }
  expect(node.children.reduce((sum, { ms }) => sum + ms, 0)).toBe(node.ms);
  for (const child of node.children) check(child);
}

describe('for any facts', () => {
  test('each node is the sum of its children, and the whole is calendar time: of a unit, of all, of windows in a row', () => {
    fc.assert(
      fc.property(facts.production, facts.states, span, span, (production, states, gap, cut) => {
        const cutAt = at(date, cut.from / 60);
        const parts = [
          { fromAt: day.fromAt, toAt: cutAt },
          { fromAt: cutAt, toAt: day.toAt },
        ];
        const [from, to] = hours(gap);
        const { leaves } = leavesOf(reportsOf(production), statesOf(states), union([at(date, from)], [at(date, to)]), [
          day,
          ...parts,
        ]);
        for (const [whole, ...pieces] of leaves) {
          const tree = lossTree(whole ?? ({} as never));
          check(tree);
          expect(tree.ms).toBe(24 * 60 * minuteMs);
          // Pieces are whole and are rounded to either side of a border: times alone add up.
          const sum = sumLossTimes(pieces);
          const timed = lossLeaves.slice(0, lossLeaves.indexOf('minorStops') + 1);
          for (const leaf of timed) expect([leaf, sum[leaf]]).toEqual([leaf, whole?.[leaf]]);
        }
        const all = sumLossTimes(leaves.map(([whole]) => whole ?? ({} as never)));
        check(lossTree(all));
        expect(lossTree(all).ms).toBe(48 * 60 * minuteMs);
      }),
    );
  });

  test('good time over calendar, scheduled and busy time is TEEP, OOE and the fully effective share', () => {
    const rated = fc.constant('cup');
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            equipment: fc.constant('press'),
            span,
            state: fc.constant('running'),
            product: rated,
            counts: fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(9), fc.nat(4)),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        facts.states,
        (production, states) => {
          const { activity, leaves } = leavesOf(reportsOf(production), statesOf(states));
          const tree = lossTree(leaves[0]?.[0] ?? ({} as never));
          const table = unitElements({ activity, windows: [day] });
          const good = findLoss(tree, 'good').ms;
          if (findLoss(tree, 'run').ms === 0) return;
          for (const [id, over] of [
            ['teep', 'calendar'],
            ['ooe', 'scheduled'],
            ['fullyEffectiveRatio', 'busy'],
          ] as const)
            expect(good / findLoss(tree, over).ms).toBeCloseTo(evaluate(getKpi(id).formula, table).value[0] ?? NaN, 12);
        },
      ),
    );
  });
});

test('the truth lies within the bounds of every node where facts of an hour were lost, and where nothing was they are one', () => {
  // Whole hours of a state each, with pieces at the ideal rate at most, so that losing an hour loses whole facts. Gaps speak of
  // planned time: nothing is lost of the hour of the planned stop.
  const hour = fc.constantFrom('running', 'running', 'setup', 'down', 'starved', 'blocked', 'idle', '');
  fc.assert(
    fc.property(
      fc.array(hour, { minLength: 12, maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(40), fc.nat(20)), { minLength: 12, maxLength: 12 }),
      fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      (doing, counts, isLost) => {
        const factsOf = (isTold: (i: number) => boolean) => ({
          production: doing.flatMap((state, i) => {
            const [completedCount, scrapCount] = counts[i] as [number, number];
            return state === 'running' && isTold(i)
              ? [report('press', date, 6 + i, 7 + i, { completedCount, scrapCount })]
              : [];
          }),
          states: doing.flatMap((state, i) =>
            state !== 'running' && state !== '' && isTold(i) ? [stop('press', date, 6 + i, 7 + i, { state })] : [],
          ),
        });
        const isGone = (i: number): boolean => isLost[i] === true && i !== 6;
        const [all, told] = [factsOf(() => true), factsOf((i) => !isGone(i))];
        const lostHours = isLost.flatMap((_, i) => (isGone(i) ? [at(date, 6 + i)] : []));
        const gap = union(
          lostHours,
          lostHours.map((from) => from + 60 * minuteMs),
        );
        const truth = lossTree(leavesOf(all.production, all.states).leaves[0]?.[0] ?? ({} as never));
        const seen = lossTree(leavesOf(told.production, told.states, gap).leaves[0]?.[0] ?? ({} as never));
        for (const id of [...lossLeaves, 'busy', 'down', 'waiting', 'settingUp', 'run', 'ideal'] as const) {
          // What was silent in truth stays untold; it is in the gap or beside it.
          if (id === 'unheard' || id === 'silent') continue;
          const { lowMs, highMs } = findLoss(seen, id);
          expect(findLoss(truth, id).ms, id).toBeGreaterThanOrEqual(lowMs);
          expect(findLoss(truth, id).ms, id).toBeLessThanOrEqual(highMs);
        }
        if (gap.length === 0 && findLoss(seen, 'silent').ms === 0)
          for (const id of lossLeaves) expect(findLoss(seen, id)).toMatchObject({ lowMs: findLoss(seen, id).highMs });
      },
    ),
  );
});
