import { analyseLine, analyseLines, createActivity, type Line, listLines } from 'gemba/analytics';
import type { PlantConfig } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { makePlant, tablesOf } from '../made-up-plant.ts';
import { minutes } from './line-plant.ts';

const unit = (id: string) => ({ id, name: id });
const equipment: PlantConfig['equipment'] = [
  {
    id: 'hall',
    name: 'Hall',
    level: 'area',
    children: [
      { id: 'l1', name: 'Line 1', level: 'workCenter', kind: 'productionLine', children: [unit('c'), unit('a')] },
      { id: 'cell', name: 'Cell', level: 'workCenter', kind: 'workCell', children: [unit('b'), unit('d')] },
    ],
  },
];

describe('the lines of a plant', () => {
  test('are the work centers of kind production line, their work units in plant-file order', () => {
    expect(listLines(makePlant({ equipment }))).toEqual([
      { id: 'l1', name: 'Line 1', flow: 'equipment-tree', stations: [['c'], ['a']] },
    ]);
  });

  test('are as the plant file has them where it says more: units side by side, across the tree, and the drum', () => {
    const lines = [
      { equipment: 'l1', constraint: 'a' },
      { equipment: 'hall', stations: ['a', ['b', 'd'], 'c'] },
    ];
    const plant = makePlant({ equipment, lines });
    const [hall, l1] = listLines(plant);
    expect([hall, l1]).toEqual([
      { id: 'hall', name: 'Hall', flow: 'plant-file', stations: [['a'], ['b', 'd'], ['c']] },
      { id: 'l1', name: 'Line 1', flow: 'plant-file', stations: [['c'], ['a']], constraint: 'a' },
    ]);
    const { production, equipmentState } = tablesOf({});
    const activity = createActivity(plant, production, equipmentState);
    const window = minutes(0, 60);
    expect(analyseLine({ activity, line: l1 as Line, window }).constraint).toMatchObject({ by: 'given', unit: 'a' });
    expect(analyseLine({ activity, line: l1 as Line, window, constraint: 'c' }).constraint?.unit).toBe('c');
    expect(analyseLines([hall as Line, l1 as Line], { activity, window })).toEqual(
      [hall, l1].map((line) => analyseLine({ activity, line: line as Line, window })),
    );
    expect(() => analyseLine({ activity, line: { ...(hall as Line), stations: [] }, window })).toThrow(RangeError);
    expect(() => analyseLine({ activity, line: { ...(hall as Line), stations: [[]] }, window })).toThrow(RangeError);
  });
});
