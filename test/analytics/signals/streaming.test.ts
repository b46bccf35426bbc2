/** However readings come, the same is said. */
import fc from 'fast-check';
import { createUnitSignals, deriveFacts, listSeries, type UnitSignalsFold } from 'gemba/analytics';
import { type FactTable, fingerprintOf, rowAt, toTable, type UnitSignalsConfig } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { plantWith, readingsOf, type Said, sawTags, startAt } from './saw.ts';

const signals: UnitSignalsConfig = {
  states: [
    { state: 'down', reason: 'FAULT', tag: 'alarm', oneOf: [true], forSeconds: 10, releaseAfterSeconds: 60 },
    { state: 'running', tag: 'speed', above: 60, releaseAt: 30, forSeconds: 4, releaseAfterSeconds: 6 },
    { state: 'setup', tag: 'order', oneOf: ['o1'] },
  ],
  producedTag: 'pieces',
  scrapTag: 'scrap',
  productTag: 'product',
  workOrderTag: 'order',
};
const plant = plantWith(signals);

/** Readings of a tag in order: each some time after the one before, now and then at the same instant with a sequence. */
const said = (tag: string, secondsMax: number, value: fc.Arbitrary<Partial<Said>>): fc.Arbitrary<Said[]> =>
  fc
    .array(
      fc.record({
        tenths: fc.integer({ min: 1, max: secondsMax * 10 }),
        isTogether: fc.nat(9).map((draw) => draw === 0),
        value,
        quality: fc.nat(19).map((draw) => (draw === 0 ? 'bad' : draw === 1 ? 'uncertain' : undefined)),
        source: fc.constantFrom('plc', 'plc', 'plc', 'edge'),
      }),
      { minLength: 10, maxLength: 80, size: 'max' },
    )
    .map((steps) => {
      let [instant, sequence] = [startAt, 0];
      return steps.map(({ tenths, isTogether, value: own, quality, source }) => {
        if (isTogether) sequence++;
        else [instant, sequence] = [instant + tenths * 100, 0];
        return stripped({ tag, at: instant, sequence: sequence || undefined, ...own, quality, source });
      });
    });

function stripped(row: object): Said {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as unknown as Said;
}

const at = fc.integer({ min: 0, max: 12_000 }).map((tenths) => startAt + tenths * 100);
const speed = fc.constantFrom<Partial<Said>[]>({}, ...[10, 40, 50, 50, 80, 90].map((value) => ({ value })));

const byTag = fc.tuple(
  said('speed', 40, speed),
  said('alarm', 120, fc.record({ value: fc.constantFrom(0, 0, 1) })),
  said('pieces', 60, fc.record({ value: fc.integer({ min: 0, max: 999 }) })),
  said('scrap', 120, fc.record({ value: fc.integer({ min: 0, max: 20 }) })),
  said('product', 200, fc.record({ text: fc.constantFrom('p', 'q') }, { requiredKeys: [] })),
  said('order', 200, fc.record({ text: fc.constantFrom('o1', 'o2', 'o3') })),
);

const gaps: fc.Arbitrary<FactTable<'gap'>> = fc
  .array(
    fc.record({
      source: fc.constantFrom('plc', 'edge'),
      tag: fc.constantFrom('', '', 'speed', 'order'),
      startAt: at,
      ms: fc.integer({ min: 1, max: 200_000 }),
      status: fc.constantFrom('closed', 'closed', 'recovered'),
    }),
    { maxLength: 4 },
  )
  .map((rows) =>
    toTable(
      'gap',
      rows.map(({ ms, ...row }) => ({ ...row, endAt: row.startAt + ms, cause: 'disconnected' })),
    ),
  );

const window = fc.tuple(at, at).map(([a, b]) => ({ fromAt: Math.min(a, b), toAt: Math.max(a, b) + 1 }));

/** Now is mostly some time after everything. */
const until = fc.oneof(fc.constant(startAt + 1_500_000), at);

const rowsOf = (facts: ReturnType<UnitSignalsFold['derive']>) => ({
  production: Array.from({ length: facts.production.length }, (_, i) => rowAt(facts.production, i)),
  equipmentState: Array.from({ length: facts.equipmentState.length }, (_, i) => rowAt(facts.equipmentState, i)),
});

/** Identities and contents say all; rows are laid side by side only where they differ. */
function expectSame(
  actual: ReturnType<UnitSignalsFold['derive']>,
  wanted: ReturnType<UnitSignalsFold['derive']>,
): void {
  const fingerprint = ({ production, equipmentState }: typeof actual) => fingerprintOf([production, equipmentState]);
  if (fingerprint(actual) === fingerprint(wanted)) return;
  expect(rowsOf(actual)).toEqual(rowsOf(wanted));
  expect.fail('Rows are equal, but not their identities.');
}

