/** What is wrong with the rates of a plant file. */
import { placeEquipment } from './equipment-tree.ts';
import type { Problem } from './errors.ts';
import type { PlantConfig } from './plant-config.ts';

/** A currency that does not exist, and rates of equipment that are in no currency. */
export function listRateProblems({ rates, equipment }: Pick<PlantConfig, 'rates' | 'equipment'>): Problem[] {
  if (rates !== undefined) {
    if (Intl.supportedValuesOf('currency').includes(rates.currency)) return [];
    return [
      {
        path: 'rates.currency',
        message: `'${rates.currency}' is not a currency. Write its ISO 4217 code in capitals, such as EUR.`,
      },
    ];
  }
  return placeEquipment(equipment)
    .filter(({ config }) => config.machineHourRate !== undefined)
    .map(({ config, at }) => ({
      path: `${at}.machineHourRate`,
      message: `'${config.name}' has a rate, but the plant has no rates, so it is in no currency. Add rates with currency and machineHour, or remove it.`,
    }));
}
