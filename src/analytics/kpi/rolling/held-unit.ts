/** What a stream holds of one work unit, and what was last worked out of it. */
import type { Equipment, FactTable, Plant } from '../../../model/index.ts';
import { emptySet, type Interval, type IntervalSet } from '../../../time/index.ts';
import { type Activity, createUnitActivity, type UnitActivity } from '../../activity.ts';
import { downRowsByUnit } from '../../maintenance/down-rows.ts';
import type { PieceGroup } from '../../piece-groups.ts';
import { type PreparedUnit, prepareUnit } from '../prepared-unit.ts';
import type { HeldRows } from './held-rows.ts';

export class HeldUnit {
  readonly equipment: Equipment;
  readonly production: HeldRows<'production'>;
  readonly equipmentState: HeldRows<'equipmentState'>;
  /** Its facts are others than those it was prepared from. */
  isDirty: boolean = true;
  unheard: IntervalSet = emptySet;
  #activity: UnitActivity | undefined;
  #prepared: PreparedUnit | undefined;

  constructor(equipment: Equipment, production: HeldRows<'production'>, equipmentState: HeldRows<'equipmentState'>) {
    this.equipment = equipment;
    this.production = production;
    this.equipmentState = equipmentState;
  }

  get activity(): UnitActivity {
    if (this.#activity === undefined) throw new RangeError(`${this.equipment.id} is read before it is prepared.`);
    return this.#activity;
  }

  get prepared(): PreparedUnit {
    if (this.#prepared === undefined) throw new RangeError(`${this.equipment.id} is read before it is prepared.`);
    return this.#prepared;
  }

  /**
   * As `prepareUnits` does of all units at once.
   *
   * @param hull holds the windows, now and for a while
   * @param stopsBefore where the last of the windows ends: stops that began later are of none of them
   */
  prepare(plant: Plant, groups: readonly PieceGroup[], hull: Interval, stopsBefore: number): void {
    const [production, equipmentState] = [this.production.table(), this.equipmentState.table()];
    const unit = createUnitActivity(plant, this.equipment, production, equipmentState, this.production.marks);
    const activity: Activity = { plant, production, equipmentState, groups, units: [unit], spoken: undefined };
    const [downRows = []] = downRowsByUnit(activity, stopsBefore);
    this.#activity = unit;
    this.#prepared = prepareUnit(activity, unit, downRows, { hull, unheard: this.unheard });
    this.isDirty = false;
  }

  /** Whether a stop began in `[fromAt, toAt)`. */
  hasStopIn(fromAt: number, toAt: number): boolean {
    return [this.production.table(), this.equipmentState.table()].some(
      ({ columns }: FactTable<'production' | 'equipmentState'>) => {
        const down = columns.state.dictionary.indexOf('down');
        if (down < 0) return false;
        for (let row = columns.startAt.length - 1; row >= 0 && (columns.startAt[row] as number) >= fromAt; row--)
          if (columns.state.codes[row] === down && Math.round(columns.startAt[row] as number) < toAt) return true;
        return false;
      },
    );
  }
}
