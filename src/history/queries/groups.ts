/** Work units together: those of each equipment of a level. */
import type { Equipment, EquipmentLevel, Plant } from '../../model/index.ts';
import { ancestorAt } from './names.ts';
import { createWords, type TextAnswer, texts } from './table.ts';

export interface GroupOfUnits {
  /** Ids of equipment, in plant-file order; `''` where a unit has none of that level. */
  readonly names: readonly string[];
  /** Group of each unit. */
  readonly groupOf: Uint32Array;
  /** Whether silence of a unit says nothing of it. */
  readonly ignoresSilence: readonly boolean[];
}

export function groupUnits(plant: Plant, units: readonly Equipment[], level: EquipmentLevel | 'plant'): GroupOfUnits {
  const nameOf = (unit: Equipment): string =>
    level === 'plant' ? plant.id : (ancestorAt(plant, unit.id, level)?.id ?? '');
  const named = units.map(nameOf);
  const names = [...new Set(named)];
  return {
    names,
    groupOf: Uint32Array.from(named, (name) => names.indexOf(name)),
    ignoresSilence: units.map(({ silence }) => silence === 'unknown'),
  };
}

/** The name of each group, for so many rows each. */
export function repeatNames({ names }: Pick<GroupOfUnits, 'names'>, times: number): TextAnswer {
  const words = createWords();
  const codes = new Uint32Array(names.length * times);
  names.forEach((name, i) => {
    codes.fill(words.codeOf(name), i * times, (i + 1) * times);
  });
  return texts({ dictionary: words.dictionary, codes });
}
