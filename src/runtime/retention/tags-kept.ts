/** Which tags a policy speaks of, and which of them reports read. */
import { type EquipmentConfig, slugOf } from '../../model/index.ts';
import type { PlantFile } from '../plant-file/schema.ts';

/** What of a plant file it takes. */
export type TaggedFile = Pick<PlantFile, 'equipment' | 'tags' | 'retention'>;

/** Equipment of the plant file, with that of everything below it. */
export function equipmentBelow(equipment: readonly EquipmentConfig[]): ReadonlyMap<string, ReadonlySet<string>> {
  const below = new Map<string, ReadonlySet<string>>();
  const visit = (config: EquipmentConfig): ReadonlySet<string> => {
    const id = config.id ?? slugOf(config.name);
    const ids = new Set([id, ...(config.children ?? []).flatMap((child) => [...visit(child)])]);
    below.set(id, ids);
    return ids;
  };
  for (const config of equipment) visit(config);
  return below;
}

/** Tags of each group of the policy, in the order of its groups; a tag that several name is in the first of them. */
export function tagsOfGroups({ equipment, tags = [], retention }: TaggedFile): readonly (readonly string[])[] {
  const below = equipmentBelow(equipment);
  const taken = new Set<string>();
  return (retention?.tagGroups ?? []).map((group) => {
    const named = new Set(group.tags);
    const placed = new Set(group.equipment.flatMap((id) => [...(below.get(id) ?? [])]));
    const chosen = tags.filter((tag) => !taken.has(tag.id) && (named.has(tag.id) || placed.has(tag.equipment)));
    for (const { id } of chosen) taken.add(id);
    return chosen.map(({ id }) => id);
  });
}

/** Tags that say what units did: reports are made of their readings. */
export function tagsOfSignals(equipment: readonly EquipmentConfig[]): ReadonlySet<string> {
  const ids = equipment.flatMap(({ signals, children = [] }): (string | undefined)[] => [
    ...(signals?.states ?? []).map(({ tag }) => tag),
    ...(signals?.stateWords ?? []).map(({ tag }) => tag),
    signals?.producedTag,
    signals?.goodTag,
    signals?.scrapTag,
    signals?.productTag,
    signals?.workOrderTag,
    ...tagsOfSignals(children),
  ]);
  return new Set(ids.filter((id) => id !== undefined));
}
