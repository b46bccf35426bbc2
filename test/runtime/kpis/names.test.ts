/** KPIs and equipment as people name them. */
import { expect, test } from 'vitest';
import { getEquipmentNamed, getKpiNamed } from '../../../src/runtime/index.ts';
import { jobShop } from '../../support/job-shop.ts';

test('a KPI goes by its id, its name or what a plant says aloud, in any capitals', () => {
  for (const name of ['oee', 'OEE', 'oeeindex', 'Overall Equipment Effectiveness Index'])
    expect(getKpiNamed(jobShop, name).id).toBe('oeeIndex');
  expect(getKpiNamed(jobShop, 'quality').id).toBe('qualityRatio');
  expect(() => getKpiNamed(jobShop, 'constructor')).toThrow("'constructor' is not a KPI.");
});

test('equipment goes by its id, its name, or how that begins, in whole words', () => {
  for (const name of ['machine-8-turning-milling', 'Machine 8 - Turning & Milling', 'machine 8'])
    expect(getEquipmentNamed(jobShop, name).name).toBe('Machine 8 - Turning & Milling');
  // Machine 10, 11, 12 … do not begin with the words `machine 1`.
  expect(getEquipmentNamed(jobShop, 'machine 1').name).toBe('Machine 1 - Lapping');
});

test('a beginning that several names share is refused, and names them', () => {
  expect(() => getEquipmentNamed(jobShop, 'Quality Check')).toThrow(
    "'Quality Check' is not the name of one piece of equipment. Near it: 'Quality Check 1', 'Quality Check 2'.",
  );
  expect(() => getEquipmentNamed(jobShop, '')).toThrow("'' is not equipment of this plant.");
});
