import fc from 'fast-check';
import {
  type Clues,
  clueKinds,
  createReasonModel,
  describeStop,
  learnStopReasons,
  measureReasonHits,
  type ProposedReason,
  proposeReason,
  proposeStopReasons,
  type StopDescription,
  type StopHistory,
  type StopProposal,
  toldStopsMin,
} from 'gemba/analytics';
import { createRandom } from 'gemba/stats';
import { describe, expect, test } from 'vitest';
import { at, type State, stop } from '../made-up-plant.ts';
import { date, daysBefore, historyOf, makeShop } from './stopping.ts';

const none = Object.fromEntries(clueKinds.map((kind) => [kind, []])) as unknown as Clues;
const ofPlace = (place: string): StopDescription => ({ clues: { ...none, place: [place] }, reached: [] });

/** Stops of many days before, whose reason is a function of what they are. */
function ruled(count: number, reasonOf: (minutes: number, product: string, random: () => number) => string): State[] {
  const random = createRandom(5);
  return Array.from({ length: count }, (_, i) => {
    const minutes = 1 + Math.floor(random.nextUniform() * 60);
    const product = random.nextUniform() < 0.5 ? 'cup' : 'bowl';
    const hour = 1 + 3 * (i % 7);
    const from = at(daysBefore(1 + Math.floor(i / 7)), hour);
    const reason = reasonOf(minutes, product, () => random.nextUniform());
    return { equipment: 'press', startAt: from, endAt: from + minutes * 60_000, state: 'down', reason, product };
  });
}

function proposalsOf(states: readonly State[], untilAt = at(date, 24)): StopProposal[] {
  const history = historyOf({ states }, { untilAt });
  return proposeStopReasons(history, learnStopReasons(history), { fromAt: at(date, 0), toAt: at(date, 24) });
}

const hitsOf = (history: StopHistory, plant = makeShop()) =>
  measureReasonHits(
    history,
    Array.from({ length: 14 }, (_, i) => plant.productionDay(daysBefore(14 - i))),
  );

