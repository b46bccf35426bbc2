/** Sensors of the machine's controller against the truth, and the signals that a scenario's plant file has. */
import { compilePlant, plantSchema } from 'gemba/model';
import { createPlantScenario, plantInputOf, sensorsPerMachine } from 'gemba/simulation';
import { expect, test } from 'vitest';
import { collect } from './collect.ts';

const options = { seed: 5, machines: 2, machinesPerLine: 2, days: 1, intervalMs: 10_000 } as const;

test('counters count the pieces and the scrap of the truth, and the product sensor shows the product of its order', () => {
  const input = createPlantScenario({ ...options, tags: 2 * sensorsPerMachine });
  const collected = collect(input);
  const last = (tag: string): number | undefined => collected.readings.get(tag)?.value.at(-1);
  for (const { equipment, completedCount, scrapCount } of collected.truthOf('machineDay')) {
    // What is served in the last seconds of the day is read on the day after.
    expect(Math.abs((last(`${equipment}.pieces`) as number) - completedCount - scrapCount)).toBeLessThanOrEqual(1);
    expect(Math.abs((last(`${equipment}.scrap`) as number) - scrapCount)).toBeLessThanOrEqual(1);
    expect(scrapCount).toBeGreaterThan(0);
    const { at, text } = collected.readings.get(`${equipment}.product`) as { at: number[]; text: string[] };
    const states = collected.states.filter((state) => state.equipment === equipment);
    let compared = 0;
    for (const [i, instant] of at.entries()) {
      const state = states.find(({ startAt, endAt }) => startAt <= instant && instant < endAt);
      expect(text[i]).toBe(state?.product ?? 'none');
      compared++;
    }
    expect(compared).toBeGreaterThan(1_000);
  }
});

test('every machine whose sensors tell something has signals, which the model takes', () => {
  for (const tags of [1, 3, 2 * sensorsPerMachine, 5 * sensorsPerMachine]) {
    const input = createPlantScenario({ ...options, tags });
    const plant = compilePlant(plantSchema.parse(plantInputOf(input)));
    expect(plant.tags).toHaveLength(tags);
    for (const machine of input.lines.flatMap(({ machines }) => machines))
      expect(plant.equipment.find(machine.id)?.signals === undefined).toBe(machine.signals === undefined);
    expect(input.lines[0]?.machines[0]?.signals === undefined).toBe(tags === 1);
  }
  const all = createPlantScenario({ ...options, tags: 2 * sensorsPerMachine });
  expect(all.lines[0]?.machines[0]?.signals).toMatchObject({
    producedTag: 'line-1-machine-1.pieces',
    scrapTag: 'line-1-machine-1.scrap',
    productTag: 'line-1-machine-1.product',
  });
  expect(all.lines[0]?.machines[0]?.signals?.states?.map(({ state }) => state)).toEqual([
    'down',
    'setup',
    'running',
    'down',
    'down',
    'down',
  ]);
});
