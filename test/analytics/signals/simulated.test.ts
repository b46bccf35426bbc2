/** Against the truth of a simulated plant: what its machines' sensors tell is what really happened. */
import { deriveFacts, knownTime, seriesOf } from 'gemba/analytics';
import { compilePlant, type FactTable, type Plant, plantSchema, rowAt, toTable } from 'gemba/model';
import {
  createPlantScenario,
  plantInputOf,
  type SimulatedPlantInput,
  type SimulatedSensor,
  tagsOf,
} from 'gemba/simulation';
import { type Interval, type IntervalSet, intersect, setOf, subtract, totalMs, union, unionOf } from 'gemba/time';
import { beforeAll, expect, test } from 'vitest';
import { collect } from '../../simulation/collect.ts';

const intervalMs = 10_000;
const lagMs = 2_000;
/** A few readings never come: a tag may be silent for up to four intervals. */
const expectedIntervalMs = 4 * intervalMs;
const rolloverAt = 37;

function sensorsOf(machine: string): SimulatedSensor[] {
  const common = { machine, intervalMs, lossRatio: 0.02 };
  const named = (name: string) => ({ id: `${machine}.${name}`, name });
  return [
    { ...common, ...named('pieces'), kind: 'counter', unit: '1', rollover: rolloverAt },
    { ...common, ...named('state'), kind: 'state', unit: '1' },
    {
      ...common,
      ...named('speed'),
      kind: 'measure',
      unit: '/min',
      signal: {
        levels: { running: 4_000, idle: 0, setup: 1_200, off: 0 },
        lagMs,
        dailyAmplitude: 0,
        weeklyAmplitude: 0,
        whiteDeviation: 8,
        slowDeviation: 4,
        correlation: 0.98,
        driftPerDay: 0,
        isCalibrated: false,
        resolution: 1,
      },
    },
  ];
}

/** Two machines that do nothing from 20:00 to 08:00, so that the days' pieces are counted within the days. */
function inputOf(): SimulatedPlantInput {
  const base = createPlantScenario({
    machines: 2,
    machinesPerLine: 2,
    tags: 0,
    days: 2,
    zone: 'UTC',
    linesPerEvent: 9,
  });
  const machines = base.lines.flatMap((line) => line.machines.map(({ id }) => id));
  return {
    ...base,
    dayStart: '06:00',
    calendar: {
      shifts: [{ name: 'day', start: '08:00', end: '20:00' }],
      rotation: { anchor: base.from, days: [[{ shift: 'day' }]] },
    },
    anomalies: [],
    scrapCauses: [],
    sensors: machines.flatMap(sensorsOf),
  };
}

function plantOf(input: SimulatedPlantInput): Plant {
  const written = plantInputOf(input);
  const withSignals = JSON.parse(JSON.stringify(written.equipment)) as {
    children: { children: { id: string; signals: object }[] }[];
  }[];
  for (const machine of withSignals.flatMap((site) => site.children.flatMap((line) => line.children)))
    machine.signals = {
      states: [
        { state: 'running', tag: `${machine.id}.speed`, above: 2_600, releaseAt: 2_000 },
        { state: 'setup', tag: `${machine.id}.state`, oneOf: ['setup'] },
        { state: 'down', tag: `${machine.id}.state`, oneOf: ['down', 'waitingRepair'] },
      ],
      producedTag: `${machine.id}.pieces`,
    };
  return compilePlant(
    plantSchema.parse({
      ...written,
      equipment: withSignals,
      tags: tagsOf(input).map(({ id, equipment, kind, valueType, unit }) => ({
        id,
        equipment,
        kind,
        valueType,
        unit,
        expectedIntervalSeconds: expectedIntervalMs / 1_000,
        ...(kind === 'counter' ? { rolloverAt } : {}),
      })),
    }),
  );
}

const input = inputOf();
const plant = plantOf(input);
const machines = input.lines.flatMap((line) => line.machines.map(({ id }) => id));
let truth: ReturnType<typeof collect>;
let readings: FactTable<'reading'>;
let days: readonly Interval[];

beforeAll(() => {
  truth = collect(input);
  const rows = [...truth.readings].flatMap(([tag, { at, value, text }]) =>
    at.map((instant, i) => ({ tag, at: instant, value: value[i] as number, text: text[i] as string })),
  );
  readings = toTable('reading', rows);
  days = truth
    .truthOf('machineDay')
    .filter(({ equipment }) => equipment === machines[0])
    .map(({ startAt, endAt }) => ({ fromAt: startAt, toAt: endAt }));
});

function derive(window: Interval) {
  const untilAt = window.toAt + expectedIntervalMs;
  return deriveFacts({ plant, readings, gaps: toTable('gap', []), window, untilAt });
}

test('pieces of a counter that rolls over many times a day, and misses readings, are exactly those made', () => {
  let made = 0;
  for (const window of days) {
    const { production } = derive(window);
    for (const machine of machines) {
      const day = truth
        .truthOf('machineDay')
        .find(({ equipment, startAt }) => equipment === machine && startAt === window.fromAt);
      const counted = Array.from({ length: production.length }, (_, i) => rowAt(production, i))
        .filter(({ equipment }) => equipment === machine)
        .reduce((sum, { completedCount }) => sum + (completedCount as number), 0);
      expect(counted).toBe((day?.completedCount as number) + (day?.scrapCount as number));
      made += counted;
    }
  }
  expect(made).toBeGreaterThan(4 * rolloverAt * machines.length);
});

const setsOf = (spans: readonly Interval[]): IntervalSet =>
  union(
    spans.map(({ fromAt }) => fromAt),
    spans.map(({ toAt }) => toAt),
  );

test.each([
  ['running', ['running'], 'speed'],
  ['setup', ['setup'], 'state'],
  ['down', ['down', 'waitingRepair'], 'state'],
] as const)(
  '%s by sensors differs from the truth only until the next readings after a change',
  (state, trueStates, tag) => {
    let agreedMs = 0;
    for (const machine of machines) {
      const window = { fromAt: days[0]?.fromAt as number, toAt: days.at(-1)?.toAt as number };
      const { equipmentState } = derive(window);
      const derived = setsOf(
        Array.from({ length: equipmentState.length }, (_, i) => rowAt(equipmentState, i))
          .filter((row) => row.equipment === machine && row.state === state)
          .map(({ startAt, endAt }) => ({ fromAt: startAt as number, toAt: endAt as number })),
      );
      const own = truth.states.filter(({ equipment }) => equipment === machine);
      const really = setsOf(
        own
          .filter((row) => (trueStates as readonly string[]).includes(row.state))
          .map(({ startAt, endAt }) => ({ fromAt: startAt, toAt: endAt })),
      );
      // A change shows in the first reading after it; the speed follows with its lag, and readings may be lost.
      const changing = setsOf(
        own.map(({ startAt }) => ({ fromAt: startAt, toAt: startAt + expectedIntervalMs + 2 * lagMs })),
      );
      const known = intersect(
        setOf(window),
        knownTime(seriesOf(readings, `${machine}.${tag}`), { untilAt: window.toAt, expectedIntervalMs }),
      );
      const differing = intersect(known, unionOf(subtract(derived, really), subtract(really, derived)));
      expect([...subtract(differing, changing)]).toEqual([]);
      expect(totalMs(known) / totalMs(setOf(window))).toBeGreaterThan(0.99);
      agreedMs += totalMs(intersect(derived, really));
    }
    expect(agreedMs).toBeGreaterThan(0);
  },
);
