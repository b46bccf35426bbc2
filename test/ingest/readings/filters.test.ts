import * as fc from 'fast-check';
import type { TagFilter } from 'gemba/model';
import { describe, expect, it } from 'vitest';
import type { FilteredReading } from '../../../src/ingest/readings/filters/filtered-reading.ts';
import { createTagFilter } from '../../../src/ingest/readings/filters/tag-filter.ts';
import { tagOf } from './support/decode.ts';

type Given = readonly [at: number, value: number, text?: string, quality?: 0 | 1 | 2];

function readingsOf(given: readonly Given[]): readonly FilteredReading[] {
  return given.map(([at, value, text = '', quality = 0]) => ({ at, value, text, quality, sequence: Number.NaN }));
}

/** What each reading becomes; undefined where it is held back. */
function filter(filters: TagFilter, given: readonly Given[], expectedIntervalMs?: number): readonly unknown[] {
  const tag = tagOf('a', { filter: filters, ...(expectedIntervalMs === undefined ? {} : { expectedIntervalMs }) });
  const passing = createTagFilter(tag);
  return readingsOf(given).map((reading) => {
    const passed = passing?.pass(reading);
    return passed === undefined ? undefined : [passed.at, passed.value];
  });
}

describe('a dead-band', () => {
  it('keeps the first after a start, and then what differs from the last kept by more than it', () => {
    expect(
      filter({ deadBand: 1 }, [
        [0, 10],
        [1, 11],
        [2, 11.5],
        [3, 10.5],
        [4, 10.4],
        [5, 10.4],
      ]),
    ).toEqual([[0, 10], undefined, [2, 11.5], undefined, [4, 10.4], undefined]);
  });

  it('keeps a change of quality, of text, and from a value to none', () => {
    const given: readonly Given[] = [
      [0, 10],
      [1, 10, '', 1],
      [2, 10, '', 1],
      [3, Number.NaN, '', 2],
      [4, Number.NaN, '', 2],
      [5, Number.NaN, 'on'],
      [6, Number.NaN, 'off'],
      [7, Number.NaN, 'off'],
    ];
    expect(filter({ deadBand: 5 }, given).map((passed) => passed !== undefined)).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it('keeps the first after a gap longer than the tag’s expected interval', () => {
    expect(
      filter(
        { deadBand: 1 },
        [
          [0, 10],
          [100, 10],
          [201, 10],
        ],
        100,
      ),
    ).toEqual([[0, 10], undefined, [201, 10]]);
  });
});

describe('a debounce', () => {
  it('keeps a change with the time at which it began, once it has lasted', () => {
    expect(
      filter({ debounceMs: 10 }, [
        [0, 1],
        [5, 2],
        [10, 2],
        [15, 2],
        [20, 2],
      ]),
    ).toEqual([[0, 1], undefined, undefined, [5, 2], [20, 2]]);
  });

  it('a change that goes back, or on to something else, before it lasted never happened', () => {
    expect(
      filter({ debounceMs: 10 }, [
        [0, 1],
        [5, 2],
        [8, 1],
        [9, 2],
        [18, 3],
        [28, 3],
      ]),
    ).toEqual([[0, 1], undefined, [8, 1], undefined, undefined, [18, 3]]);
  });
});

describe('a median', () => {
  it('is that of the last n, or of those there are, the lower of two in the middle', () => {
    expect(
      filter({ medianOf: 3 }, [
        [0, 5],
        [1, 9],
        [2, 7],
        [3, 100],
        [4, 8],
      ]),
    ).toEqual([
      [0, 5],
      [1, 5],
      [2, 7],
      [3, 9],
      [4, 8],
    ]);
  });

  it('leaves bad readings and those without a value as they are and out of it', () => {
    expect(
      filter({ medianOf: 3 }, [
        [0, 5],
        [1, 900, '', 2],
        [2, Number.NaN, '', 2],
        [3, 6],
        [4, 7],
      ]),
    ).toEqual([
      [0, 5],
      [1, 900],
      [2, Number.NaN],
      [3, 5],
      [4, 6],
    ]);
  });
});

describe('the filters of a tag', () => {
  it('there are none where the plant file names none', () => {
    expect(createTagFilter(tagOf('a'))).toBeUndefined();
    expect(createTagFilter(tagOf('a', { filter: {} }))).toBeUndefined();
  });

  it('a back-filled reading passes as it is and changes nothing for those after', () => {
    expect(
      filter({ deadBand: 1 }, [
        [10, 5],
        [3, 90],
        [11, 5.5],
      ]),
    ).toEqual([[10, 5], [3, 90], undefined]);
  });

  it('a reading that comes again is held back, among the last 1,024', () => {
    const rising = Array.from({ length: 1_025 }, (_, i): Given => [i, i * 10]);
    const again = filter({ deadBand: 1 }, [...rising, [1_024, 10_240], [1, 10], [0, 0]]);
    expect(again.slice(-3)).toEqual([undefined, undefined, [0, 0]]);
  });
});

/** The filters over a whole history at once: slow, by looking back from each reading. */
function filterWhole(
  { deadBand, debounceMs, medianOf }: TagFilter,
  all: readonly FilteredReading[],
): (FilteredReading | undefined)[] {
  let passed: (FilteredReading | undefined)[] = [...all];
  if (medianOf !== undefined) {
    passed = all.map((reading, i) => {
      if (Number.isNaN(reading.value)) return reading;
      const window = all
        .slice(0, i + 1)
        .filter(({ value }) => !Number.isNaN(value))
        .slice(-medianOf);
      const sorted = window.map(({ value }) => value).sort((a, b) => a - b);
      return { ...reading, value: sorted[Math.ceil(sorted.length / 2) - 1] as number };
    });
  }
  if (debounceMs !== undefined) passed = debounceWhole(debounceMs, passed as FilteredReading[]);
  if (deadBand === undefined) return passed;
  return passed.map((reading, i) => {
    if (reading === undefined) return undefined;
    let kept: FilteredReading | undefined;
    for (const earlier of passed.slice(0, i))
      if (earlier !== undefined && (kept === undefined || differs(earlier, kept, deadBand))) kept = earlier;
    return kept === undefined || differs(reading, kept, deadBand) ? reading : undefined;
  });
}

function differs(a: FilteredReading, b: FilteredReading, band: number): boolean {
  if (Number.isNaN(a.value) !== Number.isNaN(b.value)) return true;
  return Math.abs(a.value - b.value) > band;
}

/** By runs of equal values: a run counts where it says what was kept before, or lasts long enough. */
function debounceWhole(lastsMs: number, all: readonly FilteredReading[]): (FilteredReading | undefined)[] {
  let kept: FilteredReading | undefined;
  let runStart = 0;
  return all.map((reading, i) => {
    if (i === 0 || !Object.is((all[i - 1] as FilteredReading).value, reading.value)) runStart = i;
    if (kept === undefined || Object.is(kept.value, reading.value)) {
      kept = reading;
      return reading;
    }
    const began = all[runStart] as FilteredReading;
    if (reading.at - began.at < lastsMs) return undefined;
    kept = began;
    return began;
  });
}

describe('streaming equals looking back over the whole', () => {
  const history = fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 8 }),
        fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.constant(Number.NaN)),
      ),
      { maxLength: 40 },
    )
    .map((steps) => {
      let at = 0;
      return readingsOf(
        steps.map(([step, value]): Given => {
          at += step;
          return [at, value];
        }),
      );
    });
  const filters = fc.record(
    {
      deadBand: fc.integer({ min: 0, max: 2 }),
      debounceMs: fc.integer({ min: 0, max: 20 }),
      medianOf: fc.constantFrom(1, 3, 5),
    },
    { requiredKeys: [] },
  );

  it('for any filters and any readings', () => {
    fc.assert(
      fc.property(filters, history, (chosen, all) => {
        const passing = createTagFilter(tagOf('a', { filter: chosen }));
        const streamed = passing === undefined ? all : all.map((reading) => passing.pass(reading));
        expect(streamed).toEqual(filterWhole(chosen, all));
      }),
      { numRuns: 2_000 },
    );
  });
});
