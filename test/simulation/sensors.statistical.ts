import {
  createPlantScenario,
  type MeasuredSignal,
  type SimulatedPlantInput,
  type SimulatedSensor,
  simulatePlant,
} from 'gemba/simulation';
import { theilSen } from 'gemba/stats';
import { dayMs, hourMs } from 'gemba/time';
import { describe, expect, it, test } from 'vitest';
import { collect, type TagReadings } from './collect.ts';

const quiet: MeasuredSignal = {
  levels: { running: 50, idle: 20, setup: 30, off: 10 },
  lagMs: 0,
  dailyAmplitude: 0,
  weeklyAmplitude: 0,
  whiteDeviation: 0,
  slowDeviation: 0,
  correlation: 0,
  driftPerDay: 0,
  isCalibrated: false,
  resolution: 0.001,
};

function sensorOf(id: string, signal: Partial<MeasuredSignal>, more: Partial<SimulatedSensor> = {}): SimulatedSensor {
  return {
    id,
    name: id,
    machine: 'line-1-machine-1',
    kind: 'measure',
    unit: '1',
    intervalMs: 10_000,
    signal: { ...quiet, ...signal },
    ...more,
  };
}

/** One machine that runs day and night and never stops; nothing else happens but what a test plants. */
function steadyPlant(
  sensors: readonly SimulatedSensor[],
  more: Partial<SimulatedPlantInput> = {},
): SimulatedPlantInput {
  const base = createPlantScenario({
    machines: 1,
    machinesPerLine: 1,
    tags: 0,
    days: 4,
    zone: 'UTC',
    linesPerEvent: 2,
  });
  return {
    ...base,
    calendar: {
      shifts: [{ name: 'all', start: '06:00', end: '06:00' }],
      rotation: { anchor: base.from, days: [[{ shift: 'all' }]] },
    },
    stops: [],
    shortages: [],
    changes: [],
    scrapCauses: [],
    lines: base.lines.map((line) => ({
      ...line,
      changeoverMs: { otherwise: 0 },
      machines: line.machines.map(({ failure: _, ...machine }) => machine),
    })),
    sensors,
    ...more,
  };
}

function read(input: SimulatedPlantInput, tag: string): TagReadings {
  return collect(input).readings.get(tag) ?? { at: [], value: [], text: [] };
}

const startAt = Date.UTC(2026, 2, 2, 6);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const covarianceOf = (values: readonly number[], lag: number): number => {
  const mean = meanOf(values);
  return meanOf(values.slice(lag).map((value, i) => (value - mean) * ((values[i] as number) - mean)));
};
/** The largest distance of a value from what is expected at its place. */
const farthest = (values: readonly number[], expected: (i: number) => number): number =>
  values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected(i))), 0);
const within = ({ at, value }: TagReadings, fromAt: number, toAt: number): number[] =>
  value.filter((_, i) => (at[i] as number) >= fromAt && (at[i] as number) < toAt);

const nearest = (value: number, resolution: number): number =>
  Number((Math.round(value / resolution) * resolution).toFixed(4));

