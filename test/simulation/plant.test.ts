import fc from 'fast-check';
import { compilePlant, plantSchema } from 'gemba/model';
import {
  createPlantScenario,
  listSimulationProblems,
  type MachineDayTruth,
  plantInputOf,
  type SimulatedPlantInput,
  simulatePlant,
  type TruthRecord,
  tagsOf,
  truthSchema,
} from 'gemba/simulation';
import { totalMs } from 'gemba/time';
import { describe, expect, it, test } from 'vitest';
import { type Collected, collect } from './collect.ts';

const inputArbitrary = fc
  .record({
    seed: fc.nat(4_294_967_295),
    machines: fc.integer({ min: 1, max: 7 }),
    machinesPerLine: fc.integer({ min: 1, max: 4 }),
    days: fc.integer({ min: 1, max: 3 }),
    from: fc.constantFrom('2026-03-02', '2026-03-06', '2026-03-28', '2026-10-24'),
    linesPerEvent: fc.constantFrom(1, 2),
    zone: fc.constantFrom('Europe/Berlin', 'UTC', 'America/New_York'),
  })
  .map((options) => createPlantScenario({ ...options, tags: 0 }));

/** Each property over the same plants, made once. */
const plants: readonly (readonly [SimulatedPlantInput, Collected])[] = fc
  .sample(inputArbitrary, { seed: 20_261_121, numRuns: 25 })
  .map((input) => [input, collect(input, { windowMs: 4 * 3_600_000 })]);

const sumOf = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
const machinesOf = (input: SimulatedPlantInput) => input.lines.flatMap(({ machines }) => machines);
const daysOf = ({ truth }: Collected, machine: string): MachineDayTruth[] =>
  truth.filter((record): record is MachineDayTruth => record.kind === 'machineDay' && record.equipment === machine);

