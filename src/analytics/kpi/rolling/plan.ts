/** What a question comes to in a plant: which rows are worked out, and which of them make each row of the answer. */
import { type Equipment, type EquipmentLevel, equipmentLevels, type Plant } from '../../../model/index.ts';
import { compareText } from '../../compare-text.ts';
import type { UnitWindow } from '../unit-elements.ts';
import type { KpiGroup } from './answer.ts';
import type { KpiDimension, KpiQuestion, KpiWindow } from './question.ts';

/** A window, or what a shift is worked of it. */
export interface WindowPart extends UnitWindow {
  readonly window: number;
  /** `''` where shifts are not asked for. */
  readonly shift: string;
}

export interface KpiPlan {
  readonly windows: readonly KpiWindow[];
  readonly parts: readonly WindowPart[];
  readonly groups: readonly KpiGroup[];
  /** Row of the answer by row `unit × parts + part`; −1: in none. */
  readonly rowOf: Int32Array;
}

export type PlanQuestion = Pick<KpiQuestion, 'groupBy' | 'equipment'>;

/**
 * @throws GembaError `unknown-name` for equipment that the plant does not have
 */
export function planKpis(
  plant: Plant,
  units: readonly Equipment[],
  windows: readonly KpiWindow[],
  { groupBy = [], equipment }: PlanQuestion,
): KpiPlan {
  const parts = listParts(plant, windows, groupBy);
  const isAsked = createFilter(plant, equipment);
  const keysOfUnits = units.map((unit) => (isAsked(unit) ? keyOfUnit(plant, unit, groupBy) : undefined));
  const groups = new Map<string, KpiGroup>();
  const names: (string | undefined)[] = [];
  for (const key of keysOfUnits)
    for (const { shift } of parts) {
      if (key === undefined) {
        names.push(undefined);
        continue;
      }
      const whole = groupBy.includes('shift') ? { ...key, shift } : key;
      const name = nameOf(whole, groupBy);
      names.push(name);
      if (!groups.has(name)) groups.set(name, { key: whole });
    }
  const sorted = [...groups].sort(createOrder(plant, groupBy));
  const placeOf = new Map(sorted.map(([name], place) => [name, place]));
  const rowOf = Int32Array.from(names, (name, row) => {
    if (name === undefined) return -1;
    const { window } = parts[row % parts.length] as WindowPart;
    return (placeOf.get(name) as number) * windows.length + window;
  });
  return { windows, parts, groups: sorted.map(([, group]) => group), rowOf };
}

export function listParts(
  plant: Plant,
  windows: readonly KpiWindow[],
  groupBy: readonly KpiDimension[],
): readonly WindowPart[] {
  return groupBy.includes('shift') ? listShiftParts(plant, windows) : windows.map(wholePart);
}

function wholePart({ fromAt, toAt }: KpiWindow, window: number): WindowPart {
  return { fromAt, toAt, window, shift: '' };
}

/** Time outside shifts is in none of them. */
function listShiftParts(plant: Plant, windows: readonly KpiWindow[]): WindowPart[] {
  return windows.flatMap((window, place) =>
    plant.listShifts(window).map((shift) => ({
      fromAt: Math.max(shift.fromAt, window.fromAt),
      toAt: Math.min(shift.toAt, window.toAt),
      asOfAt: window.fromAt,
      window: place,
      shift: shift.name,
    })),
  );
}

export function createFilter(plant: Plant, equipment: readonly string[] | undefined): (unit: Equipment) => boolean {
  if (equipment === undefined) return () => true;
  const asked = new Set(equipment.flatMap((id) => plant.equipment.listBelow(id)).map(({ id }) => id as string));
  return ({ id }) => asked.has(id);
}

function isLevel(dimension: KpiDimension): dimension is KpiDimension & EquipmentLevel {
  return (equipmentLevels as readonly string[]).includes(dimension);
}

export function keyOfUnit(plant: Plant, unit: Equipment, groupBy: readonly KpiDimension[]): KpiGroup['key'] {
  return Object.fromEntries(groupBy.filter(isLevel).map((level) => [level, ancestorOf(plant, unit, level)]));
}

/** `''` where it has none of that level. */
function ancestorOf(plant: Plant, unit: Equipment, level: EquipmentLevel): string {
  let one: Equipment | undefined = unit;
  while (one !== undefined && one.level !== level)
    one = one.parent === undefined ? undefined : plant.equipment.get(one.parent);
  return one?.id ?? '';
}

export function nameOf(key: KpiGroup['key'], groupBy: readonly KpiDimension[]): string {
  return JSON.stringify(groupBy.map((dimension) => key[dimension] ?? ''));
}

/** Equipment as the plant file has it, all else by its text; what has none first. */
export function createOrder(
  plant: Plant,
  groupBy: readonly KpiDimension[],
): (a: readonly [string, KpiGroup], b: readonly [string, KpiGroup]) => number {
  const placeOf = new Map(plant.equipment.all.map(({ id }, place) => [id as string, place + 1]));
  return ([, a], [, b]) => {
    for (const dimension of groupBy) {
      const [left, right] = [a.key[dimension] ?? '', b.key[dimension] ?? ''];
      const order = isLevel(dimension)
        ? (placeOf.get(left) ?? 0) - (placeOf.get(right) ?? 0)
        : compareText(left, right);
      if (order !== 0) return order;
    }
    return 0;
  };
}
