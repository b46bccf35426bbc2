import { expect, test } from 'vitest';
import { parsePlantFile } from '../../src/runtime/plant-file/parse.ts';
import { smallPlant } from '../support/small-plant.ts';

/** The paths of all problems of the small plant, its root with a rate of its own. */
function pathsOf(rates: object | undefined): readonly string[] {
  const [root] = smallPlant().equipment;
  try {
    parsePlantFile({ ...smallPlant(), equipment: [{ ...root, machineHourRate: 90 }], rates }, 'gemba.config.json');
    return [];
  } catch (error) {
    const { details } = error as { details: { problems: readonly { path: string }[] } };
    return details.problems.map(({ path }) => path);
  }
}

test('a rate of equipment is a problem where rates are missing, not where they have a mistake of their own', () => {
  expect(pathsOf({ currency: 'EUR', machineHour: 65 })).toEqual([]);
  expect(pathsOf(undefined)).toEqual(['equipment.0.machineHourRate']);
  expect(pathsOf({ currency: 'EUR', machineHour: -1 })).toEqual(['rates.machineHour']);
  expect(pathsOf({ currency: 'Euro', machineHour: 65 })).toEqual(['rates.currency']);
  expect(pathsOf({ machineHour: 65 })).toEqual(['rates.currency']);
});