describe('a simulated plant', () => {
  it('has, for each machine, true states that partition its time', () => {
    for (const [input, collected] of plants) {
      const [{ startAt, endAt } = { startAt: 0, endAt: 0 }] = collected.truthOf('plant');
      for (const { id } of machinesOf(input)) {
        const states = collected.states.filter(({ equipment }) => equipment === id);
        let at = startAt;
        for (const state of states) {
          expect(state.startAt).toBe(at);
          expect(state.endAt).toBeGreaterThan(at);
          at = state.endAt;
        }
        expect(at).toBe(endAt);
      }
    }
  });

  it('reports what was truly made: completed and scrap pieces, machine by machine', () => {
    for (const [input, collected] of plants)
      for (const { id } of machinesOf(input)) {
        const reports = collected.production.filter(({ equipment }) => equipment === id);
        const days = daysOf(collected, id);
        expect(sumOf(reports.map(({ completedCount }) => Number(completedCount ?? 0)))).toBe(
          sumOf(days.map(({ completedCount }) => completedCount)),
        );
        expect(sumOf(reports.map(({ scrapCount }) => Number(scrapCount ?? 0)))).toBe(
          sumOf(days.map(({ scrapCount }) => scrapCount)),
        );
      }
  });

  it('reports setups and breakdowns as long as they truly were, and running no shorter', () => {
    for (const [input, collected] of plants)
      for (const { id, failure } of machinesOf(input)) {
        const length = ({ startAt, endAt }: { startAt?: unknown; endAt?: unknown }) => Number(endAt) - Number(startAt);
        const days = daysOf(collected, id);
        const production = collected.production.filter(({ equipment }) => equipment === id);
        const stops = collected.stops.filter(({ equipment }) => equipment === id);
        expect(sumOf(production.filter(({ state }) => state === 'setup').map(length))).toBe(
          sumOf(days.map(({ setupMs }) => setupMs)),
        );
        expect(sumOf(stops.filter(({ reason }) => reason === failure?.reason).map(length))).toBe(
          sumOf(days.map(({ downMs, waitingRepairMs }) => downMs + waitingRepairMs)),
        );
        const runMs = sumOf(production.filter(({ state }) => state === 'running').map(length));
        expect(runMs).toBeGreaterThanOrEqual(sumOf(days.map(({ runningMs }) => runningMs)));
      }
  });

  it('reports no two things of a machine at once', () => {
    for (const [input, collected] of plants)
      for (const { id } of machinesOf(input)) {
        const spans = [...collected.production, ...collected.stops]
          .filter(({ equipment, startAt, endAt }) => equipment === id && startAt !== endAt)
          .map(({ startAt, endAt }) => [Number(startAt), Number(endAt)] as const)
          .sort((a, b) => a[0] - b[0]);
        spans.forEach(([, end], i) => {
          expect(end).toBeLessThanOrEqual(spans[i + 1]?.[0] ?? Number.POSITIVE_INFINITY);
        });
      }
  });

  it('loses no piece: what a machine hands on is what the next served, but for what stands between them', () => {
    for (const [input, collected] of plants)
      for (const { machines } of input.lines)
        machines.slice(1).forEach((machine, i) => {
          const before = daysOf(collected, machines[i]?.id as string);
          const after = daysOf(collected, machine.id);
          const handedOn = sumOf(before.map(({ completedCount }) => completedCount));
          const served = sumOf(after.map(({ completedCount, scrapCount }) => completedCount + scrapCount));
          expect(served).toBeLessThanOrEqual(handedOn);
          expect(handedOn - served).toBeLessThanOrEqual(machine.places + 2);
        });
  });

  it('plans as the model does: planned time of the truth is that of the compiled plant', () => {
    for (const [input, collected] of plants) {
      const plant = compilePlant(plantSchema.parse(plantInputOf(input)));
      for (const { equipment, date, plannedMs, ...times } of collected.truthOf('machineDay')) {
        expect(plannedMs, `${equipment} on ${date}`).toBe(
          totalMs(plant.calendar.plannedIn(equipment, plant.productionDay(date))),
        );
        const { runningMs, setupMs, downMs, waitingRepairMs, waitingOperatorMs, starvedMs, blockedMs } = times;
        expect(runningMs + setupMs + downMs + waitingRepairMs + waitingOperatorMs + starvedMs + blockedMs).toBe(
          plannedMs,
        );
      }
    }
  });

  it('has an OEE that is ideal time of good pieces over planned time', () => {
    let known = 0;
    for (const [, collected] of plants)
      for (const { oee, idealMs, completedCount, scrapCount, plannedMs } of collected.truthOf('machineDay')) {
        if (typeof oee !== 'number') continue;
        known++;
        expect(oee).toBeCloseTo(((idealMs / plannedMs) * completedCount) / (completedCount + scrapCount), 9);
        expect(oee).toBeLessThanOrEqual(1);
      }
    expect(known).toBeGreaterThan(100);
  });

  it('names as culprit a machine up the line of a starved one, down it of a blocked one, that is not so itself', () => {
    let named = 0;
    for (const [input, collected] of plants)
      for (const { machines } of input.lines) {
        const placeOf = (id: string | undefined) => machines.findIndex((machine) => machine.id === id);
        for (const { equipment, state, because, reason } of collected.states) {
          if (placeOf(equipment) < 0) continue;
          if (because === undefined) {
            if (state === 'blocked') expect.fail(`${equipment} is blocked by none`);
            if (state === 'starved' && reason !== 'noMaterial') expect(reason).toBeUndefined();
            continue;
          }
          named++;
          if (state === 'starved') expect(placeOf(because)).toBeLessThan(placeOf(equipment));
          else expect(placeOf(because)).toBeGreaterThan(placeOf(equipment));
        }
      }
    expect(named).toBeGreaterThan(1_000);
  });

  it('scraps of a planted cause only while its effect lasts, at its machine, and counts it so', () => {
    let found = 0;
    for (const [, collected] of plants)
      for (const cause of collected.truthOf('scrapCause')) {
        expect(cause.lagMs).toBe(cause.effectStartAt - cause.startAt);
        const days = daysOf(collected, cause.effectEquipment);
        expect(sumOf(days.map(({ scrapByCause }) => scrapByCause[cause.id]))).toBe(cause.scrapCount);
        if (cause.scrapCount === 0) continue;
        found++;
        expect(cause.firstScrapAt).toBeGreaterThanOrEqual(cause.effectStartAt);
        expect(cause.lastScrapAt).toBeLessThan(cause.effectEndAt);
        const orders = collected.production
          .filter(({ equipment, scrapCount }) => equipment === cause.effectEquipment && Number(scrapCount) > 0)
          .map(({ workOrder }) => workOrder);
        for (const order of cause.workOrders) expect(orders).toContain(order);
      }
    expect(found).toBeGreaterThan(10);
  });

  it('tells truth that its schema knows', () => {
    for (const [, collected] of plants)
      for (const record of [...collected.truth, ...collected.states.slice(0, 200)] as TruthRecord[])
        expect(truthSchema.parse(record)).toEqual(record);
  });
});

