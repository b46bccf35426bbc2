import {
  answerRows,
  askStopQuestions,
  learnStopReasons,
  listAskedWindows,
  type ProposedReason,
  proposeStopReasons,
  questionsMax,
  type StopProposal,
  type StopQuestion,
  type StopQuestions,
} from 'gemba/analytics';
import type { Plant } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { uncertaintyOf } from '../../../src/analytics/stop-reasons/uncertainty.ts';
import { at, type State, stop } from '../made-up-plant.ts';
import { date, daysBefore, historyOf, makeShop } from './stopping.ts';

const shift = { fromAt: at(date, 6), toAt: at(date, 18) };
const untold = (unit: string, from: number, minutes: number, rest: State = {}): State =>
  stop(unit, date, from, from + minutes / 60, { reason: '', ...rest });

/** On the press short stops are jams, on the lathe they may be anything; long ones are tools. */
const told: State[] = Array.from({ length: 20 }, (_, i) => daysBefore(i + 1)).flatMap((day, i) => [
  stop('press', day, 7, 7.1, { reason: 'jam' }),
  stop('press', day, 9, 10, { reason: 'tool' }),
  stop('lathe', day, 8, 8.1, { reason: ['jam', 'tool', 'power'][i % 3] as string }),
]);

interface Asked {
  readonly plant?: Plant;
  readonly passed?: readonly string[];
  readonly window?: typeof shift;
  readonly untilAt?: number;
}

function ask(states: readonly State[], { plant = makeShop(), passed = [], window = shift, untilAt }: Asked = {}) {
  const history = historyOf({ states }, { plant, ...(untilAt === undefined ? {} : { untilAt }) });
  return askStopQuestions(history, learnStopReasons(history), window, { passed });
}

const questionsOf = ({ areas }: StopQuestions): readonly StopQuestion[] => areas.flatMap((area) => area.questions);
const startsOf = (asked: StopQuestions) =>
  questionsOf(asked).map(({ equipment, stops }) => [
    equipment,
    ...stops.map(({ startAt }) => Math.round((startAt - at(date, 0)) / 360_000) / 10),
  ]);

const proposed = (...ratios: number[]): ProposedReason => ({
  kind: 'proposed',
  candidates: ratios.slice(0, -1).map((ratio, i) => ({ reason: `r${i}`, ratio })),
  otherRatio: ratios.at(-1) as number,
  factors: [],
  toldCount: 20,
});

describe('how uncertain a reason is', () => {
  test('is 0 where one is certain, and 1 where all are as likely or nothing is known', () => {
    expect(uncertaintyOf(proposed(1, 0, 0), 2)).toBe(0);
    expect(uncertaintyOf(proposed(1 / 3, 1 / 3, 1 / 3), 2)).toBeCloseTo(1, 12);
    expect(uncertaintyOf({ kind: 'unknown', reason: 'no-facts' }, 2)).toBe(1);
  });

  test('is the entropy over its greatest', () => {
    // One half, one quarter, one quarter: 1.5 bits of log2(3).
    expect(uncertaintyOf(proposed(1 / 2, 1 / 4, 1 / 4), 2)).toBeCloseTo(1.5 / Math.log2(3), 12);
    // Of four reasons two were told: what is left is spread over the other two, 1/8 each: 1.75 bits of 2.
    expect(uncertaintyOf(proposed(1 / 2, 1 / 4, 1 / 4), 4)).toBeCloseTo(1.75 / 2, 12);
  });
});

