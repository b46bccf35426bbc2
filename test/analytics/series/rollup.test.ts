/** Whatever way readings are rolled up, the figures are those of the readings. */
import fc from 'fast-check';
import {
  createFigureFold,
  createRollupAggregate,
  createRollupFold,
  type FigureFold,
  figureNeeds,
  mergeRollups,
  type ReadingRows,
  type RollupNumberColumn,
  type RollupRows,
  type RollupState,
  type RollupTable,
  rollupFigures,
  rollupHoldMaxMs,
  rollupNumberColumns,
} from 'gemba/analytics';
import { type FactTable, type TextColumn, toTable } from 'gemba/model';
import type { Interval } from 'gemba/time';
import { expect, test } from 'vitest';
import {
  dayMs,
  edges,
  expectClose,
  expectPlain,
  gaps,
  hourMs,
  inChunks,
  minuteMs,
  type Reading,
  readings,
  ruleOf,
  spanMs,
  tags,
} from './rollup-support.ts';

const runs = { numRuns: 100 };
const cuts = fc.array(fc.nat(300), { maxLength: 6 });
const untilAt = fc.oneof(fc.constant(10 * spanMs), fc.nat(2 * spanMs));
const lastAt = 80 * dayMs;
const asked = { tags, ruleOf, figures: rollupFigures, states: true };

function rollUp(rows: readonly Reading[], grid: Float64Array, known: FactTable<'gap'>, withSketches = false) {
  const fold = createRollupFold(grid, { ruleOf, gaps: known, withSketches });
  fold.add(toTable('reading', rows));
  return fold.finish();
}

/** Edges of whole steps around all readings. */
function gridOf(rows: readonly Reading[], stepMs: number, startAt = 0): Float64Array {
  const last = Math.max(...rows.map(({ at }) => at));
  return Float64Array.from({ length: Math.floor((last - startAt) / stepMs) + 2 }, (_, i) => startAt + i * stepMs);
}

function windowsOf(grid: Float64Array): Interval[] {
  return Array.from(grid.subarray(1), (toAt, i) => ({ fromAt: grid[i] as number, toAt }));
}

test('figures of readings, in chunks cut anywhere, are the plain ones', () => {
  fc.assert(
    fc.property(readings, gaps, edges, untilAt, cuts, (rows, known, cut, until, places) => {
      const fold = createFigureFold({ ...asked, gaps: known, edges: cut, untilAt: until, quantiles: [0, 0.5, 0.9] });
      for (const chunk of inChunks(rows, places)) fold.addReadings(chunk);
      expectPlain(fold.finish(), rows, { untilAt: until, gaps: known });
    }),
    runs,
  );
});

test('figures that need no time are the same when nothing else is asked for', () => {
  fc.assert(
    fc.property(readings, edges, cuts, fc.subarray([...rollupFigures]), (rows, cut, places, figures) => {
      const none = toTable('gap', []);
      const fold = createFigureFold({ tags, ruleOf, figures, edges: cut, untilAt: lastAt });
      for (const chunk of inChunks(rows, places)) fold.addReadings(chunk);
      const answer = fold.finish();
      expect(Object.keys(answer.figures).sort()).toEqual([...figures].sort());
      expectPlain(answer, rows, { untilAt: lastAt, gaps: none });
    }),
    runs,
  );
});

/** A stretch of time to be answered from rows of one level, or from readings. */
interface Part extends Interval {
  readonly level: 'minute' | 'hour' | 'day' | 'reading';
}

const dayStartMs = 6.5 * hourMs;

