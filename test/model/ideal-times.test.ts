import { compilePlant, findIdealTimeMs, plantSchema } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { demoPlant, smallPlant } from './plants.ts';

const { equipment } = compilePlant(plantSchema.parse(smallPlant));

describe('the ideal time per piece that the plant sets', () => {
  test.each([
    ['turning', 'shaft', 45_500],
    ['turning', 'bolt', 60_000],
    ['milling', 'shaft', 80_000],
    ['milling', 'bolt', 90_000],
    ['constructor', 'toString', 90_000],
  ])('of operation %s and product %s is the most special that fits', (operation, product, timeMs) => {
    expect(findIdealTimeMs(equipment.get('lathe-7'), operation, product)).toBe(timeMs);
  });

  test('of a product with any name is its own', () => {
    const idealTimes = [{ product: '__proto__', operation: 'turning', secondsPerPiece: 7 }];
    const plant = compilePlant(plantSchema.parse({ ...demoPlant, equipment: [{ name: 'Lathe', idealTimes }] }));
    const lathe = plant.equipment.get('lathe');
    expect(findIdealTimeMs(lathe, 'turning', '__proto__')).toBe(7000);
    expect(findIdealTimeMs(lathe, 'turning', 'shaft')).toBeUndefined();
    expect('turning' in {}).toBe(false);
  });

  test('is undefined where it sets none', () => {
    expect(findIdealTimeMs(equipment.get('press'), 'turning', 'shaft')).toBeUndefined();
  });
});
