/** What gemba works out of a simulated plant's facts, against what was true. */
import { analyseDay } from 'gemba/analytics';
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
