/** What a query is about, by name: tags, equipment, shifts. */
import { type Equipment, type EquipmentLevel, GembaError, type Plant, type Tag } from '../../model/index.ts';

/** One or several ids of the plant file. */
export type Names = string | readonly string[];

export interface TagChoice {
  /** Tag ids; default: all tags of `equipment`. */
  readonly tags?: Names | undefined;
  /** Equipment ids: tags of these and of what is below them; default: the whole plant. */
  readonly equipment?: Names | undefined;
}

export function listOf(names: Names): readonly string[] {
  return typeof names === 'string' ? [names] : [...new Set(names)];
}

/**
 * Tags in plant-file order, or in the order asked for, each once.
 *
 * @throws GembaError `unknown-name` for a tag or equipment that the plant lacks, with names near it
 */
export function chooseTags(plant: Plant, { tags, equipment }: TagChoice): readonly Tag[] {
  const below = equipment === undefined ? undefined : new Set(listBelow(plant, equipment).map(({ id }) => id));
  if (tags === undefined) return plant.tags.filter((tag) => below === undefined || below.has(tag.equipment));
  const byId = new Map(plant.tags.map((tag) => [tag.id, tag]));
  return listOf(tags).map((id) => byId.get(id) ?? throwUnknown('a tag of this plant', id, [...byId.keys()]));
}

/**
 * Work units of equipment and of what is below it, in plant-file order; all of the plant by default.
 *
 * @throws GembaError `unknown-name` for equipment that the plant lacks, with names near it
 */
export function chooseUnits(plant: Plant, equipment: Names | undefined): readonly Equipment[] {
  if (equipment === undefined) return plant.equipment.workUnits;
  const below = new Set(listBelow(plant, equipment));
  return plant.equipment.workUnits.filter((unit) => below.has(unit));
}

function listBelow(plant: Plant, equipment: Names): readonly Equipment[] {
  return listOf(equipment).flatMap((id) =>
    plant.equipment.find(id) === undefined
      ? throwUnknown(
          'equipment of this plant',
          id,
          plant.equipment.all.map((one) => one.id),
        )
      : plant.equipment.listBelow(id),
  );
}

/** The equipment at or above this one that is of a level; undefined where there is none. */
export function ancestorAt(plant: Plant, equipment: string, level: EquipmentLevel): Equipment | undefined {
  let one = plant.equipment.find(equipment);
  while (one !== undefined && one.level !== level)
    one = one.parent === undefined ? undefined : plant.equipment.find(one.parent);
  return one;
}

const namesShown = 5;

/**
 * @param what it should be, such as `a tag of this plant`
 * @throws GembaError `unknown-name`, with those of the known names that are near it, else some of them
 */
export function throwUnknown(what: string, name: string, known: readonly string[]): never {
  const near = listNear(name, known).slice(0, namesShown);
  const shown = near.length > 0 ? near : known.slice(0, namesShown);
  const rest = known.length - shown.length;
  const quoted = shown.map((one) => `'${one}'`).join(', ');
  const others = rest > 0 ? ` and ${rest} more` : '';
  const hint =
    near.length > 0 ? `Near it: ${quoted}.` : known.length === 0 ? 'There is none.' : `There are ${quoted}${others}.`;
  throw new GembaError('unknown-name', `'${name}' is not ${what}. ${hint}`, {
    details: { name, near },
  });
}

/** Names that a slip of the hand makes of this one, or that hold it, the nearest first. */
function listNear(name: string, known: readonly string[]): readonly string[] {
  const asked = name.toLowerCase();
  const slipsMax = Math.max(1, Math.floor(asked.length / 4));
  return known
    .map((one) => {
      const candidate = one.toLowerCase();
      const isPart = asked.length > 1 && (candidate.includes(asked) || asked.includes(candidate));
      return { one, slips: isPart ? 0.5 : countSlips(asked, candidate, slipsMax) };
    })
    .filter(({ slips }) => slips <= slipsMax)
    .sort((a, b) => a.slips - b.slips || a.one.length - b.one.length || (a.one < b.one ? -1 : 1))
    .map(({ one }) => one);
}

/**
 * How many letters were put in, left out, changed, or swapped with the next; more than `max` as soon as it is. Source:
 * optimal string alignment, after Damerau (1964) and Levenshtein (1966).
 */
function countSlips(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const [before, twoBefore] = [rows[i - 1] as number[], rows[i - 2]];
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (before[j - 1] as number) + Number(a[i - 1] !== b[j - 1]);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped && twoBefore !== undefined ? (twoBefore[j - 2] as number) + 1 : max + 1;
      row.push(Math.min((before[j] as number) + 1, (row[j - 1] as number) + 1, changed, swapped));
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] as number;
}
