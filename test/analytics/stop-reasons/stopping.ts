/** A shop of two areas whose stops are written by hand. Times are UTC, days begin at 00:00, the shift is 6 to 18. */
import { createActivity, createStopHistory, type StopHistory } from 'gemba/analytics';
import type { Plant, PlantConfig } from 'gemba/model';
import { at, makePlant, type Report, type State, tablesOf } from '../made-up-plant.ts';

const unit = (id: string) => ({ id, name: id, level: 'workUnit' as const });

export function makeShop(change: Partial<PlantConfig> = {}): Plant {
  return makePlant({
    equipment: [
      {
        id: 'shop',
        name: 'Shop',
        level: 'site',
        children: [
          { id: 'forming', name: 'Forming', level: 'area', children: [unit('press'), unit('lathe'), unit('saw')] },
          { id: 'finish', name: 'Finish', level: 'area', children: [unit('paint')] },
        ],
      },
    ],
    reasons: [
      { code: 'jam', name: 'Jam' },
      { code: 'tool', name: 'Tool' },
      { code: 'power', name: 'Power' },
      { code: '999', name: 'Not coded', tells: 'notSaid' },
      { code: 'asked', name: 'Nobody knows', tells: 'notKnown' },
    ],
    ...change,
  });
}

export const date = '2024-03-13';

export function historyOf(
  facts: { readonly states: readonly State[]; readonly production?: readonly Report[] },
  { plant = makeShop(), untilAt = at(date, 24) } = {},
): StopHistory {
  const { production, equipmentState } = tablesOf(facts);
  return createStopHistory(createActivity(plant, production, equipmentState), untilAt);
}

/** The day so many days before `date`. */
export function daysBefore(count: number): string {
  return new Date(at(date, -24 * count)).toISOString().slice(0, 10);
}