/** Cuts each tag's readings into portions, and shuffles the portions of different tags into each other. */
function portions(tags: readonly (readonly Said[])[], cuts: readonly number[]): (readonly Said[])[] {
  const queues = tags.map((rows) => [...rows]);
  const out: Said[][] = [];
  for (let k = 0; queues.some((queue) => queue.length > 0); k++) {
    const draw = cuts[k % cuts.length] as number;
    const open = queues.filter((queue) => queue.length > 0);
    const queue = open[draw % open.length] as Said[];
    out.push(queue.splice(0, 1 + (draw % 5)));
  }
  return out;
}

const cuts = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 30 });

describe('what signals say', () => {
  test('is the same for any portions of the readings and any order of the tags', () => {
    let factsSeen = 0;
    fc.assert(
      fc.property(byTag, cuts, gaps, window, until, (tags, draws, gap, within, untilAt) => {
        const readings = readingsOf(tags.flat());
        const batch = deriveFacts({ plant, readings, gaps: gap, window: within, untilAt });
        const unit = createUnitSignals(plant, 'saw');
        for (const portion of portions(tags, draws))
          for (const series of listSeries(readingsOf(portion)).values())
            if (unit.add(series) !== undefined) expect.fail('No reading comes late.');
        expectSame(unit.derive(within, untilAt, gap), batch);
        factsSeen += batch.production.length + batch.equipmentState.length;
      }),
      { numRuns: 60 },
    );
    // The property is not held by having nothing to hold for.
    expect(factsSeen).toBeGreaterThan(200);
  });

  test('is the same after what lies before the window was let go, at any time and as often as liked', () => {
    fc.assert(
      fc.property(byTag, cuts, gaps, window, until, (tags, draws, gap, within, untilAt) => {
        const readings = readingsOf(tags.flat());
        const batch = deriveFacts({ plant, readings, gaps: gap, window: within, untilAt });
        const unit = createUnitSignals(plant, 'saw');
        for (const [k, portion] of portions(tags, draws).entries()) {
          for (const series of listSeries(readingsOf(portion)).values()) unit.add(series);
          if ((draws[k % draws.length] as number) % 3 === 0)
            unit.forget(within.fromAt - ((draws[0] as number) % 700) * 1_000);
        }
        unit.forget(within.fromAt);
        expectSame(unit.derive(within, untilAt, gap), batch);
      }),
      { numRuns: 60 },
    );
  });

  test('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(byTag, gaps, window, until, fc.nat(), (tags, gap, within, untilAt, seed) => {
        const rows = tags.flat();
        const mixed = rows.map((row, i) => ({ row, key: (i * 7_919 + seed) % 1_009 })).sort((a, b) => a.key - b.key);
        const derive = (said: readonly Said[]) =>
          deriveFacts({ plant, readings: readingsOf(said), gaps: gap, window: within, untilAt });
        expectSame(derive(mixed.map(({ row }) => row)), derive(rows));
      }),
      { numRuns: 40 },
    );
  });

  test('of two windows that meet adds up to what it says of both together', () => {
    fc.assert(
      fc.property(byTag, gaps, window, at, until, (tags, gap, within, cutAt, untilAt) => {
        fc.pre(cutAt > within.fromAt && cutAt < within.toAt);
        const readings = readingsOf(tags.flat());
        const derive = (fromAt: number, toAt: number) =>
          deriveFacts({ plant, readings, gaps: gap, window: { fromAt, toAt }, untilAt });
        const parts = [derive(within.fromAt, cutAt), derive(cutAt, within.toAt)];
        const whole = derive(within.fromAt, within.toAt);
        expect(sumOf(parts.map(({ production }) => production.columns.scrapCount))).toBe(
          sumOf([whole.production.columns.scrapCount]),
        );
        for (const state of ['running', 'setup', 'down']) expect(msIn(state, parts)).toBe(msIn(state, [whole]));
      }),
      { numRuns: 60 },
    );
  });
});

function sumOf(columns: readonly Float64Array[]): number {
  return columns.flatMap((column) => [...column]).reduce((sum, value) => sum + value, 0);
}

function msIn(state: string, facts: readonly { readonly equipmentState: FactTable<'equipmentState'> }[]): number {
  return facts
    .flatMap(({ equipmentState }) => Array.from({ length: equipmentState.length }, (_, i) => rowAt(equipmentState, i)))
    .filter((row) => row.state === state)
    .reduce((sum, row) => sum + (row.endAt as number) - (row.startAt as number), 0);
}

