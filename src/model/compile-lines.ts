/** Compiles the lines of a plant file, and says what is wrong with them. */
import type { EquipmentId } from './equipment.ts';
import { type PlacedEquipment, placeEquipment } from './equipment-tree.ts';
import type { Problem } from './errors.ts';
import type { LineConfig, PlantLine } from './lines.ts';
import type { EquipmentConfig } from './plant-config.ts';

export function compileLines(
  lines: readonly LineConfig[],
  equipment: readonly EquipmentConfig[],
): readonly PlantLine[] {
  const placed = placeEquipment(equipment);
  return lines.map((line) => ({
    equipment: line.equipment as EquipmentId,
    stations: stationsOf(line, placed) as PlantLine['stations'],
    constraint: line.constraint as EquipmentId | undefined,
  }));
}

/** Equipment that is no line, units that are none or stand twice, and a constraint that is not on its line. */
export function listLineProblems(lines: readonly LineConfig[], equipment: readonly EquipmentConfig[]): Problem[] {
  const placed = placeEquipment(equipment);
  const levels = new Map(placed.map(({ id, level }) => [id, level]));
  return lines.flatMap((line, i) => {
    const at = `lines.${i}`;
    return [
      ...equipmentProblems(line, `${at}.equipment`, levels, lines.slice(0, i)),
      ...stationProblems(line, `${at}.stations`, levels, placed),
      ...constraintProblems(line, `${at}.constraint`, stationsOf(line, placed)),
    ];
  });
}

type Levels = ReadonlyMap<string, PlacedEquipment['level']>;

function equipmentProblems(
  { equipment }: LineConfig,
  path: string,
  levels: Levels,
  before: readonly LineConfig[],
): Problem[] {
  const level = levels.get(equipment);
  if (level === undefined) return [{ path, message: `'${equipment}' is no equipment. Use an id of equipment.` }];
  if (level === 'workUnit')
    return [
      { path, message: `'${equipment}' is a work unit; a line is equipment above its work units. Use the id of that.` },
    ];
  const first = before.findIndex((line) => line.equipment === equipment);
  return first < 0 ? [] : [{ path, message: `'${equipment}' stands at lines.${first}.equipment already. Remove one.` }];
}

function stationProblems(
  line: LineConfig,
  path: string,
  levels: Levels,
  placed: readonly PlacedEquipment[],
): Problem[] {
  const { equipment, stations = [] } = line;
  if (levels.has(equipment) && levels.get(equipment) !== 'workUnit' && stationsOf(line, placed).length === 0)
    return [{ path, message: `'${equipment}' has no work unit below it. List the stations of the line.` }];
  const seen = new Map<string, string>();
  return stations.flatMap((station, place) =>
    [station].flat().flatMap((unit, k): Problem[] => {
      const at = typeof station === 'string' ? `${path}.${place}` : `${path}.${place}.${k}`;
      if (levels.get(unit) !== 'workUnit')
        return [{ path: at, message: `'${unit}' is no work unit. Use an id of one.` }];
      const before = seen.get(unit);
      if (before === undefined) {
        seen.set(unit, at);
        return [];
      }
      return [
        {
          path: at,
          message: `'${unit}' stands at ${before} already. A piece passes a unit of a line once; remove one.`,
        },
      ];
    }),
  );
}

function constraintProblems(
  { constraint }: LineConfig,
  path: string,
  stations: readonly (readonly string[])[],
): Problem[] {
  if (constraint === undefined || stations.flat().includes(constraint)) return [];
  return [
    { path, message: `'${constraint}' is on no station of its line. Use one of: ${stations.flat().join(', ')}.` },
  ];
}

function stationsOf(
  { equipment, stations }: LineConfig,
  placed: readonly PlacedEquipment[],
): readonly (readonly string[])[] {
  if (stations !== undefined) return stations.map((station) => [station].flat());
  return placed.filter((one) => one.level === 'workUnit' && isBelow(one, equipment)).map(({ id }) => [id]);
}

function isBelow({ parent }: PlacedEquipment, id: string): boolean {
  return parent !== undefined && (parent.id === id || isBelow(parent, id));
}
