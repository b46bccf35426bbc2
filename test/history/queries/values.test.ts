import fc from 'fast-check';
import { joinAsOf, joinIntervals, listSeries, rollupHoldMaxMs, type Series, seriesOf } from 'gemba/analytics';
import { createQueries, rowsOf } from 'gemba/history';
import { type FactRow, type FactTable, toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { at, makePlant, report, stop } from '../../analytics/made-up-plant.ts';
import { atOf, sawHour, sawPlant, sawReadings } from './saw.ts';
import { snapshotOf } from './snapshot-of.ts';

const untilAt = sawHour.toAt;
const saw = createQueries({ snapshot: snapshotOf([sawReadings]), plant: sawPlant, untilAt });
const minuteMs = 60_000;

describe('raw readings', () => {
  test('are those of the tags and the window', async () => {
    const found = await saw.readings({
      tags: ['speed', 'order'],
      window: { fromAt: atOf('06:20'), toAt: atOf('06:40') },
    });
    expect([...found.keys()].sort()).toEqual(['speed']);
    expect([...(found.get('speed') as Series).value]).toEqual([1500, 60, 1500, 1500, 1500]);
  });

  test('come in batches that make up the whole, whatever their size', async () => {
    const whole = await saw.readings({ window: sawHour });
    for (const rowsMax of [1, 3, 7, 1000]) {
      const queries = createQueries({ snapshot: snapshotOf([sawReadings], { rowsMax }), plant: sawPlant, untilAt });
      const values = new Map<string, number[]>();
      for await (const part of queries.readingBatches({ window: sawHour }))
        for (const [tag, { value }] of part) values.set(tag, [...(values.get(tag) ?? []), ...value]);
      for (const [tag, { value }] of whole) expect(values.get(tag)).toEqual([...value]);
    }
  });
});

describe('values at instants', () => {
  test('are the last at or before each, with their age', async () => {
    const table = await saw.valuesAt({ tags: ['speed', 'order'], at: [atOf('06:22'), atOf('05:59'), atOf('06:18')] });
    expect(
      [...rowsOf(table)].map((row) => [row.at, row.tag, row.value, row.text, row.ageMs, row.outcome]),
    ).toMatchObject([
      [atOf('05:59'), 'speed', { reason: 'no-facts' }, { kind: 'unknown' }, { kind: 'unknown' }, 'no-reading'],
      [atOf('05:59'), 'order', { kind: 'unknown' }, { kind: 'unknown' }, { kind: 'unknown' }, 'no-reading'],
      [atOf('06:18'), 'speed', 90, { kind: 'unknown' }, 3 * minuteMs, 'known'],
      [atOf('06:18'), 'order', { kind: 'unknown' }, 'A-2', 0, 'known'],
      [atOf('06:22'), 'speed', 1500, { kind: 'unknown' }, 2 * minuteMs, 'known'],
      [atOf('06:22'), 'order', { kind: 'unknown' }, 'A-2', 4 * minuteMs, 'known'],
    ]);
  });

  test('say so where a reading no longer held, and still what it said', async () => {
    // The next reading comes 15 minutes later, and 10 are expected.
    const [row] = rowsOf(await saw.valuesAt({ tags: 'speed', at: atOf('06:45') }));
    expect(row).toMatchObject({ value: 1500, readAt: atOf('06:40'), outcome: 'silent' });
  });

  test('look back as far as there is a reading, and take it for as long as is allowed', async () => {
    const late = createQueries({ snapshot: snapshotOf([sawReadings]), plant: sawPlant, untilAt: atOf('06:00') + 1e12 });
    const instant = atOf('06:18') + 3 * 86_400_000;
    const outcome = async (toleranceMs?: number) => {
      const [row] = rowsOf(await late.valuesAt({ tags: 'order', at: instant, ...(toleranceMs && { toleranceMs }) }));
      return [row?.text, row?.ageMs, row?.outcome];
    };
    expect(await outcome()).toEqual(['A-2', 3 * 86_400_000, 'too-old']);
    expect(await outcome(Number.POSITIVE_INFINITY)).toEqual(['A-2', 3 * 86_400_000, 'known']);
  });

  test('that are latest are those of now', async () => {
    const rows = [...rowsOf(await saw.latest({ equipment: 'saw' }))];
    expect(rows.map(({ tag, unit, value, text, outcome }) => [tag, unit, value, text, outcome])).toMatchObject([
      ['speed', '/min', 0, { kind: 'unknown' }, 'known'],
      ['fault', '1', 0, { kind: 'unknown' }, 'known'],
      ['pieces', '1', 3, { kind: 'unknown' }, 'known'],
      ['order', '1', { kind: 'unknown' }, 'A-2', 'known'],
    ]);
  });

  test('that are latest hold for the expected interval, and no longer', async () => {
    const outcomeAt = async (time: string) => {
      const now = createQueries({ snapshot: snapshotOf([sawReadings]), plant: sawPlant, untilAt: atOf(time) });
      return [...rowsOf(await now.latest({ tags: 'speed' }))][0]?.outcome;
    };
    expect(await outcomeAt('07:10')).toBe('known');
    expect(await outcomeAt('07:11')).toBe('silent');
  });
});

const date = '2024-03-13';
const plant = makePlant({
  equipment: [
    {
      id: 'hall',
      name: 'Hall',
      level: 'area',
      children: [
        { id: 'press', name: 'Press', level: 'workUnit' },
        { id: 'lathe', name: 'Lathe', level: 'workUnit' },
      ],
    },
  ],
  tags: [
    { id: 'press/oil', equipment: 'press', expectedIntervalSeconds: 1800 },
    { id: 'hall/heat', equipment: 'hall' },
  ],
});
const end = at('2024-03-16', 0);

/** Readings of both tags with gaps and bad ones, sorted, within three days. */
const readings = fc
  .array(
    fc.record({
      tag: fc.constantFrom('press/oil', 'hall/heat'),
      minute: fc.integer({ min: 0, max: 3 * 1440 }),
      value: fc.option(fc.integer({ min: -5, max: 50 }), { nil: undefined }),
      quality: fc.constantFrom('', '', '', 'bad', 'uncertain'),
    }),
    { maxLength: 60 },
  )
  .map((rows) => {
    const once = new Map(rows.map((row) => [`${row.tag} ${row.minute}`, row]));
    return toTable(
      'reading',
      [...once.values()].map(
        ({ tag, minute, value, quality }): FactRow<'reading'> => ({
          tag,
          at: at(date, 0) + minute * minuteMs,
          ...(value === undefined ? {} : { value }),
          quality,
          source: 'plc',
        }),
      ),
    );
  });
const gaps = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 500 }), fc.boolean()), { maxLength: 3 })
  .map((rows) =>
    toTable(
      'gap',
      rows.map(([from, length, isOfTag]) => ({
        source: 'plc',
        ...(isOfTag ? { tag: 'press/oil' } : {}),
        startAt: at(date, 0) + from * minuteMs,
        endAt: at(date, 0) + (from + length) * minuteMs,
        status: 'closed',
      })),
    ),
  );