/** Covers all time with whole buckets that no border cuts, of levels taken by chance. */
function coverWith(rows: readonly Reading[], borders: readonly number[], dice: readonly number[]): Part[] {
  const parts: Part[] = [];
  const end = Math.max(...rows.map(({ at }) => at)) + 1;
  for (let fromAt = 0, i = 0; fromAt < end; i++) {
    const border = borders.find((one) => one > fromAt) ?? Number.POSITIVE_INFINITY;
    const draw = dice[i % dice.length] as number;
    const isDay = (fromAt - dayStartMs) % dayMs === 0 && fromAt + dayMs <= border;
    const isHour = fromAt % hourMs === 0 && fromAt + hourMs <= border;
    const toMinute = (Math.floor(fromAt / minuteMs) + 1) * minuteMs;
    if (isDay && draw > 1) parts.push({ level: 'day', fromAt, toAt: fromAt + dayMs });
    else if (isHour && draw > 1) parts.push({ level: 'hour', fromAt, toAt: fromAt + hourMs });
    else if (fromAt % minuteMs === 0 && toMinute <= border && draw > 0)
      parts.push({ level: 'minute', fromAt, toAt: toMinute });
    else parts.push({ level: 'reading', fromAt, toAt: Math.min(toMinute, border) });
    fromAt = (parts.at(-1) as Part).toAt;
  }
  return parts;
}

/** Rows of some buckets, as a store that keeps no others would have them. */
function rowsIn(rows: RollupTable, isIn: (tag: string, fromAt: number) => boolean): RollupRows {
  const places = Array.from({ length: rows.length }, (_, i) => i).filter((i) =>
    isIn(rows.tag.dictionary[rows.tag.codes[i] as number] as string, rows.fromAt[i] as number),
  );
  const columns = Object.entries(rows).map(([name, column]) => {
    if (column instanceof Float64Array) return [name, Float64Array.from(places, (i) => column[i] as number)];
    if (typeof column !== 'object' || !('codes' in column)) return [name, column];
    return [name, { ...column, codes: Uint32Array.from(places, (i) => column.codes[i] as number) }];
  });
  return { ...Object.fromEntries(columns), length: places.length };
}

function addParts(
  fold: FigureFold,
  parts: readonly Part[],
  levels: Record<string, RollupTable>,
  rows: Reading[],
): void {
  // Parts that follow each other and are of one level come together, as they would from a file.
  for (let i = 0; i < parts.length; ) {
    let next = i + 1;
    while (next < parts.length && parts[next]?.level === parts[i]?.level) next++;
    const { level, fromAt } = parts[i] as Part;
    const { toAt } = parts[next - 1] as Part;
    const isIn = (at: number) => at >= fromAt && at < toAt;
    if (level === 'reading')
      fold.addReadings(
        toTable(
          'reading',
          rows.filter(({ at }) => isIn(at)),
        ) as ReadingRows,
      );
    else fold.add(rowsIn(levels[level] as RollupTable, (_, at) => isIn(at)));
    i = next;
  }
}