test('a machine alone that never fails makes a piece every mean service time while it is open', () => {
  const base = createPlantScenario({ machines: 1, machinesPerLine: 1, tags: 0, days: 5, linesPerEvent: 2 });
  const [line] = base.lines;
  const input = {
    ...base,
    stops: [],
    shortages: [],
    scrapCauses: [],
    changes: [],
    products: base.products.map(({ id }) => ({ id, pace: 1 })),
    lines: base.lines.map((one) => ({
      ...one,
      changeoverMs: { otherwise: 0 },
      machines: one.machines.map(({ failure: _, ...machine }) => ({
        ...machine,
        slowness: { kind: 'deterministic' as const, mean: 0 },
      })),
    })),
  };
  const collected = collect(input);
  const plannedMs = sumOf(collected.truthOf('machineDay').map((day) => day.plannedMs));
  const pieces = sumOf(collected.truthOf('machineDay').map((day) => day.completedCount + day.scrapCount));
  expect(plannedMs).toBe(5 * 22.5 * 3_600_000);
  expect(pieces).toBe(Math.floor(plannedMs / (line?.machines[0]?.idealTimeMs as number)));
});

describe('a scenario', () => {
  const input = createPlantScenario({ machines: 30, tags: 100, days: 7 });

  it('plants everything there is: causes of each kind, anomalies of each form, changes of each form, stops, shortages', () => {
    const large = createPlantScenario({ machines: 60, tags: 400 });
    expect(new Set(large.scrapCauses.map(({ kind }) => kind)).size).toBe(3);
    expect(new Set(large.anomalies.map(({ form }) => form)).size).toBe(6);
    expect(new Set(large.changes.map(({ form }) => form)).size).toBe(3);
    expect(new Set(large.stops.map(({ kind }) => kind)).size).toBe(2);
    expect(large.shortages.length).toBeGreaterThan(0);
    expect(new Set(large.sensors.map(({ kind }) => kind)).size).toBe(4);
    expect(large.sensors).toHaveLength(400);
    expect(large.lines.flatMap(({ machines }) => machines)).toHaveLength(60);
  });

  it('is plain data: as JSON and back it is the same', () => {
    expect(JSON.parse(JSON.stringify(input))).toEqual(input);
  });

  it('has no problems, compiles as a plant, and every fact names what that plant knows', () => {
    expect(listSimulationProblems(input)).toEqual([]);
    const plant = compilePlant(plantSchema.parse(plantInputOf(input)));
    const reasons = new Set(plant.reasons.map(({ code }) => code));
    const defects = new Set(plant.defects.map(({ code }) => code));
    const collected = collect(createPlantScenario({ machines: 30, tags: 0, days: 3 }));
    expect(collected.production.length).toBeGreaterThan(1_000);
    for (const { equipment, defect } of collected.production) {
      expect(plant.equipment.find(String(equipment))).toBeDefined();
      if (defect !== undefined) expect(defects).toContain(defect);
    }
    for (const { reason } of collected.stops) expect(reasons).toContain(reason);
    expect(tagsOf(input).every(({ equipment }) => plant.equipment.find(equipment) !== undefined)).toBe(true);
  });

  it('refuses numbers out of range, and says which', () => {
    expect(() => createPlantScenario({ machines: 0 })).toThrow('machines is a whole number from 1, got 0');
    expect(() => createPlantScenario({ tags: -1 })).toThrow('got -1');
  });
});

