/** Against a second implementation: one that looks at every ten seconds by itself, over all readings. */
import fc from 'fast-check';
import { deriveFacts } from 'gemba/analytics';
import { rowAt, type StateRule, toTable, type UnitSignalsConfig } from 'gemba/model';
import { expect, test } from 'vitest';
import { plantWith, readingsOf, type Said, startAt } from './saw.ts';

const tickMs = 10_000;
const ticks = 240;
const intervalMs = 60_000;
const cellTicks = 90;

interface Gap {
  readonly source: string;
  readonly tag: string;
  readonly from: number;
  readonly to: number;
}

/** Tick-wise rows; a reading is at the begin of its tick. */
interface Row {
  readonly tick: number;
  readonly value?: number;
  readonly text?: string;
  readonly quality?: string;
  readonly source: string;
}

/** The reading that holds in a tick, where what it says is known. */
function holding(
  tag: string,
  rows: readonly Row[],
  gaps: readonly Gap[],
  tick: number,
  until: number,
): Row | undefined {
  const known = rows.filter((row) => row.tick <= tick).at(-1);
  if (known === undefined || tick >= until) return undefined;
  const next = rows.find((row) => row.tick > known.tick)?.tick ?? until;
  const limit = tag === 'speed' ? intervalMs / tickMs : Number.POSITIVE_INFINITY;
  if (Math.max(next, known.tick) - known.tick > limit) return undefined;
  if (known.quality === 'bad' || (known.value === undefined && known.text === undefined)) return undefined;
  const isCut = gaps.some(
    (gap) =>
      gap.source === known.source && (gap.tag === '' || gap.tag === tag) && gap.from <= tick && gap.to > known.tick,
  );
  return isCut ? undefined : known;
}

/** Whether a rule holds, tick by tick. */
function plainRule(rule: StateRule, rows: readonly Row[], gaps: readonly Gap[], until: number): boolean[] {
  const held = Array.from({ length: ticks }, () => false);
  const said = held.map((_, tick) => holding(rule.tag, rows, gaps, tick, until));
  let first = 0;
  while (first < ticks) {
    let end = first;
    while (end < ticks && said[end] !== undefined) end++;
    if (end > first) markStretch(rule, said.slice(first, end) as Row[], (tick) => (held[first + tick] = true));
    first = end + 1;
  }
  return held;
}

function markStretch(
  { when, forMs, releaseAfterMs }: StateRule,
  said: readonly Row[],
  mark: (tick: number) => void,
): void {
  const condition: boolean[] = [];
  for (const { value = 0, text } of said) {
    const before = condition.at(-1) ?? false;
    if (when.kind === 'oneOf') condition.push(when.values.includes(text ?? value));
    else if (when.kind === 'above') condition.push(value > when.value || (before && value > when.releaseAt));
    else condition.push(value < when.value || (before && value < when.releaseAt));
  }
  let isOn = false;
  for (let tick = 0; tick < condition.length; tick++) {
    const same = lengthFrom(condition, tick);
    const lastsMs = same * tickMs;
    const isLast = tick + same === condition.length;
    if (condition[tick]) isOn = isOn || lastsMs >= forMs;
    else if (isOn) isOn = lastsMs < releaseAfterMs;
    // A pause shorter than the delay is part of the state, and so is one that nobody sees the end of.
    if (isOn) for (let k = 0; k < same; k++) mark(tick + k);
    if (isLast) return;
    tick += same - 1;
  }
}

function lengthFrom(condition: readonly boolean[], tick: number): number {
  let length = 0;
  while (tick + length < condition.length && condition[tick + length] === condition[tick]) length++;
  return length;
}

const rows = (said: fc.Arbitrary<Partial<Row>>): fc.Arbitrary<Row[]> =>
  fc
    .array(
      fc.record({
        tick: fc.nat(ticks - 1),
        said,
        quality: fc.constantFrom(undefined, undefined, undefined, undefined, 'bad'),
        source: fc.constantFrom('plc', 'plc', 'edge'),
      }),
      { minLength: 20, maxLength: 200, size: 'max' },
    )
    .map((many) =>
      [...new Map(many.map((one) => [one.tick, one])).values()]
        .sort((a, b) => a.tick - b.tick)
        .map(({ said: value, quality, ...row }) => ({
          ...row,
          ...value,
          ...(quality === undefined ? {} : { quality }),
        })),
    );

const gaps: fc.Arbitrary<Gap[]> = fc.array(
  fc
    .record({
      source: fc.constantFrom('plc', 'edge'),
      tag: fc.constantFrom('', 'speed', 'alarm', 'product'),
      from: fc.nat(ticks),
      length: fc.integer({ min: 1, max: 30 }),
    })
    .map(({ length, ...gap }) => ({ ...gap, to: gap.from + length })),
  { maxLength: 3 },
);

