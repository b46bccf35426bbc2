/** New readings put in the order of a segment, held against sorting them one by one. */
import fc from 'fast-check';
import { type FactRow, identifyReadings, toTable } from 'gemba/model';
import { expect, test } from 'vitest';
import { packTable } from '../../src/history/embedded/packing.ts';
import { stageNewReadings } from '../../src/history/embedded/stage-readings.ts';
import type { StagedRows } from '../../src/history/embedded/staging.ts';

const day1 = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;

type Row = FactRow<'reading'>;

function receivedOf(tables: readonly (readonly Row[])[]) {
  return tables.map((rows, commit) => {
    const table = toTable('reading', rows);
    return { table: packTable({ ...table, ...identifyReadings(table.columns) }), commit };
  });
}

/** Tag, instant, value, source and text of each row, in order. */
function linesOf({ length, texts, constants, numbers }: StagedRows): string[] {
  return Array.from({ length }, (_, i) => {
    const word = (name: string) => {
      const text = texts.get(name);
      return text === undefined ? constants.get(name) : text.dictionary[text.codes[i] as number];
    };
    return [word('tag'), numbers.get('at')?.[i], numbers.get('value')?.[i], word('source'), word('text')].join('|');
  });
}

/** By UTC day, tag and instant; rows that agree in these stay in the order they came in. */
function sortedLines(rows: readonly Row[]): string[] {
  const dayOf = ({ at }: Row): number => Math.floor((at as number) / dayMs);
  const sorted = rows.toSorted(
    (a, b) =>
      dayOf(a) - dayOf(b) ||
      Number((a.tag as string) > (b.tag as string)) - Number((a.tag as string) < (b.tag as string)) ||
      (a.at as number) - (b.at as number),
  );
  return sorted.map(({ tag, at, value, source, text }) =>
    [tag, at, value ?? Number.NaN, source ?? '', text ?? ''].join('|'),
  );
}

const rowArbitrary = fc.record(
  {
    tag: fc.constantFrom('b', 'a', 'aa', 'ä', '\u{1F600}'),
    at: fc.integer({ min: 0, max: 40 }).map((step) => day1 + dayMs - 20_000 + step * 1_000.5),
    value: fc.integer({ min: -3, max: 3 }),
    source: fc.constantFrom('mqtt', 'csv', 'nul\0'),
    text: fc.constantFrom('on', 'off'),
  },
  { requiredKeys: ['tag', 'at', 'value'] },
);
const tablesArbitrary = fc.array(fc.array(rowArbitrary, { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 4,
});

test('new readings are put in order of day, tag and instant, in whatever order they came', () => {
  fc.assert(
    fc.property(tablesArbitrary, (tables) => {
      const rows = tables.flat();
      const staged = stageNewReadings(receivedOf(tables));
      const keys = new Set(rows.map(({ tag, at }) => `${tag} ${at}`));
      // Two of one tag and instant have to be identified first, whatever else they say.
      expect(staged === undefined).toBe(keys.size < rows.length);
      if (staged !== undefined) expect(linesOf(staged)).toEqual(sortedLines(rows));
    }),
    { numRuns: 500 },
  );
});

test('readings of a stream are put in order likewise, tag by tag as they came', () => {
  const stream = fc.record({
    tags: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
    seconds: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(stream, ({ tags, seconds }) => {
      let second = 0;
      const tables = seconds.map((count) =>
        Array.from({ length: count }, () => ++second).flatMap((at) =>
          tags.map((tag, i): Row => ({ tag, at: day1 + at * 1_000 + i, value: at, source: 'mqtt' })),
        ),
      );
      const staged = stageNewReadings(receivedOf(tables)) as StagedRows;
      expect(linesOf(staged)).toEqual(sortedLines(tables.flat()));
      expect(staged.dayRanges).toEqual([{ day: day1 / dayMs, from: 0, to: tables.flat().length }]);
      expect(staged.constants.get('source')).toBe('mqtt');
      expect(staged.revision).toBeUndefined();
    }),
  );
});