describe('a measuring sensor', () => {
  it('reads at its interval, each sensor at a phase of its own, whole multiples of its resolution', () => {
    const resolutions = [0.1, 0.01, 0.25, 1, 5];
    const collected = collect(
      steadyPlant(resolutions.map((resolution) => sensorOf(`r${resolution}`, { resolution, whiteDeviation: 3 }))),
    );
    const phases = new Set<number>();
    for (const resolution of resolutions) {
      const { at, value } = collected.readings.get(`r${resolution}`) as TagReadings;
      expect(at).toHaveLength((4 * dayMs) / 10_000);
      expect(farthest(at, (i) => (at[0] as number) + i * 10_000)).toBe(0);
      phases.add((at[0] as number) - startAt);
      // The nearest double to the decimal: as it would be written and read.
      expect(farthest(value, (i) => nearest(value[i] as number, resolution))).toBe(0);
    }
    expect(phases.size).toBe(resolutions.length);
  });

  it('has noise whose variance and correlation are those of AR(1) and white noise together', () => {
    const { value } = read(
      steadyPlant([sensorOf('n', { whiteDeviation: 1, slowDeviation: 2, correlation: 0.8 }, { intervalMs: 1_000 })]),
      'n',
    );
    // Closed form: variance 1 + 4, covariance at lag k 4 × 0.8^k; 345,600 readings.
    expect(meanOf(value)).toBeCloseTo(50, 1);
    expect(covarianceOf(value, 0)).toBeGreaterThan(4.9);
    expect(covarianceOf(value, 0)).toBeLessThan(5.1);
    for (const lag of [1, 2, 5]) expect(Math.abs(covarianceOf(value, lag) - 4 * 0.8 ** lag)).toBeLessThan(0.1);
  });

  it('has the seasons of day and week, with their peaks at 15:00 and on Thursday at noon', () => {
    const { at, value } = read(steadyPlant([sensorOf('s', { dailyAmplitude: 3, weeklyAmplitude: 2 })]), 's');
    const season = (instant: number): number =>
      3 * Math.cos((2 * Math.PI * (instant - Date.UTC(2026, 2, 2, 15))) / dayMs) +
      2 * Math.cos((2 * Math.PI * (instant - Date.UTC(2026, 2, 5, 12))) / (7 * dayMs));
    expect(farthest(value, (i) => 50 + season(at[i] as number))).toBeLessThan(0.001);
  });

  it('drifts by so much a day, and starts again where maintenance calibrates it', () => {
    const stop = {
      id: 'm',
      kind: 'maintenance' as const,
      machines: ['line-1-machine-1'],
      fromAt: startAt + 2 * dayMs,
      toAt: startAt + 2 * dayMs + hourMs,
    };
    const drifting = { driftPerDay: 0.5, levels: { running: 50, idle: 50, setup: 50, off: 50 } };
    const collected = collect(
      steadyPlant([sensorOf('d', drifting), sensorOf('c', { ...drifting, isCalibrated: true })], { stops: [stop] }),
    );
    const d = collected.readings.get('d') as TagReadings;
    const c = collected.readings.get('c') as TagReadings;
    const sparse = (values: readonly number[]) => values.filter((_, i) => i % 40 === 0);
    expect((theilSen(sparse(d.at), sparse(d.value))?.slope ?? 0) * dayMs).toBeCloseTo(0.5, 3);
    // The two read at different phases.
    const uncalibrated = within(d, startAt, stop.toAt);
    expect(farthest(within(c, startAt, stop.toAt), (i) => uncalibrated[i] as number)).toBeLessThan(0.0021);
    expect(within(c, stop.toAt, startAt + 4 * dayMs)[0]).toBeCloseTo(50, 2);
    const [told] = collected.truthOf('change');
    expect(told).toMatchObject({ form: 'calibration', equipment: 'line-1-machine-1', at: stop.toAt });
    expect(told?.sizes).toEqual({ c: expect.closeTo(-0.5 * (2 + 1 / 24), 9) });
  });

  it('follows its level with its time constant: 63 % of a step after it', () => {
    const lagMs = 600_000;
    const { at, value } = read(steadyPlant([sensorOf('l', { lagMs })]), 'l');
    const i = at.findIndex((instant) => instant >= startAt + lagMs);
    // From 10, off, to 50, running, which begins at the start.
    const elapsed = (at[i] as number) - (at[0] as number) + 10_000;
    expect(value[i]).toBeCloseTo(50 - 40 * Math.exp(-elapsed / lagMs), 2);
  });

  it('shows the level of its machine’s true state', () => {
    const input = createPlantScenario({ machines: 3, machinesPerLine: 3, tags: 0, days: 3, linesPerEvent: 1 });
    const sensor = { ...sensorOf('t', {}), machine: 'line-1-machine-2' };
    const collected = collect({ ...input, sensors: [sensor, { ...sensor, id: 'state', kind: 'state' as const }] });
    const values = collected.readings.get('t') as TagReadings;
    const texts = collected.readings.get('state') as TagReadings;
    const states = collected.states.filter(({ equipment }) => equipment === 'line-1-machine-2');
    const stateAt = (at: number) => states.find((state) => at >= state.startAt && at < state.endAt)?.state ?? '';
    const levels: Readonly<Record<string, number>> = { running: 50, setup: 30, closed: 10 };
    const seen = new Set<string>();
    for (let i = 0; i < values.at.length; i += 37) {
      const state = stateAt(values.at[i] as number);
      seen.add(state);
      expect(values.value[i]).toBe(levels[state] ?? 20);
      expect(texts.text[i]).toBe(stateAt(texts.at[i] as number));
      expect(texts.value[i]).toBeNaN();
    }
    expect([...seen]).toEqual(expect.arrayContaining(['running', 'starved', 'closed', 'setup']));
  });

  it('shows the product that is made', () => {
    const input = steadyPlant([]);
    const productOffsets = Object.fromEntries(input.products.map(({ id }, i) => [id, i + 1]));
    const collected = collect({ ...input, sensors: [sensorOf('p', { productOffsets })] });
    const { at, value } = collected.readings.get('p') as TagReadings;
    const seen = new Set<number>();
    for (let i = 0; i < at.length; i += 101) {
      const state = collected.states.find((one) => (at[i] as number) >= one.startAt && (at[i] as number) < one.endAt);
      expect(value[i]).toBe(50 + (productOffsets[state?.product ?? ''] ?? 0));
      seen.add(value[i] as number);
    }
    expect(seen.size).toBe(input.products.length);
  });

  it('stays within its range', () => {
    const { value } = read(steadyPlant([sensorOf('b', { whiteDeviation: 20 }, { min: 30, max: 60 })]), 'b');
    expect([Math.min(...value.slice(0, 5_000)), Math.max(...value.slice(0, 5_000))]).toEqual([30, 60]);
  });

  it('loses the share of readings that it should, within four deviations of chance', () => {
    const { at } = read(steadyPlant([sensorOf('x', {}, { lossRatio: 0.1 })]), 'x');
    const due = (4 * dayMs) / 10_000;
    expect(Math.abs(due - at.length - 0.1 * due)).toBeLessThan(4 * Math.sqrt(due * 0.1 * 0.9));
  });
});

