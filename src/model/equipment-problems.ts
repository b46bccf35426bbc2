/** What is wrong with the equipment of a plant file. */
import { equipmentLevels } from './equipment.ts';
import { type PlacedEquipment, placeEquipment, sourceNamesOf } from './equipment-tree.ts';
import type { Problem } from './errors.ts';
import type { EquipmentConfig } from './plant-config.ts';

/** Problems of equipment: ids and source names used twice, levels out of order, kinds, and no work unit at all. */
export function listEquipmentProblems(configs: readonly EquipmentConfig[]): Problem[] {
  const placed = placeEquipment(configs);
  return [
    ...placed.flatMap((one) => [...listIdProblems(one), ...listLevelProblems(one), ...listIdealTimeProblems(one)]),
    ...listRepeatedIds(placed),
    ...listRepeatedSourceNames(placed),
    ...(placed.some(({ level }) => level === 'workUnit')
      ? []
      : [{ path: 'equipment', message: 'has no work unit, so nothing can be reported. Add one of level workUnit.' }]),
  ];
}

function listIdProblems({ config, at, id }: PlacedEquipment): Problem[] {
  if (id !== '') return [];
  return [{ path: `${at}.name`, message: `'${config.name}' has no letter or digit to make an id of. Give an id.` }];
}

function listLevelProblems({ config, at, level, parent }: PlacedEquipment): Problem[] {
  const problems: Problem[] = [];
  const hasChildren = (config.children ?? []).length > 0;
  if (config.level === undefined && hasChildren)
    problems.push({
      path: `${at}.level`,
      message: `'${config.name}' has children, so it needs a level. Use one of: ${equipmentLevels.slice(0, -1).join(', ')}.`,
    });
  else if (parent !== undefined && parent.config.level !== undefined && !isBelow(level, parent.level))
    problems.push({
      path: `${at}.level`,
      message: `'${level}' does not lie below '${parent.level}' of '${parent.config.name}'. The order is ${equipmentLevels.join(', ')}.`,
    });
  if (config.kind !== undefined && level !== 'workCenter')
    problems.push({
      path: `${at}.kind`,
      message: `'${config.kind}' is a kind of work center, but '${config.name}' is a ${level}. Remove it, or set level: 'workCenter'.`,
    });
  return problems;
}

function isBelow(level: PlacedEquipment['level'], above: PlacedEquipment['level']): boolean {
  return equipmentLevels.indexOf(level) > equipmentLevels.indexOf(above);
}

function listIdealTimeProblems({ config, at }: PlacedEquipment): Problem[] {
  const first = new Map<string, number>();
  return (config.idealTimes ?? []).flatMap(({ operation, product }, i) => {
    const key = JSON.stringify([operation ?? '*', product ?? null]);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, i);
      return [];
    }
    return [
      {
        path: `${at}.idealTimes.${i}`,
        message: `the ideal time of operation '${operation ?? 'any'}', product '${product ?? 'any'}' stands at ${at}.idealTimes.${before} already. Remove one.`,
      },
    ];
  });
}

function listRepeatedIds(placed: readonly PlacedEquipment[]): Problem[] {
  const first = new Map<string, PlacedEquipment>();
  return placed.flatMap((one) => {
    const before = first.get(one.id);
    if (before === undefined) {
      first.set(one.id, one);
      return [];
    }
    const made = one.config.id === undefined ? ` (made of '${one.config.name}')` : '';
    return [
      {
        path: `${one.at}.id`,
        message: `the id '${one.id}'${made} is that of ${before.at} already. Give each its own id.`,
      },
    ];
  });
}

function listRepeatedSourceNames(placed: readonly PlacedEquipment[]): Problem[] {
  const first = new Map<string, string>();
  return placed.flatMap((one) =>
    sourceNamesOf(one.config).flatMap((name, i) => {
      const at = one.config.sourceNames === undefined ? `${one.at}.name` : `${one.at}.sourceNames.${i}`;
      const before = first.get(name);
      if (before === undefined) {
        first.set(name, at);
        return [];
      }
      return [
        {
          path: at,
          message: `sources know ${before} by '${name}' already. Give sourceNames, so that each name leads to one piece of equipment.`,
        },
      ];
    }),
  );
}