test('figures of rows of any levels beside each other, and of readings between them, are the plain ones', () => {
  const dice = fc.array(fc.nat(3), { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(readings, gaps, edges, untilAt, dice, (rows, known, cut, until, draws) => {
      const options = { ruleOf, gaps: known };
      const minute = rollUp(rows, gridOf(rows, minuteMs), known);
      const hour = mergeRollups(minute, windowsOf(gridOf(rows, hourMs)), options);
      const day = mergeRollups(minute, windowsOf(gridOf(rows, dayMs, dayStartMs - dayMs)), options);
      const parts = coverWith(
        rows,
        [...cut, until].sort((a, b) => a - b),
        draws,
      );
      const fold = createFigureFold({ ...asked, gaps: known, edges: cut, untilAt: until });
      addParts(fold, parts, { minute, hour, day }, rows);
      expectPlain(fold.finish(), rows, { untilAt: until, gaps: known });
    }),
    runs,
  );
});

test('the columns and the time around the edges that an answer needs are enough', () => {
  const hourEdges = fc.uniqueArray(fc.nat(72), { minLength: 2, maxLength: 6 }).map((hours) =>
    Float64Array.from(
      hours.sort((a, b) => a - b),
      (hour) => hour * hourMs,
    ),
  );
  const figures = fc.subarray([...rollupFigures], { maxLength: 4 });
  fc.assert(
    fc.property(readings, gaps, hourEdges, figures, fc.boolean(), (rows, known, cut, some, states) => {
      const { columns, isAcross } = figureNeeds({ figures: some, states });
      const hours = rollUp(rows, gridOf(rows, hourMs), known);
      const [first, last] = [cut[0] as number, cut.at(-1) as number];
      const near = rowsIn(hours, (tag, at) => {
        if (!isAcross) return at >= first && at < last;
        return at + hourMs > first - rollupHoldMaxMs && at <= last + (ruleOf(tag).expectedIntervalMs ?? 0);
      });
      const needed = Object.fromEntries(
        Object.entries(near).filter(([name]) => name === 'length' || columns.has(name as keyof RollupTable)),
      ) as unknown as RollupRows;
      const fold = createFigureFold({ tags, ruleOf, gaps: known, figures: some, states, edges: cut, untilAt: lastAt });
      fold.add(needed);
      expectPlain(fold.finish(), rows, { untilAt: lastAt, gaps: known });
    }),
    runs,
  );
});

test('files that follow each other in time, each with all tags, make the same figures', () => {
  fc.assert(
    fc.property(readings, gaps, edges, (rows, known, cut) => {
      const fold = createFigureFold({ ...asked, gaps: known, edges: cut, untilAt: lastAt });
      for (let fromAt = 0; fromAt <= Math.max(...rows.map(({ at }) => at)); fromAt += 6 * hourMs)
        fold.addReadings(
          toTable(
            'reading',
            rows.filter(({ at }) => at >= fromAt && at < fromAt + 6 * hourMs),
          ),
        );
      expectPlain(fold.finish(), rows, { untilAt: lastAt, gaps: known });
    }),
    runs,
  );
});

test('quantiles of hours, and of days merged of them, are within the error of those of the readings', () => {
  fc.assert(
    fc.property(readings, fc.boolean(), (rows, byDay) => {
      const none = toTable('gap', []);
      const grid = gridOf(rows, dayMs);
      const hours = rollUp(rows, gridOf(rows, hourMs), none, true);
      const merged = byDay ? mergeRollups(hours, windowsOf(grid), { ruleOf, withSketches: true }) : hours;
      const fold = createFigureFold({
        tags,
        ruleOf,
        figures: [],
        quantiles: [0, 0.1, 0.5, 1],
        edges: grid,
        untilAt: lastAt,
      });
      fold.add(merged);
      expectPlain(fold.finish(), rows, { untilAt: lastAt, gaps: none });
    }),
    runs,
  );
});

interface Row {
  readonly tag: string;
  readonly numbers: Readonly<Record<RollupNumberColumn, number>>;
  readonly texts: readonly string[];
  readonly states: readonly (readonly [number | string, number])[];
}

/** Rows as objects, with their times in states. */
function listRows(rows: RollupTable): Row[] {
  const text = ({ dictionary, codes }: TextColumn, i: number) => dictionary[codes[i] as number] as string;
  return Array.from({ length: rows.length }, (_, i) => {
    const tag = text(rows.tag, i);
    const { states } = rows;
    const own = Array.from({ length: states.length }, (_, s) => s).filter(
      (s) => text(states.tag, s) === tag && states.fromAt[s] === rows.fromAt[i] && states.toAt[s] === rows.toAt[i],
    );
    return {
      tag,
      numbers: Object.fromEntries(rollupNumberColumns.map((name) => [name, rows[name][i]])) as Row['numbers'],
      texts: [rows.heldText, rows.source, rows.kind].map((column) => text(column, i)),
      states: own.map((s) => {
        const number = states.value[s] as number;
        return [Number.isNaN(number) ? text(states.text, s) : number, states.ms[s] as number];
      }),
    };
  });
}

function expectSameRows(actual: readonly Row[], wanted: readonly Row[]): void {
  const rest = (rows: readonly Row[]) => rows.map(({ numbers, ...others }) => others);
  expect(rest(actual)).toEqual(rest(wanted));
  for (const [i, { numbers }] of wanted.entries())
    for (const name of rollupNumberColumns) {
      const value = numbers[name];
      // Squares and integrals are sums over numbers of up to some hundred.
      const scale = name === 'squares' ? 1e6 : name === 'area' ? 100 * numbers.knownMs : Math.abs(value);
      expectClose(actual[i]?.numbers[name] as number, value, Math.max(200, scale), `${name} of row ${i}`);
    }
}

test('rows merged in any grouping are those of the readings, which may come in chunks cut anywhere', () => {
  fc.assert(
    fc.property(readings, gaps, cuts, (rows, known, places) => {
      const options = { ruleOf, gaps: known };
      const fold = createRollupFold(gridOf(rows, minuteMs), options);
      for (const chunk of inChunks(rows, places)) fold.add(chunk);
      const minutes = fold.finish();
      const hours = mergeRollups(minutes, windowsOf(gridOf(rows, hourMs)), options);
      const days = windowsOf(gridOf(rows, dayMs));
      expectSameRows(listRows(minutes), listRows(rollUp(rows, gridOf(rows, minuteMs), known)));
      expectSameRows(listRows(hours), listRows(rollUp(rows, gridOf(rows, hourMs), known)));
      const wanted = listRows(rollUp(rows, gridOf(rows, dayMs), known));
      expectSameRows(listRows(mergeRollups(minutes, days, options)), wanted);
      expectSameRows(listRows(mergeRollups(hours, days, options)), wanted);
    }),
    runs,
  );
});

test('windows that overlap, or begin at once, each have their own row', () => {
  const windows = fc
    .uniqueArray(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 30 })), {
      minLength: 1,
      maxLength: 6,
      selector: ([hour, count]) => `${hour} ${count}`,
    })
    .map((many) => many.map(([hour, count]) => ({ fromAt: hour * hourMs, toAt: (hour + count) * hourMs })))
    .map((many) => many.sort((a, b) => a.fromAt - b.fromAt));
  fc.assert(
    fc.property(readings, gaps, windows, (rows, known, many) => {
      const hours = rollUp(rows, gridOf(rows, hourMs), known);
      const merged = listRows(mergeRollups(hours, many, { ruleOf, gaps: known }));
      for (const { fromAt, toAt } of many)
        expectSameRows(
          merged.filter(({ numbers }) => numbers.fromAt === fromAt && numbers.toAt === toAt),
          listRows(rollUp(rows, Float64Array.of(fromAt, toAt), known)),
        );
    }),
    runs,
  );
});