const seconds = fc.constantFrom(0, 0, 20, 50, 120);
const rules = fc.record({
  band: fc.constantFrom(0, 30),
  forSeconds: seconds,
  releaseAfterSeconds: seconds,
  isAlarmFirst: fc.boolean(),
});

test('states and pieces are those of a plain implementation, whatever the readings, gaps and delays', () => {
  let [statesSeen, piecesSeen] = [0, 0];
  fc.assert(
    fc.property(
      rules,
      rows(fc.record({ value: fc.integer({ min: 0, max: 100 }) }, { requiredKeys: [] })),
      rows(fc.record({ value: fc.constantFrom(0, 1) })),
      rows(fc.record({ value: fc.integer({ min: 0, max: 999 }) })),
      rows(fc.record({ text: fc.constantFrom('A', 'B') })),
      gaps,
      fc.nat(ticks),
      ({ band, forSeconds, releaseAfterSeconds, isAlarmFirst }, speed, alarm, count, product, lost, until) => {
        const delays = { forSeconds, releaseAfterSeconds };
        const running = { state: 'running', tag: 'speed', above: 60, releaseAt: 60 - band, ...delays } as const;
        const slow = { state: 'setup', tag: 'speed', below: 20, releaseAt: 20 + band } as const;
        const down = { state: 'down', reason: 'FAULT', tag: 'alarm', oneOf: [true], ...delays } as const;
        const signals: UnitSignalsConfig = {
          states: isAlarmFirst ? [down, running, slow] : [running, down, slow],
          producedTag: 'pieces',
          productTag: 'product',
        };
        const plant = plantWith(signals);
        const byTag = { speed, alarm, pieces: count, product };
        const facts = deriveFacts({
          plant,
          readings: readingsOf(
            Object.entries(byTag).flatMap(([tag, own]) =>
              own.map(({ tick, ...row }): Said => ({ tag, at: startAt + tick * tickMs, ...row })),
            ),
          ),
          gaps: toTable(
            'gap',
            lost.map(({ tag, from, to, source }) => ({
              source,
              ...(tag === '' ? {} : { tag }),
              startAt: startAt + from * tickMs,
              endAt: startAt + to * tickMs,
              status: 'closed',
            })),
          ),
          window: { fromAt: startAt, toAt: startAt + ticks * tickMs },
          untilAt: startAt + until * tickMs,
        });

        const held = (plant.equipment.get('saw').signals?.states ?? []).map((rule) => ({
          state: rule.state,
          held: plainRule(rule, byTag[rule.tag as 'speed' | 'alarm'], lost, until),
        }));
        const plainStates = Array.from({ length: ticks }, (_, tick) => held.find((rule) => rule.held[tick])?.state);
        const states: (string | undefined)[] = Array.from({ length: ticks }, () => undefined);
        for (let i = 0; i < facts.equipmentState.length; i++) {
          const { state, startAt: from, endAt: to } = rowAt(facts.equipmentState, i);
          for (let at = from as number; at < (to as number); at += tickMs)
            states[(at - startAt) / tickMs] = String(state);
        }
        expect(states).toEqual(plainStates);

        const plainPieces = new Map<string, number>();
        let last: number | undefined;
        for (const { tick, value = 0, quality } of count) {
          if (quality === 'bad') continue;
          if (last !== undefined && tick < until) {
            const grown = value >= last ? value - last : value + 1_000 - last < 500 ? value + 1_000 - last : value;
            const of = holding('product', product, lost, tick, until)?.text ?? '';
            const cell = `${Math.floor((startAt / tickMs + tick) / cellTicks)} ${of}`;
            if (grown > 0) plainPieces.set(cell, (plainPieces.get(cell) ?? 0) + grown);
          }
          last = value;
        }
        const pieces = new Map<string, number>();
        for (let i = 0; i < facts.production.length; i++) {
          const { startAt: at, product: of = '', completedCount } = rowAt(facts.production, i);
          pieces.set(`${Math.floor((at as number) / 900_000)} ${of}`, completedCount as number);
        }
        expect(Object.fromEntries(pieces)).toEqual(Object.fromEntries(plainPieces));
        statesSeen += facts.equipmentState.length;
        piecesSeen += facts.production.length;
      },
    ),
    { numRuns: 100 },
  );
  // The property is not held by having nothing to hold for.
  expect(statesSeen).toBeGreaterThan(500);
  expect(piecesSeen).toBeGreaterThan(200);
});