describe('questions of a shift', () => {
  test('are at most five an area, of the longest where nothing is known', () => {
    const states = [1, 2, 3, 4, 5, 6, 7].map((i) => untold('press', 6 + i, 10 + i));
    const asked = ask([...states, untold('paint', 8, 30)]);
    expect(asked.areas.map(({ area, questions }) => [area, questions.length])).toEqual([
      ['forming', questionsMax],
      ['finish', 1],
    ]);
    expect(startsOf(asked).map(([, start]) => start)).toEqual([13, 12, 11, 10, 9, 8]);
    expect(asked.areas[0]).toMatchObject({ untoldStops: 7, untoldMs: 98 * 60_000, askedMs: 75 * 60_000 });
  });

  test('ask first what is uncertain, though what is plain lasted longer', () => {
    const asked = ask([...told, untold('press', 9, 60), untold('lathe', 8, 45, { product: 'new' })]);
    const [first, second] = questionsOf(asked) as [StopQuestion, StopQuestion];
    expect([first.equipment, second.equipment]).toEqual(['lathe', 'press']);
    expect(first.uncertaintyRatio).toBeGreaterThan(second.uncertaintyRatio);
    expect(first.downMs).toBeLessThan(second.downMs);
    expect(first.worth.ownMs).toBeCloseTo(first.downMs * first.uncertaintyRatio, -1);
  });

  test('ask once for short stops of a unit that look alike, and for each longer one', () => {
    const short = [8, 9, 10].map((hour) => untold('press', hour, 6));
    const asked = ask([...told, ...short, untold('press', 12, 20), untold('press', 14, 20), untold('lathe', 11, 6)]);
    expect(startsOf(asked).toSorted()).toEqual([
      ['lathe', 11],
      ['press', 12],
      ['press', 14],
      ['press', 8, 9, 10],
    ]);
  });

  test('give of stops asked together the mean of what is proposed of each, by its time', () => {
    const states = [...told, untold('press', 8, 6), untold('press', 9, 9)];
    const history = historyOf({ states });
    const model = learnStopReasons(history);
    const each = proposeStopReasons(history, model, shift) as (StopProposal & { proposal: ProposedReason })[];
    const [question] = questionsOf(askStopQuestions(history, model, shift)) as [StopQuestion];
    const jam = ({ candidates }: ProposedReason) => candidates.find(({ reason }) => reason === 'jam')?.ratio as number;
    const [a, b] = each.map(({ proposal }) => jam(proposal)) as [number, number];
    expect(jam(question.proposal as ProposedReason)).toBeCloseTo((6 * a + 9 * b) / 15, 9);
  });

  test('are worth more where the answer teaches of others', () => {
    const alone = ask([...told, untold('lathe', 8, 45)]);
    const withOther = ask([...told, untold('lathe', 8, 45), untold('lathe', 12, 45)]);
    expect(questionsOf(alone)[0]?.worth.taughtMs).toBe(0);
    expect(questionsOf(withOther)[0]?.worth.taughtMs).toBeGreaterThan(0);
  });

  test('go by money where the plant has rates', () => {
    const states = [untold('press', 8, 30), untold('lathe', 8, 60)];
    const unit = (id: string, machineHourRate: number) =>
      ({ id, name: id, level: 'workUnit', machineHourRate }) as const;
    const plant = makeShop({
      rates: { currency: 'EUR', machineHour: 50 },
      equipment: [
        { id: 'forming', name: 'Forming', level: 'area', children: [unit('press', 300), unit('lathe', 100)] },
      ],
    });
    expect(startsOf(ask(states)).map(([equipment]) => equipment)).toEqual(['lathe', 'press']);
    const asked = questionsOf(ask(states, { plant }));
    // Nothing is known, so that every minute counts: half an hour at 300, an hour at 100.
    expect(asked.map(({ equipment, worth }) => [equipment, worth.money?.amount])).toEqual([
      ['press', 150],
      ['lathe', 100],
    ]);
  });

  test('are not asked again once answered', () => {
    const states = [untold('press', 8, 30), untold('press', 10, 20)];
    const [question] = questionsOf(ask(states)) as [StopQuestion];
    const answered = ask([...states, ...answerRows(question, 'jam')]);
    expect(startsOf(answered)).toEqual([['press', 10]]);
  });

  test('are not asked again once passed, by a fact or by who asks', () => {
    const states = [untold('press', 8, 30), untold('press', 10, 20)];
    const [question] = questionsOf(ask(states)) as [StopQuestion];
    expect(startsOf(ask([...states, ...answerRows(question, 'asked')]))).toEqual([['press', 10]]);
    expect(startsOf(ask(states, { passed: question.stops.map(({ id }) => id) }))).toEqual([['press', 10]]);
  });

  test('leave a stop that lasts to the shift in which it ends', () => {
    const states = [untold('press', 17, 120)];
    expect(ask(states, { untilAt: shift.toAt }).areas).toEqual([]);
    expect(ask(states).areas).toEqual([]);
    expect(startsOf(ask(states, { window: { fromAt: at(date, 18), toAt: at(date, 24) } }))).toEqual([['press', 17]]);
  });

  test('never ask for a stop in two shifts; what ends between two is asked for in the next', () => {
    const plant = makeShop();
    const states = Array.from({ length: 12 }, (_, i) => untold('press', 2 * i, i % 3 === 0 ? 120 : 45));
    const window = { fromAt: at(daysBefore(1), 0), toAt: at(daysBefore(-2), 0) };
    const asked = listAskedWindows(plant, window).flatMap((own) => {
      const options = { plant, window: own, untilAt: window.toAt };
      return questionsOf(ask(states, options)).flatMap(({ stops }) => stops.map(({ id }) => id));
    });
    expect(asked.length).toBeGreaterThan(questionsMax);
    expect(new Set(asked).size).toBe(asked.length);
    const shifts = listAskedWindows(plant, window);
    // Each goes on from where the one before ended.
    for (const [i, own] of shifts.entries()) if (i > 0) expect(own.fromAt).toBe(shifts[i - 1]?.toAt);
  });

  test('come in the same order whatever the order of the facts', () => {
    const states = [...told, ...[7, 9, 11, 13].map((hour) => untold('press', hour, 30)), untold('lathe', 9, 30)];
    expect(ask(states.toReversed())).toEqual(ask(states));
  });
});

test('an answer is a row for each stop, with what was worked on', () => {
  const [question] = questionsOf(
    ask([untold('press', 8, 6, { workOrder: 'W7' }), untold('press', 9, 6, { workOrder: 'W7' })]),
  );
  expect(answerRows(question as StopQuestion, 'jam')).toEqual(
    [8, 9].map((hour) => ({
      equipment: 'press',
      startAt: at(date, hour),
      endAt: at(date, hour + 0.1),
      state: 'down',
      reason: 'jam',
      workOrder: 'W7',
    })),
  );
});
