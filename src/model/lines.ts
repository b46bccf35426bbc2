/** What a plant file says of production lines that the equipment tree cannot: units side by side, and the drum. */
import type { EquipmentId } from './equipment.ts';

export interface LineConfig {
  /** Id of the equipment that is the line: above its work units, a production line as a rule. */
  readonly equipment: string;
  /** In the order of the flow: a work unit, or several that stand side by side. Default: its work units, one after the other. */
  readonly stations?: readonly (string | readonly string[])[] | undefined;
  /** The work unit by which the line is run. Default: found out. */
  readonly constraint?: string | undefined;
}

/** A line as the plant file has it; the tree's others are not among them. */
export interface PlantLine {
  readonly equipment: EquipmentId;
  readonly stations: readonly (readonly EquipmentId[])[];
  readonly constraint: EquipmentId | undefined;
}