describe('the probability of a reason', () => {
  test('after one told stop is as worked out by hand', () => {
    const model = createReasonModel();
    model.learn(ofPlace('x'), 'jam');
    // Of all: jam 1/2, another 1/2. Of place x: (1 + 1/2) / 2 and (1/2) / 2. The clue counts a tenth: of ten clues one.
    const { ratios, otherRatio } = model.ratiosOf({ ...none, place: ['x'] });
    const [forJam, forOther] = [(1 / 2) * 1.5 ** 0.1, (1 / 2) * 0.5 ** 0.1];
    expect(ratios.get('jam')).toBeCloseTo(forJam / (forJam + forOther), 12);
    expect(otherRatio).toBeCloseTo(forOther / (forJam + forOther), 12);
    expect(model.factorsOf({ ...none, place: ['x'] }, 'jam')).toEqual([
      { clue: 'place', factor: expect.closeTo(1.5 ** 0.1, 12) },
    ]);
  });

  test('where nothing tells stops apart is how often it was told, with one part for each kind of reason left over', () => {
    const model = createReasonModel();
    for (let i = 0; i < 40; i++) model.learn({ clues: none, reached: [] }, i % 4 === 0 ? 'tool' : 'jam');
    const { ratios } = model.ratiosOf(none);
    const shares = [30 / 42, 10 / 42, 2 / 42].map((share) => share ** model.weights().base);
    const sum = shares.reduce((all, share) => all + share, 0);
    expect(ratios.get('jam')).toBeCloseTo((shares[0] as number) / sum, 12);
    expect(ratios.get('tool')).toBeCloseTo((shares[1] as number) / sum, 12);
  });

  test('adds up to 1 with that of a reason nobody told yet', () => {
    const told = fc.record({ place: fc.constantFrom('x', 'y'), reason: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 40 }), (stops) => {
        const model = createReasonModel();
        for (const { place, reason } of stops) model.learn(ofPlace(place), reason);
        const { ratios, otherRatio } = model.ratiosOf({ ...none, place: ['x'] });
        expect([...ratios.values()].reduce((sum, ratio) => sum + ratio, otherRatio)).toBeCloseTo(1, 9);
      }),
      { numRuns: 50 },
    );
  });

  test('rises with every stop like it that had that reason, and what is supposed leaves no trace', () => {
    const told = fc.record({ place: fc.constantFrom('x', 'y'), reason: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 30 }), (stops) => {
        const model = createReasonModel();
        for (const { place, reason } of stops) model.learn(ofPlace(place), reason);
        const { reason } = stops[0] as { reason: string };
        const asked = { ...none, place: ['x'] };
        const ratioOf = () => model.ratiosOf(asked).ratios.get(reason) as number;
        const before = ratioOf();
        const supposed = model.supposing(ofPlace('x'), reason, ratioOf);
        // Where neither how often it was told nor the place counts, nothing moves.
        if (model.weights().base > 0.01) expect(supposed).toBeGreaterThan(before);
        expect(ratioOf()).toBe(before);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a proposal', () => {
  const asked = (minutes: number, product: string): State => ({
    ...stop('press', date, 8, 8 + minutes / 60, { reason: '' }),
    product,
  });
  const likely = (proposals: readonly StopProposal[]) =>
    (proposals[0] as { proposal: ProposedReason }).proposal.candidates[0];

  test('is none where nobody told anything, and none on fewer than twenty told stops', () => {
    expect(proposalsOf([asked(5, 'cup')])[0]?.proposal).toEqual({ kind: 'unknown', reason: 'no-facts' });
    const few = ruled(toldStopsMin - 1, () => 'jam');
    expect(proposalsOf([...few, asked(5, 'cup')])[0]?.proposal).toEqual({
      kind: 'unknown',
      reason: 'too-little-history',
    });
    const enough = ruled(toldStopsMin, () => 'jam');
    expect(proposalsOf([...enough, asked(5, 'cup')])[0]?.proposal.kind).toBe('proposed');
  });

  test('is none where every told stop had a reason of its own', () => {
    const all = ruled(30, () => 'x').map((state, i) => ({ ...state, reason: `reason ${i}` }));
    expect(proposalsOf([...all, asked(5, 'cup')])[0]?.proposal).toMatchObject({ kind: 'unknown' });
  });

  test('finds the rule by which stops have their reasons, in length and product', () => {
    const told = ruled(200, (minutes, product) => (minutes >= 16 ? 'tool' : product === 'cup' ? 'jam' : 'power'));
    for (const [minutes, product, reason] of [
      [40, 'cup', 'tool'],
      [5, 'cup', 'jam'],
      [5, 'bowl', 'power'],
    ] as const) {
      const found = likely(proposalsOf([...told, asked(minutes, product)]));
      expect(found?.reason).toBe(reason);
      expect(found?.ratio).toBeGreaterThan(0.8);
    }
    const hits = hitsOf(historyOf({ states: told }));
    expect(hits.model.top1Ratio).toBeGreaterThan(0.95);
    expect(hits.mostFrequent.top1Ratio).toBeLessThan(0.85);
    expect(hits.model.brierScore).toBeLessThan(hits.mostFrequent.brierScore / 2);
  });

  test('of what follows no rule is no more certain than how often reasons were told', () => {
    const told = ruled(400, (_, __, random) => (random() < 0.6 ? 'jam' : 'tool'));
    const hits = hitsOf(historyOf({ states: told }));
    expect(hits.model.brierScore).toBeLessThan(hits.mostFrequent.brierScore * 1.1);
    expect(hits.calibrationError).toBeLessThan(0.12);
  });

  test('is the same whatever the order of the facts', () => {
    const told = ruled(60, (minutes) => (minutes >= 16 ? 'tool' : 'jam'));
    const states = [...told, asked(5, 'cup')];
    const expected = proposalsOf(states);
    fc.assert(
      fc.property(fc.shuffledSubarray(states, { minLength: states.length }), (shuffled) => {
        expect(proposalsOf(shuffled)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  test('is the same learned stop by stop as learned at once', () => {
    const history = historyOf({ states: ruled(80, (minutes) => (minutes >= 16 ? 'tool' : 'jam')) });
    const model = createReasonModel();
    for (const told of history.stops) {
      model.learn(describeStop(history, told), told.reason);
      model.ratiosOf(none);
    }
    const { clues } = describeStop(history, history.stops[0] as (typeof history.stops)[number]);
    expect(proposeReason(model, clues)).toEqual(proposeReason(learnStopReasons(history), clues));
  });

  test('is weighed by the latest 2,000 told stops, and counts them all', () => {
    const random = createRandom(3);
    const described = Array.from({ length: 2_050 }, () => {
      const place = random.nextUniform() < 0.5 ? 'x' : 'y';
      return { stop: ofPlace(place), reason: random.nextUniform() < 0.8 === (place === 'x') ? 'jam' : 'tool' };
    });
    const [all, latest] = [createReasonModel(), createReasonModel()];
    described.forEach(({ stop: one, reason }, i) => {
      all.learn(one, reason);
      latest.learn(one, reason, { isWeighed: i >= 50 });
    });
    expect(latest.weights()).toEqual(all.weights());
    expect(latest.toldCount).toBe(2_050);
  });

  test('of a stop that lasts goes by what it has reached: the longer, the less it is a short one', () => {
    const told = ruled(200, (minutes) => (minutes >= 16 ? 'tool' : 'jam'));
    const ratioAt = (minutes: number): number => {
      const untilAt = at(date, 8) + minutes * 60_000;
      const [first] = proposalsOf([...told, asked(600, 'cup')], untilAt);
      const { candidates } = (first as { proposal: ProposedReason }).proposal;
      return candidates.find(({ reason }) => reason === 'tool')?.ratio as number;
    };
    expect(ratioAt(2)).toBeLessThan(ratioAt(9));
    expect(ratioAt(9)).toBeLessThan(ratioAt(33));
    expect(ratioAt(33)).toBeGreaterThan(0.8);
  });

  test('says which clues speak for it, the strongest first', () => {
    const told = ruled(200, (minutes) => (minutes >= 16 ? 'tool' : 'jam'));
    const { factors } = (proposalsOf([...told, asked(40, 'cup')])[0] as { proposal: ProposedReason }).proposal;
    expect(factors[0]?.clue).toBe('length');
    expect(factors[0]?.factor).toBeGreaterThan(1);
  });
});

describe('the hit rate', () => {
  test('counts a stop of which nothing could be proposed as missed, and bins only what was proposed', () => {
    // One stop a day for 14 days: fewer than twenty are known before any of them.
    const states = Array.from({ length: 14 }, (_, i) => stop('press', daysBefore(14 - i), 8, 9, { reason: 'jam' }));
    const hits = hitsOf(historyOf({ states }));
    expect(hits).toMatchObject({ stops: 14, proposed: 0, reliability: [], calibrationError: 0 });
    expect(hits.model).toEqual({ top1Ratio: 0, top3Ratio: 0, brierScore: 1 });
    expect(hits.mostFrequent.top1Ratio).toBe(13 / 14);
  });

  test('stands on nothing that was told in the day itself or later', () => {
    const told = ruled(120, (minutes) => (minutes >= 16 ? 'tool' : 'jam'));
    const plant = makeShop();
    const day = [plant.productionDay(daysBefore(3))];
    const later = told.map((state) => {
      const isLater = (state.startAt as number) >= at(daysBefore(2), 0);
      return isLater ? { ...state, reason: 'power' } : state;
    });
    expect(measureReasonHits(historyOf({ states: later }), day)).toEqual(
      measureReasonHits(historyOf({ states: told }), day),
    );
  });
});
