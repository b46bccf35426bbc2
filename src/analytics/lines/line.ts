/** Lines of a plant: stations in the order in which pieces pass them. */
import { GembaError, type Plant } from '../../model/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';

/** Who says in which order pieces pass the stations: the tree, the plant file's `lines`, the caller, or orders (`learnLine`). */
export const flowSources = ['equipment-tree', 'plant-file', 'given', 'orders'] as const;
export type FlowSource = (typeof flowSources)[number];

/** Units of one station do the same step, side by side; a piece passes one of them. */
export interface Line {
  /** Of the equipment; of a line that is given or learned what its giver calls it. */
  readonly id: string;
  readonly name: string;
  /** Equipment ids of work units, from the first station to the last. */
  readonly stations: readonly (readonly string[])[];
  readonly flow: FlowSource;
  /** The unit by which the plant runs it (the drum), where it has decided on one. */
  readonly constraint?: string;
}

/**
 * The production lines of a plant, in the order of its equipment: those of the plant file's `lines`, and each work center of kind
 * `productionLine` besides, its work units in plant-file order being its stations.
 *
 * @example listLines(plant)[0]?.stations // [['saw'], ['mill-1', 'mill-2'], ['wash']]
 */
export function listLines({ equipment, lines }: Plant): readonly Line[] {
  const written = new Map(lines.map((line) => [line.equipment, line]));
  return equipment.all.flatMap(({ id, name, workCenterKind }): Line[] => {
    const line = written.get(id);
    if (line !== undefined) {
      const { stations, constraint } = line;
      return [{ id, name, stations, flow: 'plant-file', ...(constraint === undefined ? {} : { constraint }) }];
    }
    const units = equipment.listBelow(id).filter(({ level }) => level === 'workUnit');
    if (workCenterKind !== 'productionLine' || units.length === 0) return [];
    return [{ id, name, stations: units.map((unit) => [unit.id]), flow: 'equipment-tree' }];
  });
}

/** A unit of a line with its facts and its place. */
export interface PlacedUnit {
  readonly id: string;
  readonly station: number;
  readonly activity: UnitActivity;
}

/**
 * The units of a line, station by station.
 *
 * @throws GembaError `unknown-name` where the activity lacks a unit of the line
 * @throws RangeError for a line without a station, or a station without a unit
 */
export function placeUnits({ units }: Activity, { id: line, stations }: Line): readonly PlacedUnit[] {
  if (stations.length === 0 || stations.some((ids) => ids.length === 0))
    throw new RangeError(`Line '${line}' needs a station, and each station a unit.`);
  const byId = new Map(units.map((unit) => [unit.equipment.id as string, unit]));
  return stations.flatMap((ids, station) =>
    ids.map((id) => {
      const activity = byId.get(id);
      if (activity === undefined)
        throw new GembaError(
          'unknown-name',
          `'${id}', station ${station + 1} of line '${line}', is no work unit of the activity. Use ids of the plant file, and an activity that has them.`,
          { details: { line, id } },
        );
      return { id, station, activity };
    }),
  );
}
