/** Rows of what tags said last at instants. */
import { type AsOfRule, asOfOutcomes, joinAsOf, rollupHoldMaxMs, type Series } from '../../analytics/index.ts';
import { type Tag, textAt } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { clustersOf } from './clusters.ts';
import type { QueryContext } from './query-context.ts';
import { createWords, instants, type NumberAnswer, numbers, type TextAnswer, texts } from './table.ts';
import { visitReadings } from './visit-readings.ts';

export interface AsOfOptions {
  /** Greatest age of a reading, ms; default: a day. `Infinity` for any. */
  readonly toleranceMs?: number;
  readonly signal?: AbortSignal;
}

export type AsOfColumns = {
  /** Of the last reading at or before the instant. */
  readonly readAt: NumberAnswer;
  readonly ageMs: NumberAnswer;
  /** What that reading says, also where it does not hold. */
  readonly value: NumberAnswer;
  readonly text: TextAnswer;
  readonly quality: TextAnswer;
  readonly source: TextAnswer;
  /** Whether it holds, one of `asOfOutcomes`. */
  readonly outcome: TextAnswer;
};

export type TagColumns = { readonly tag: TextAnswer; readonly unit: TextAnswer };

/** Instants at which a tag is asked for, ascending, and the row of the answer that each fills. */
export interface AskedOfTag {
  readonly tag: Tag;
  readonly at: Float64Array;
  readonly row: Uint32Array;
}

/** @param length rows of the answer */
export async function joinInstants(
  { snapshot, untilAt }: QueryContext,
  asked: readonly AskedOfTag[],
  length: number,
  { toleranceMs = rollupHoldMaxMs, signal }: AsOfOptions,
): Promise<AsOfColumns> {
  const rows = createRows(length);
  const done = new Uint32Array(asked.length);
  for (const window of clustersOfInstants(asked)) {
    const places = Uint32Array.from(asked.keys()).filter((place) => {
      const next = asked[place]?.at[done[place] as number];
      return next !== undefined && next < window.toAt;
    });
    const tags = Array.from(places, (place) => (asked[place] as AskedOfTag).tag);
    await visitReadings(
      { snapshot, tags, window, untilAt, holdMaxMs: toleranceMs, signal },
      (i, series, { toAt }, rule) => {
        const place = places[i] as number;
        const { at, row } = asked[place] as AskedOfTag;
        const first = done[place] as number;
        let end = first;
        while (end < at.length && (at[end] as number) < toAt) end++;
        done[place] = end;
        rows.write(series, at.subarray(first, end), row.subarray(first, end), {
          ...untilAndAt(rule, series),
          holdMaxMs: undefined,
          toleranceMs,
        });
      },
    );
  }
  return rows.build();
}

/** Instants that lie near each other, each with a ms behind the last. */
function clustersOfInstants(asked: readonly AskedOfTag[]): readonly Interval[] {
  // Tags that are asked for at the same instants share them.
  const columns = [...new Set(asked.map(({ at }) => at))];
  const all = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let length = 0;
  for (const at of columns) {
    all.set(at, length);
    length += at.length;
  }
  return clustersOf(
    all,
    all.map((at) => at + 1),
  );
}

/**
 * Whoever asks what is now asks at `untilAt`, at which nothing is known any more: so it is taken as known. Where no
 * reading follows, the expected interval is counted up to it too.
 */
function untilAndAt<Rule extends AsOfRule>(rule: Rule, series: Series): Rule {
  const { untilAt, expectedIntervalMs } = rule;
  return {
    ...rule,
    untilAt: untilAt + 1,
    ...(series.length === 1 && expectedIntervalMs !== undefined ? { expectedIntervalMs: expectedIntervalMs + 1 } : {}),
  };
}

/** The tag and its unit by row. */
export function tagColumns(tags: readonly Tag[], tagOfRow: (row: number) => number, length: number): TagColumns {
  const column = (read: (tag: Tag) => string): TextAnswer => {
    const words = createWords();
    const codes = tags.map((tag) => words.codeOf(read(tag)));
    return texts({
      dictionary: words.dictionary,
      codes: Uint32Array.from({ length }, (_, row) => codes[tagOfRow(row)] as number),
    });
  };
  return { tag: column(({ id }) => id), unit: column(({ unit }) => unit) };
}

function createRows(length: number) {
  const empty = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  const [readAt, ageMs, value] = [empty(), empty(), empty()];
  // Code 0 is that of no text, so that an outcome is its index and one.
  const outcomes = new Uint32Array(length).fill(asOfOutcomes.indexOf('no-reading') + 1);
  const spoken = (['text', 'quality', 'source'] as const).map((name) => ({
    name,
    words: createWords(),
    codes: new Uint32Array(length),
  }));
  return {
    write(series: Series, at: Float64Array, row: Uint32Array, rule: AsOfRule): void {
      const joined = joinAsOf(series, at, rule);
      for (let i = 0; i < at.length; i++) {
        const to = row[i] as number;
        outcomes[to] = (joined.outcome[i] as number) + 1;
        const reading = joined.place[i] as number;
        if (reading < 0) continue;
        readAt[to] = series.at[reading] as number;
        ageMs[to] = joined.ageMs[i] as number;
        value[to] = series.value[reading] as number;
        for (const { name, words, codes } of spoken) codes[to] = words.codeOf(textAt(series[name], reading));
      }
    },
    build(): AsOfColumns {
      const [text, quality, source] = spoken.map(({ words, codes }) =>
        texts({ dictionary: words.dictionary, codes }),
      ) as [TextAnswer, TextAnswer, TextAnswer];
      return {
        readAt: instants(readAt),
        ageMs: numbers(ageMs),
        value: numbers(value),
        text,
        quality,
        source,
        outcome: texts({ dictionary: ['', ...asOfOutcomes], codes: outcomes }),
      };
    },
  };
}