describe('readings that come too late', () => {
  const unit = () => createUnitSignals(plant, 'saw');
  const speedAt = (seconds: number, value: number, sequence?: number): Said =>
    stripped({ tag: 'speed', at: startAt + seconds * 1_000, value, sequence });
  const add = (fold: UnitSignalsFold, ...rows: readonly Said[]) =>
    [...listSeries(readingsOf(rows)).values()].map((series) => fold.add(series));

  test('are told and left out, at the instant of the last too', () => {
    const fold = unit();
    expect(add(fold, speedAt(0, 100), speedAt(50, 100))).toEqual([undefined]);
    expect(add(fold, speedAt(20, 0), speedAt(50, 0), speedAt(60, 0))).toEqual([{ count: 2, fromAt: startAt + 20_000 }]);
    const states = fold.derive({ fromAt: startAt, toAt: startAt + 60_000 }, startAt + 60_000).equipmentState;
    expect(rowsOf({ production: toTable('production', []), equipmentState: states }).equipmentState).toMatchObject([
      { state: 'running', startAt, endAt: startAt + 60_000 },
    ]);
  });

  test('are not those of another tag, nor those of the same instant with a greater sequence', () => {
    const fold = unit();
    add(fold, speedAt(50, 100, 1));
    expect(add(fold, { tag: 'alarm', at: startAt, value: 0 })).toEqual([undefined]);
    expect(add(fold, speedAt(50, 0, 2))).toEqual([undefined]);
    expect(add(fold, speedAt(50, 0))).toEqual([{ count: 1, fromAt: startAt + 50_000 }]);
  });

  test('are of no matter to a unit that does not read the tag', () => {
    const fold = unit();
    expect([...fold.tags].sort()).toEqual(['alarm', 'order', 'pieces', 'product', 'scrap', 'speed']);
    expect(sawTags.some(({ id }) => id === 'good')).toBe(true);
    expect(add(fold, { tag: 'good', at: startAt, value: 0 }, { tag: 'good', at: startAt - 1, value: 0 })).toEqual([
      undefined,
    ]);
  });
});

test('what was let go cannot be asked for', () => {
  const unit = createUnitSignals(plant, 'saw');
  unit.forget(startAt);
  expect(() => unit.derive({ fromAt: startAt - 1, toAt: startAt }, startAt)).toThrow(RangeError);
});

test('equipment without signals is named, with those that have some', () => {
  expect(() => createUnitSignals(plant, 'drill')).toThrow(
    "'drill' has no signals in the plant file. Those that do: saw.",
  );
  expect(() => createUnitSignals(plant, 'lathe')).toThrow("'lathe' is not equipment of this plant.");
});

test('a tag that says another text with every piece is let go like any other', () => {
  const count = 4_000;
  const rows = Array.from({ length: count }, (_, i): Said[] => [
    { tag: 'order', at: startAt + i * 60_000, text: `serial ${i}` },
    { tag: 'pieces', at: startAt + i * 60_000, value: i % 1_000 },
  ]).flat();
  const unit = createUnitSignals(plant, 'saw');
  for (let i = 0; i < rows.length; i += 100) {
    for (const series of listSeries(readingsOf(rows.slice(i, i + 100))).values()) unit.add(series);
    unit.forget(startAt + (i / 2 - 30) * 60_000);
  }
  const window = { fromAt: startAt + (count - 60) * 60_000, toAt: startAt + count * 60_000 };
  const noGaps = toTable('gap', []);
  const facts = unit.derive(window, window.toAt, noGaps);
  expectSame(facts, deriveFacts({ plant, readings: readingsOf(rows), gaps: noGaps, window, untilAt: window.toAt }));
  expect(facts.production.length).toBe(60);
  expect(rowAt(facts.production, 59)).toMatchObject({ workOrder: `serial ${count - 1}`, completedCount: 1 });
});

test('what was before the last reading is kept as long as another of its instant may replace it', () => {
  const slow = plantWith({ states: [{ state: 'running', tag: 'alarm', oneOf: [true], forSeconds: 150 }] });
  const rows: Said[] = [
    { tag: 'alarm', at: startAt, value: 1 },
    { tag: 'alarm', at: startAt + 100_000, value: 0 },
    { tag: 'alarm', at: startAt + 100_000, value: 1, sequence: 1 },
  ];
  const unit = createUnitSignals(slow, 'saw');
  for (const row of rows) {
    for (const series of listSeries(readingsOf([row])).values()) unit.add(series);
    unit.forget(startAt + 200_000);
  }
  const window = { fromAt: startAt + 200_000, toAt: startAt + 210_000 };
  const { equipmentState } = unit.derive(window, window.toAt);
  expect(rowAt(equipmentState, 0)).toMatchObject({ state: 'running', startAt: window.fromAt, endAt: window.toAt });
});
