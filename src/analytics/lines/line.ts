/** Lines of a plant: stations in the order in which pieces pass them. */
import { GembaError, type Plant } from '../../model/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';

/** Who says in which order pieces pass the stations: the equipment tree, the caller, or what orders did (`learnLine`). */
export const flowSources = ['equipment-tree', 'given', 'orders'] as const;
export type FlowSource = (typeof flowSources)[number];

/** Units of one station do the same step, side by side; a piece passes one of them. */
export interface Line {
  /** Of the work center; of a line that is given or learned what its giver calls it. */
  readonly id: string;
  readonly name: string;
  /** Equipment ids of work units, from the first station to the last. */
  readonly stations: readonly (readonly string[])[];
  readonly flow: FlowSource;
}

/**
 * The production lines of the equipment tree: each work center of kind `productionLine`, its work units in plant-file order
 * being its stations. The tree cannot say that units stand side by side; such a line is given as a `Line`.
 *
 * @example listLines(plant)[0]?.stations // [['saw'], ['mill'], ['wash']]
 */
export function listLines({ equipment }: Plant): readonly Line[] {
  return equipment.all
    .filter(({ workCenterKind }) => workCenterKind === 'productionLine')
    .map(({ id, name }) => ({
      id,
      name,
      stations: equipment
        .listBelow(id)
        .filter(({ level }) => level === 'workUnit')
        .map((unit) => [unit.id as string]),
      flow: 'equipment-tree' as const,
    }))
    .filter(({ stations }) => stations.length > 0);
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
 */
export function placeUnits({ units }: Activity, { id: line, stations }: Line): readonly PlacedUnit[] {
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