describe('a planted anomaly', () => {
  const span = { fromAt: startAt + 30 * hourMs, toAt: startAt + 40 * hourMs };
  const readWith = (form: 'spike' | 'level' | 'drift' | 'noise' | 'stuck' | 'silence', size: number) => {
    const sensor = sensorOf('a', { whiteDeviation: 1 });
    const planted = { id: 'planted', sensor: 'a', form, size, ...span };
    return [read(steadyPlant([sensor], { anomalies: [planted] }), 'a'), read(steadyPlant([sensor]), 'a')] as const;
  };
  const inside = (readings: TagReadings) => within(readings, span.fromAt, span.toAt);

  it.each(['level', 'spike'] as const)('%s adds its size', (form) => {
    const [made, plain] = readWith(form, 4);
    const before = inside(plain);
    expect(before).toHaveLength(3_600);
    expect(farthest(inside(made), (i) => (before[i] as number) + 4)).toBeLessThan(0.002);
  });

  it('drift grows from nothing to its size', () => {
    const [made, plain] = readWith('drift', 10);
    const before = inside(plain);
    expect(farthest(inside(made), (i) => (before[i] as number) + (10 * i) / before.length)).toBeLessThan(0.01);
  });

  it('noise is so many times as strong', () => {
    const [made, plain] = readWith('noise', 3);
    const before = inside(plain);
    expect(farthest(inside(made), (i) => 50 + 3 * ((before[i] as number) - 50))).toBeLessThan(0.01);
  });

  it('stuck repeats the last value before it', () => {
    const [made, plain] = readWith('stuck', 0);
    const last = within(plain, startAt, span.fromAt).at(-1);
    expect(new Set(inside(made))).toEqual(new Set([last]));
    expect(inside(made)).toHaveLength(3_600);
  });

  it('silence leaves its readings out', () => {
    const [made, plain] = readWith('silence', 0);
    expect(inside(made)).toEqual([]);
    expect(made.at).toHaveLength(plain.at.length - 3_600);
  });
});