test.each<readonly [string, (input: SimulatedPlantInput) => Partial<SimulatedPlantInput>]>([
  ['dayStart', () => ({ dayStart: '25:00' })],
  ['lines', () => ({ lines: [] })],
  ['crews[0].size', ({ crews }) => ({ crews: crews.map((crew) => ({ ...crew, size: 0 })) })],
  ['products[0].pace', ({ products }) => ({ products: products.map((product) => ({ ...product, pace: 0 })) })],
  ['products', ({ products }) => ({ products: [...products, ...products] })],
  ['lines[0].operatorCount', ({ lines }) => ({ lines: lines.map((line) => ({ ...line, operatorCount: 0 })) })],
  ['lines[0].machines', ({ lines }) => ({ lines: lines.map((line) => ({ ...line, machines: [] })) })],
  ['lines[0].products', ({ lines }) => ({ lines: lines.map((line) => ({ ...line, products: [] })) })],
  ['lines[0].machines[0].places', (input) => withMachine(input, { places: 0.5 })],
  ['lines[0].machines[0].idealTimeMs', (input) => withMachine(input, { idealTimeMs: 0 })],
  ['lines[0].machines[0].slowness', (input) => withMachine(input, { slowness: { kind: 'gamma', mean: 1, scv: 0 } })],
  ['sensors[0].intervalMs', (input) => withSensor(input, { intervalMs: 0.5 })],
  ['sensors[0].lossRatio', (input) => withSensor(input, { lossRatio: 2 })],
  ['sensors[0].signal', (input) => withSensor(input, { kind: 'measure' }, true)],
  ['sensors[0].signal.resolution', (input) => withSignal(input, { resolution: 0.3 })],
  ['sensors[0].signal.correlation', (input) => withSignal(input, { correlation: 1 })],
  ['sensors[0].signal.lagMs', (input) => withSignal(input, { lagMs: -1 })],
  ['stops[0]', ({ stops }) => ({ stops: stops.map((stop) => ({ ...stop, fromAt: stop.fromAt + 1 })) })],
])('an input is refused for %s', (path, change) => {
  const input = createPlantScenario({ machines: 2, tags: 2, days: 7 });
  const problems = listSimulationProblems({ ...input, ...change(input) });
  expect(problems.map((problem) => problem.path)).toContain(path);
});

function withMachine(input: SimulatedPlantInput, change: object): Partial<SimulatedPlantInput> {
  return {
    lines: input.lines.map((line) => ({
      ...line,
      machines: line.machines.map((machine) => ({ ...machine, ...change })),
    })),
  };
}

function withSensor(
  input: SimulatedPlantInput,
  change: object,
  isWithoutSignal: boolean = false,
): Partial<SimulatedPlantInput> {
  return {
    sensors: input.sensors.map(({ signal, ...sensor }) => ({
      ...sensor,
      ...(isWithoutSignal || signal === undefined ? {} : { signal }),
      ...change,
    })),
  };
}

function withSignal(input: SimulatedPlantInput, change: object): Partial<SimulatedPlantInput> {
  return {
    sensors: input.sensors.map((sensor) =>
      sensor.signal === undefined ? sensor : { ...sensor, signal: { ...sensor.signal, ...change } },
    ),
  };
}

test('every problem of an input is told at once, with its place', () => {
  const input = createPlantScenario({ machines: 2, tags: 2, days: 1 });
  const wrong: SimulatedPlantInput = {
    ...input,
    seed: -1,
    days: 0,
    zone: 'Mars/Olympus',
    from: '2026-02-30',
    stops: [{ id: 's', kind: 'shutdown', machines: ['nobody'], fromAt: 5, toAt: 5 }],
    shortages: [{ line: 'line-9', fromAt: 0, toAt: 1 }],
    scrapCauses: [
      {
        id: 'c',
        kind: 'wornTool',
        machine: 'line-1-machine-1',
        effectMachine: 'nobody',
        fromAt: 10,
        toAt: 20,
        effectFromAt: 5,
        effectToAt: 15,
        scrapRatio: 2,
        defect: 'x',
      },
    ],
    anomalies: [{ id: 'a', sensor: 'nothing', form: 'level', fromAt: 0, toAt: 1, size: 1 }],
  };
  const paths = listSimulationProblems(wrong).map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'seed',
      'days',
      'zone',
      'from',
      'stops[0]',
      'stops[0].machines',
      'shortages[0].line',
      'scrapCauses[0].effectMachine',
      'scrapCauses[0].effectFromAt',
      'scrapCauses[0].scrapRatio',
      'anomalies[0].sensor',
    ]),
  );
  expect(() => [...simulatePlant(wrong)]).toThrow(/seed: is -1[\s\S]*anomalies\[0\]\.sensor/);
  expect(() => [...simulatePlant(input, { windowMs: 1 })]).toThrow('got 1');
});
