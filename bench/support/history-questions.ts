/** What people ask a plant's history, of a day to a month: the mix of `history.concurrent` and `history.lag`. */
import { createGrid, plainRule, type RollupFigure } from '../../src/analytics/index.ts';
import type { HistorySnapshot } from '../../src/history/index.ts';
import { dayMs, hourMs, type Interval } from '../../src/time/index.ts';

export interface QuestionScope {
  readonly tags: readonly string[];
  readonly machines: readonly string[];
  /** Of what raw readings and minutes are asked. */
  readonly day: Interval;
  /** Ends of what hours and days are asked: a week before and a month before. */
  readonly weekToAt: number;
  readonly daysFromAt: number;
  readonly dayCount: number;
}

export interface Question {
  readonly kind: string;
  /** Gives how many rows or buckets the answer has. */
  ask(snapshot: HistorySnapshot, random: () => number): Promise<number>;
}

const figures: readonly RollupFigure[] = ['min', 'mean', 'max'];

export function listQuestions({
  tags,
  machines,
  day,
  weekToAt,
  daysFromAt,
  dayCount,
}: QuestionScope): readonly Question[] {
  const choose = <Item>(items: readonly Item[], count: number, random: () => number): readonly Item[] => {
    const first = Math.floor(random() * items.length);
    return Array.from({ length: Math.min(count, items.length) }, (_, i) => items[(first + i) % items.length] as Item);
  };
  const resample = (tagCount: number, edges: Float64Array): Question['ask'] => {
    return async (snapshot, random) => {
      const chosen = choose(tags, tagCount, random).map((id) => ({ id, rule: plainRule }));
      const answer = await snapshot.resample({ tags: chosen, edges, untilAt: day.toAt, figures });
      return answer.figures.mean?.filter((mean) => !Number.isNaN(mean)).length ?? 0;
    };
  };
  const week = { fromAt: weekToAt - 7 * dayMs, toAt: weekToAt };
  const days = Float64Array.from({ length: dayCount + 1 }, (_, i) => daysFromAt + i * dayMs);
  return [
    {
      kind: 'readingsOfDay',
      async ask(snapshot, random) {
        const { length } = await snapshot.read({ kind: 'reading', window: day, places: choose(tags, 1, random) });
        return length;
      },
    },
    { kind: 'minutesOfDay', ask: resample(5, createGrid(day, 60_000)) },
    { kind: 'hoursOfWeek', ask: resample(50, createGrid(week, hourMs)) },
    { kind: 'daysOfMonth', ask: resample(tags.length, days) },
    {
      kind: 'latest',
      async ask(snapshot, random) {
        const { length } = await snapshot.findLatest({ tags: choose(tags, 50, random), at: day.toAt });
        return length;
      },
    },
    {
      kind: 'statesOfWeek',
      async ask(snapshot, random) {
        const places = choose(machines, 3, random);
        const { length } = await snapshot.read({ kind: 'production', window: week, places });
        return length;
      },
    },
  ];
}