test('a legitimate change holds from its instant on, while the machine runs', () => {
  const at = startAt + 30 * hourMs;
  const stop = {
    id: 's',
    kind: 'shutdown' as const,
    machines: ['line-1-machine-1'],
    fromAt: startAt + 50 * hourMs,
    toAt: startAt + 60 * hourMs,
  };
  const change = { id: 'c', form: 'newRecipe' as const, machine: 'line-1-machine-1', at, sizes: { r: 5 } };
  const input = steadyPlant([sensorOf('r', {})], { changes: [change], stops: [stop] });
  const readings = read(input, 'r');
  const values = (fromAt: number, toAt: number) => [...new Set(within(readings, fromAt, toAt))];
  expect(values(startAt, at)).toEqual([50]);
  expect(values(at, stop.fromAt)).toEqual([55]);
  expect(values(stop.fromAt, stop.toAt)).toEqual([10]);
  expect(values(stop.toAt, startAt + 4 * dayMs)).toEqual([55]);
  const told = collect(input).truthOf('change')[0];
  expect(told).toEqual({ kind: 'change', id: 'c', form: 'newRecipe', equipment: change.machine, at, sizes: { r: 5 } });
});

test('a counter counts what its machine truly served, and begins anew at its rollover', () => {
  const count = (id: string, rollover?: number): SimulatedSensor => ({
    id,
    name: id,
    machine: 'line-1-machine-1',
    kind: 'counter',
    unit: '1',
    intervalMs: 10_000,
    ...(rollover === undefined ? {} : { rollover }),
  });
  const collected = collect(steadyPlant([count('all'), count('small', 100)]), { windowMs: 5 * hourMs });
  const all = collected.readings.get('all') as TagReadings;
  const small = collected.readings.get('small') as TagReadings;
  const served = collected.truthOf('machineDay').reduce((sum, day) => sum + day.completedCount + day.scrapCount, 0);
  expect(served).toBeGreaterThan(1_000);
  expect(served - (all.value.at(-1) as number)).toBeLessThanOrEqual(1);
  expect(all.value.every((value, i) => i === 0 || value >= (all.value[i - 1] as number))).toBe(true);
  // The two read at different phases: at most a piece apart.
  small.value.forEach((value, i) => {
    expect(((all.value[i] as number) - value + 101) % 100).toBeLessThanOrEqual(2);
  });
});

test('tables of readings are bounded, sorted by tag and time, and no identity comes twice', () => {
  const input = createPlantScenario({ machines: 2, tags: 8, days: 1, intervalMs: 10_000 });
  const identities = new Set<string>();
  let rows = 0;
  let misplaced = 0;
  for (const part of simulatePlant(input, { readingRowsMax: 1_000 })) {
    if (part.kind !== 'readings') continue;
    const { table, window } = part;
    expect(table.length).toBeLessThanOrEqual(1_000);
    const { tag, at, source } = table.columns;
    expect([...new Set(source.codes)].map((code) => source.dictionary[code])).toEqual(['simulation']);
    for (let i = 0; i < table.length; i++) {
      rows++;
      identities.add(Buffer.from(table.identity.subarray(i * 16, i * 16 + 16)).toString('latin1'));
      const now = at[i] as number;
      if (now < window.fromAt || now >= window.toAt) misplaced++;
      const [a, b] = [tag.codes[i - 1] ?? 0, tag.codes[i] as number];
      if (b < a || (b === a && now <= (at[i - 1] as number))) misplaced++;
    }
  }
  expect(rows).toBeGreaterThan(60_000);
  expect(misplaced).toBe(0);
  expect(identities.size).toBe(rows);
});
