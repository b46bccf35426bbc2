import { expect, test } from 'vitest';
import { fingerprintOfConfig } from '../../src/runtime/fingerprints.ts';
import { createPlantFileSchema } from '../../src/runtime/index.ts';
import { smallPlant } from '../support/small-plant.ts';

const schema = createPlantFileSchema();
const fingerprintOf = (change: object) => fingerprintOfConfig(schema.parse({ ...smallPlant(), ...change }));
const rates = { currency: 'EUR', machineHour: 65 };

test('rates are in the fingerprint of the plant file: other money is another report', () => {
  const [root] = smallPlant().equipment;
  const all = [
    {},
    { rates },
    { rates: { ...rates, machineHour: 66 } },
    { rates: { ...rates, currency: 'USD' } },
    { rates: { ...rates, pieceValues: { Housing: 12.5 } } },
    { rates, equipment: [{ ...root, machineHourRate: 90 }] },
  ].map(fingerprintOf);
  expect(new Set(all).size).toBe(all.length);
  expect(fingerprintOf({ rates: undefined })).toBe(fingerprintOf({}));
});

test('so are the settings of KPIs: another threshold is another report', () => {
  const all = [{}, { kpis: { microStopSeconds: 60 } }, { kpis: { microStopSeconds: 90 } }].map(fingerprintOf);
  expect(new Set(all).size).toBe(all.length);
  expect(fingerprintOf({ kpis: undefined })).toBe(fingerprintOf({}));
});

test('where a plant file keeps things, and how long, is not', () => {
  expect(fingerprintOf({ rates, store: 'elsewhere' })).toBe(fingerprintOf({ rates }));
  expect(fingerprintOf({ rates, retention: { events: '7 years' } })).toBe(fingerprintOf({ rates }));
});