const facts = fc.array(fc.tuple(fc.integer({ min: 0, max: 4200 }), fc.integer({ min: 0, max: 900 })), { maxLength: 8 });

function ruleOf(tag: string, gapTable: FactTable<'gap'>) {
  const { expectedIntervalMs } = plant.tags.find(({ id }) => id === tag) ?? {};
  return { untilAt: end, expectedIntervalMs, gaps: gapTable };
}

describe('joins of batches', () => {
  test('say of instants what a join with all readings at once says', () =>
    fc.assert(
      fc.asyncProperty(
        readings,
        gaps,
        // But for the end itself, of which more is known than of what comes after it: the latest values say it.
        fc.array(
          fc.integer({ min: -100, max: 4400 }).filter((minute) => at(date, 0) + minute * minuteMs !== end),
          { minLength: 1, maxLength: 20 },
        ),
        fc.integer({ min: 1, max: 9 }),
        async (table, gapTable, minutesAsked, rowsMax) => {
          const snapshot = snapshotOf([table, gapTable], { rowsMax });
          const queries = createQueries({ snapshot, plant, untilAt: end });
          const asked = Float64Array.from(minutesAsked, (minute) => at(date, 0) + minute * minuteMs).sort();
          for (const tag of ['press/oil', 'hall/heat']) {
            const { columns } = await queries.valuesAt({ tags: tag, at: asked });
            const all = joinAsOf(seriesOf(table, tag), asked, {
              ...ruleOf(tag, gapTable),
              toleranceMs: rollupHoldMaxMs,
            });
            expect([...columns.outcome.codes].map((code) => code - 1)).toEqual([...all.outcome]);
            expect(columns.ageMs.values).toEqual(all.ageMs);
          }
        },
      ),
      { numRuns: 60 },
    ));

  test.each(['hold', 'linear'] as const)('say of facts what a join with all readings at once says (%s)', (form) =>
    fc.assert(
      fc.asyncProperty(
        readings,
        gaps,
        facts,
        fc.integer({ min: 1, max: 9 }),
        async (table, gapTable, spans, rowsMax) => {
          const reports = toTable(
            'production',
            spans.map(([from, length]) => ({
              equipment: 'press',
              startAt: at(date, 0) + from * minuteMs,
              endAt: at(date, 0) + (from + length) * minuteMs,
              state: 'running',
            })),
          );
          const queries = createQueries({
            snapshot: snapshotOf([table, gapTable, reports], { rowsMax }),
            plant,
            untilAt: end,
          });
          const window = { fromAt: at(date, 0), toAt: end };
          const found = await queries.valuesDuring({ window, form, tags: 'press/oil' });
          expect(found.length).toBe(spans.length);
          const ordered = toTable(
            'production',
            [...rowsOf(found)].map((row) => ({ startAt: row.startAt as number, endAt: row.endAt as number })),
          );
          const rule = { ...ruleOf('press/oil', gapTable), holdMaxMs: rollupHoldMaxMs };
          const all = joinIntervals(seriesOf(table, 'press/oil'), ordered, form, rule);
          expect(found.columns.knownMs.values).toEqual(all.knownMs);
          expect(found.columns.min.values).toEqual(all.min);
          expect(found.columns.last.values).toEqual(all.last);
          found.columns.mean.values.forEach((mean, i) => {
            if (!Number.isNaN(mean)) expect(mean).toBeCloseTo(all.mean[i] as number, 8);
          });
        },
      ),
      { numRuns: 60 },
    ),
  );
});

