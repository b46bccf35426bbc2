import { type EquipmentConfig, type LineConfig, listPlantProblems, type PlantInput, plantSchema } from 'gemba/model';
import { expect, test } from 'vitest';
import { smallPlant } from './plants.ts';

const equipment: readonly EquipmentConfig[] = [
  {
    id: 'hall',
    name: 'Hall',
    level: 'area',
    children: [
      {
        id: 'l1',
        name: 'Line 1',
        level: 'workCenter',
        children: [{ name: 'Saw' }, { name: 'Mill 1' }, { name: 'Mill 2' }],
      },
      { id: 'store', name: 'Store', level: 'workCenter', kind: 'storageZone' },
    ],
  },
];

function problemsOf(...lines: readonly LineConfig[]): string[] {
  const parsed = plantSchema.parse({ ...smallPlant, equipment, lines } as PlantInput);
  return listPlantProblems(parsed)
    .filter(({ path }) => path.startsWith('lines'))
    .map(({ path, message }) => `${path}: ${message}`);
}

test('a line of the plant file is equipment above work units, each unit once, its constraint among them', () => {
  expect(problemsOf({ equipment: 'l1', stations: ['saw', ['mill-1', 'mill-2']], constraint: 'mill-2' })).toEqual([]);
  expect(problemsOf({ equipment: 'hall', constraint: 'saw' })).toEqual([]);
  expect(
    problemsOf(
      { equipment: 'l2' },
      { equipment: 'saw', stations: ['saw'] },
      { equipment: 'l1', stations: ['saw', ['mill-1', 'saw'], 'hall'], constraint: 'mill-2' },
      { equipment: 'l1' },
      { equipment: 'store' },
    ),
  ).toEqual([
    "lines.0.equipment: 'l2' is no equipment. Use an id of equipment.",
    "lines.1.equipment: 'saw' is a work unit; a line is equipment above its work units. Use the id of that.",
    "lines.2.stations.1.1: 'saw' stands at lines.2.stations.0 already. A piece passes a unit of a line once; remove one.",
    "lines.2.stations.2: 'hall' is no work unit. Use an id of one.",
    "lines.2.constraint: 'mill-2' is on no station of its line. Use one of: saw, mill-1, saw, hall.",
    "lines.3.equipment: 'l1' stands at lines.2.equipment already. Remove one.",
    "lines.4.stations: 'store' has no work unit below it. List the stations of the line.",
  ]);
});
