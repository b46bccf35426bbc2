/** From the tags of a plant file to tags. */
import type { EquipmentTree } from './equipment.ts';
import type { Tag, TagConfig, TagFilter } from './tag.ts';

/**
 * Tags in plant-file order, which has no problems.
 *
 * @param valuesOf what tags may say whose words for states are mapped, by their ids
 */
export function compileTags(
  configs: readonly TagConfig[],
  equipment: EquipmentTree,
  valuesOf: ReadonlyMap<string, readonly (string | number)[]>,
): readonly Tag[] {
  return configs.map((config): Tag => {
    const {
      id,
      name = id,
      valueType = 'number',
      min,
      max,
      expectedIntervalSeconds,
      rolloverAt,
      sourceNames = [],
    } = config;
    const filter = filterOf(config);
    const values = valuesOf.get(id);
    return {
      id,
      name,
      equipment: equipment.get(config.equipment).id,
      kind: config.kind ?? (valueType === 'number' ? 'measure' : 'state'),
      valueType,
      unit: config.unit ?? '1',
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      ...(expectedIntervalSeconds === undefined ? {} : { expectedIntervalMs: expectedIntervalSeconds * 1_000 }),
      ...(rolloverAt === undefined ? {} : { rolloverAt }),
      ...(values === undefined ? {} : { values }),
      isDroppable: config.droppable ?? false,
      ...(filter === undefined ? {} : { filter }),
      sourceNames: [id, ...sourceNames],
    };
  });
}

function filterOf({ deadBand, debounceSeconds, medianOf }: TagConfig): TagFilter | undefined {
  if (deadBand === undefined && debounceSeconds === undefined && medianOf === undefined) return undefined;
  return {
    ...(deadBand === undefined ? {} : { deadBand }),
    ...(debounceSeconds === undefined ? {} : { debounceMs: debounceSeconds * 1_000 }),
    ...(medianOf === undefined ? {} : { medianOf }),
  };
}
