/** The rules of a plant's signals, as far as facts are worked out by them. */
import { hash } from 'node:crypto';
import type { Equipment, Plant, Tag, UnitSignals } from '../../model/index.ts';

/** Changed whenever the same readings and rules give other facts than before, so that nothing kept is taken for them. */
const derivationVersion = 1;

/** Tags whose readings are read together. */
const tagsTogetherMax = 16;

export interface UnitGroup {
  readonly units: readonly Equipment[];
  readonly tags: readonly Tag[];
}

export interface SignalRules {
  readonly groups: readonly UnitGroup[];
  /** Of the rules and of the tags they name; 32 hex digits. */
  readonly fingerprint: string;
}

/** Undefined where no unit of the plant has signals. */
export function findSignalRules({ equipment, tags }: Pick<Plant, 'equipment' | 'tags'>): SignalRules | undefined {
  const units = equipment.workUnits.filter(({ signals }) => signals !== undefined);
  if (units.length === 0) return undefined;
  const tagOf = new Map(tags.map((tag) => [tag.id, tag]));
  const tagsOf = (unit: Equipment): Tag[] =>
    listTagIds(unit.signals as UnitSignals).flatMap((id) => tagOf.get(id) ?? []);
  const described = units.map((unit) => ({ id: unit.id, name: unit.name, signals: unit.signals, tags: tagsOf(unit) }));
  return {
    groups: groupUnits(units, tagsOf),
    fingerprint: hash('sha256', JSON.stringify([derivationVersion, described])).slice(0, 32),
  };
}

function listTagIds({ states, producedTag, goodTag, scrapTag, productTag, workOrderTag }: UnitSignals): string[] {
  const named = [...states.map(({ tag }) => tag), producedTag, goodTag, scrapTag, productTag, workOrderTag];
  return [...new Set(named.filter((id) => id !== undefined))];
}

/** In plant-file order; a unit of more tags than are read together is a group of its own. */
function groupUnits(units: readonly Equipment[], tagsOf: (unit: Equipment) => readonly Tag[]): UnitGroup[] {
  const groups: { readonly units: Equipment[]; readonly tags: Map<string, Tag> }[] = [];
  for (const unit of units) {
    const own = tagsOf(unit);
    const last = groups.at(-1);
    const added = last === undefined ? 0 : own.filter(({ id }) => !last.tags.has(id)).length;
    if (last === undefined || last.tags.size + added > tagsTogetherMax) groups.push({ units: [], tags: new Map() });
    const group = groups.at(-1);
    group?.units.push(unit);
    for (const tag of own) group?.tags.set(tag.id, tag);
  }
  return groups.map((group) => ({ units: group.units, tags: [...group.tags.values()] }));
}