describe('tags and facts', () => {
  const tables = [
    toTable('production', [report('press', date, 8, 10), report('lathe', date, 9, 11)]),
    toTable('equipmentState', [stop('press', date, 10, 12)]),
    toTable(
      'reading',
      [7, 8, 9, 10, 11, 12].map((hour) => ({ tag: 'hall/heat', at: at(date, hour), value: hour, source: 'plc' })),
    ),
  ];
  const queries = createQueries({ snapshot: snapshotOf(tables), plant, untilAt: end });

  test('are joined where the tag is of the equipment or above it', async () => {
    const rows = [...rowsOf(await queries.valuesDuring({ window: date, tags: ['press/oil', 'hall/heat'] }))];
    expect(rows.map(({ equipment, tag, mean }) => [equipment, tag, mean])).toEqual([
      ['press', 'press/oil', { kind: 'unknown', reason: 'no-facts' }],
      ['press', 'hall/heat', 8.5],
      ['lathe', 'hall/heat', 9.5],
      ['press', 'press/oil', { kind: 'unknown', reason: 'no-facts' }],
      ['press', 'hall/heat', 10.5],
    ]);
  });

  test('are joined as asked where equipment is named', async () => {
    const rows = [...rowsOf(await queries.valuesDuring({ window: date, tags: 'press/oil', equipment: 'lathe' }))];
    expect(rows.map(({ equipment, tag, knownRatio }) => [equipment, tag, knownRatio])).toEqual([
      ['lathe', 'press/oil', 0],
    ]);
  });

  test('say what was as stops began and ended', async () => {
    const asked = { window: date, tags: 'hall/heat', state: 'down' } as const;
    const [start] = rowsOf(await queries.valuesAtFacts({ ...asked, at: 'start' }));
    const [over] = rowsOf(await queries.valuesAtFacts({ ...asked, at: 'end' }));
    expect([start?.reason, start?.value, over?.value]).toEqual(['breakdown', 10, 12]);
  });
});

test('tables of series have all their readings', () => {
  const series = [...listSeries(sawReadings).values()];
  expect(series.reduce((sum, { length }) => sum + length, 0)).toBe(sawReadings.length);
});
