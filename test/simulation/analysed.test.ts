/** What gemba works out of a simulated plant's facts, against what was true. */
import { analyseDay, computeFigures, createActivity, deriveFacts } from 'gemba/analytics';
import { compilePlant, emptyTable, plantSchema, toTable } from 'gemba/model';
import { createPlantScenario, plantInputOf } from 'gemba/simulation';
import { expect, test } from 'vitest';
import { collect } from './collect.ts';

test('the figures of a simulated day are the true ones: pieces, planned time, setup, OEE', () => {
  const input = createPlantScenario({ seed: 3, machines: 9, machinesPerLine: 3, tags: 0, days: 3 });
  const plant = compilePlant(plantSchema.parse(plantInputOf(input)));
  const collected = collect(input);
  const tables = {
    production: toTable('production', collected.production),
    equipmentState: toTable('equipmentState', collected.stops),
    refusals: emptyTable('refusal'),
  };
  let compared = 0;
  for (const date of ['2026-03-02', '2026-03-03', '2026-03-04']) {
    const day = plant.productionDay(date);
    const { units } = analyseDay({ plant, ...tables, window: day, day }).figures;
    for (const truth of collected.truthOf('machineDay').filter((record) => record.date === date)) {
      const found = units.find(({ equipment }) => equipment === truth.equipment);
      expect(found?.pieces).toMatchObject({ completed: truth.completedCount, scrap: truth.scrapCount });
      expect(found?.times).toMatchObject({ plannedMs: truth.plannedMs, setupMs: truth.setupMs, extraMs: 0 });
      // Reports cover stops of less than three minutes: run is longer and performance less, and OEE is the same.
      expect(found?.times.runMs).toBeGreaterThanOrEqual(truth.runningMs);
      const oee = found?.ratios.oee;
      expect(oee?.kind === 'unknown' ? undefined : oee?.low).toBeCloseTo(truth.oee as number, 6);
      compared++;
    }
  }
  expect(compared).toBe(27);
});

test('a plant that tells of waiting has the same facts, but that starved and blocked machines are reported as that', () => {
  const scenario = { seed: 3, machines: 9, machinesPerLine: 3, tags: 0, days: 2 };
  const [without, told] = [
    collect(createPlantScenario(scenario)),
    collect(createPlantScenario({ ...scenario, tellsWaiting: true })),
  ];
  expect(told.production).toEqual(without.production);
  expect(told.stops.length).toBe(without.stops.length);
  const waits = told.stops.filter(({ state }) => state !== 'down');
  expect(new Set(waits.map(({ state }) => state))).toEqual(new Set(['starved', 'blocked']));
  expect(told.stops).toEqual(
    without.stops.map((stop) => {
      if (stop.reason === 'starved' || stop.reason === 'blocked')
        return { ...stop, state: stop.reason, reason: undefined };
      return stop.reason === 'noMaterial' ? { ...stop, state: 'starved' } : stop;
    }),
  );
});

test('sensors and the MES tell how long machines were starved and blocked, never longer than it is true', () => {
  // Of eight tags of a machine one is its state.
  const input = createPlantScenario({
    seed: 5,
    machines: 6,
    machinesPerLine: 6,
    tags: 48,
    days: 1,
    intervalMs: 10_000,
    tellsWaiting: true,
  });
  const plant = compilePlant(plantSchema.parse(plantInputOf(input)));
  const collected = collect(input);
  const day = plant.productionDay('2026-03-02');
  const timesOf = (equipmentState: Parameters<typeof createActivity>[2], production = emptyTable('production')) =>
    computeFigures(createActivity(plant, production, equipmentState), [day])[0]?.units ?? [];
  const reported = timesOf(toTable('equipmentState', collected.stops), toTable('production', collected.production));
  let waited = 0;
  for (const truth of collected.truthOf('machineDay')) {
    const found = reported.find(({ equipment }) => equipment === truth.equipment)?.times;
    expect(found?.starvedMs).toBeLessThanOrEqual(truth.starvedMs);
    expect(found?.blockedMs).toBeLessThanOrEqual(truth.blockedMs);
    waited += (found?.starvedMs ?? 0) + (found?.blockedMs ?? 0);
  }
  expect(waited).toBeGreaterThan(0);
  const withState = plant.equipment.workUnits.filter(({ signals }) =>
    signals?.states.some(({ state }) => state === 'blocked'),
  );
  expect(withState.length).toBeGreaterThan(0);
  const readings = [...collected.readings].flatMap(([tag, { at, value, text }]) =>
    withState.some(({ signals }) => signals?.states.some((rule) => rule.tag === tag))
      ? at.map((instant, i) => ({
          tag,
          at: instant,
          value: value[i] as number,
          text: text[i] as string,
          source: 'plc',
        }))
      : [],
  );
  const { equipmentState } = deriveFacts({
    plant,
    readings: toTable('reading', readings),
    gaps: emptyTable('gap'),
    window: day,
    untilAt: day.toAt,
  });
  const sensed = timesOf(equipmentState);
  for (const { id } of withState) {
    const truth = collected.truthOf('machineDay').find(({ equipment }) => equipment === id);
    const times = sensed.find(({ equipment }) => equipment === id)?.times;
    // Waits of less than three minutes count as running, and a reading is up to ten seconds late.
    expect(times?.starvedMs ?? 0).toBeLessThanOrEqual((truth?.starvedMs ?? 0) + 600_000);
    expect((times?.starvedMs ?? 0) + (times?.blockedMs ?? 0)).toBeGreaterThan(0);
  }
});