test('an aggregate of parts, merged in any grouping, is the row of the whole', () => {
  fc.assert(
    fc.property(readings, gaps, cuts, fc.nat(6), (rows, known, places, middle) => {
      const whole = rollUp(rows, Float64Array.of(0, lastAt), known);
      for (const [i, tag] of tags.entries()) {
        const own = rows.filter((one) => one.tag === tag);
        const aggregate = createRollupAggregate(tag, ruleOf(tag), { gaps: known });
        const parts = inChunks(own, places).map((chunk) => {
          const state = aggregate.init();
          aggregate.add(state, chunk);
          return state;
        });
        const mergedOf = (some: readonly RollupState[]) => {
          const state = aggregate.init();
          for (const one of some) aggregate.merge(state, one);
          return state;
        };
        const { figures, states } = aggregate.value(
          mergedOf([mergedOf(parts.slice(0, middle)), mergedOf(parts.slice(middle))]),
        );
        const row = listRows(whole)[i] as Row;
        expect(new Map(states)).toEqual(new Map(row.states));
        for (const figure of ['readingCount', 'badCount', 'mean', 'min', 'max', 'first', 'last', 'increase'] as const) {
          const value = figures[figure];
          expectClose(
            value.kind === 'known' ? value.value : Number.NaN,
            row.numbers[figure],
            Math.max(200, Math.abs(row.numbers[figure]) || 0),
            figure,
          );
        }
      }
    }),
    runs,
  );
});
