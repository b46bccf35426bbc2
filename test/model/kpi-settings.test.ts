/** What a plant sets of its KPIs. */
import { compilePlant, type KpisConfig, plantSchema } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { smallPlant } from './plants.ts';

const pathsOf = (kpis: unknown) =>
  plantSchema.safeParse({ ...smallPlant, kpis }).error?.issues.map(({ path }) => path.join('.'));
const settingsOf = (kpis?: KpisConfig) => compilePlant(plantSchema.parse({ ...smallPlant, kpis })).kpis;
const defaults = {
  microStopMs: 0,
  mtbfDivisor: 'failures-and-one',
  mttfDivisor: 'failures-and-one',
  mttrDivisor: 'failures',
  delayTime: 'order',
  opportunities: [],
  routes: new Map(),
};

describe('settings of KPIs', () => {
  test('are the defaults where the plant file says nothing: no stop is minor', () => {
    expect(settingsOf()).toEqual(defaults);
    expect(settingsOf({})).toEqual(defaults);
  });

  test('are what the plant file says, times in whole milliseconds', () => {
    expect(
      settingsOf({
        microStopSeconds: 2.0004,
        mtbfDivisor: 'failures',
        mttfDivisor: 'failures',
        mttrDivisor: 'failures-and-one',
        delayTime: 'state',
      }),
    ).toEqual({
      ...defaults,
      microStopMs: 2_000,
      mtbfDivisor: 'failures',
      mttfDivisor: 'failures',
      mttrDivisor: 'failures-and-one',
      delayTime: 'state',
    });
    expect(settingsOf({ microStopSeconds: 3_600 })).toEqual({ ...defaults, microStopMs: 3_600_000 });
  });

  test.each([0, -1, 3_600.5, Number.NaN, Number.POSITIVE_INFINITY, '120', null])(
    'take no micro-stop of %s seconds',
    (microStopSeconds) => {
      expect(pathsOf({ microStopSeconds })).toEqual(['kpis.microStopSeconds']);
    },
  );

  test.each(['mtbfDivisor', 'mttfDivisor', 'mttrDivisor', 'delayTime'])('take no %s that is not told', (field) => {
    expect(pathsOf({ [field]: 'stops' })).toEqual([`kpis.${field}`]);
    expect(pathsOf({ [field]: 1 })).toEqual([`kpis.${field}`]);
  });

  test('are no field of another name, and no list', () => {
    expect(pathsOf({ microStopMs: 120_000 })).toEqual(['kpis']);
    expect(pathsOf([])).toEqual(['kpis']);
  });
});
