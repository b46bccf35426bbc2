/** A plant's ids as numbers, in the order of its input: lines, machines, products, crews. */
import {
  addDays,
  createShiftCalendar,
  createZone,
  type Interval,
  type ProductionDay,
  parseWallTime,
  productionDayOf,
  type ShiftCalendar,
  type Zone,
} from '../../time/index.ts';
import type { SimulatedLine, SimulatedMachine, SimulatedPlantInput, SimulatedProduct } from './input.ts';
import { listSimulationProblems } from './problems.ts';

export interface PlantLayout {
  readonly input: SimulatedPlantInput;
  readonly zone: Zone;
  readonly calendar: ShiftCalendar;
  readonly days: readonly ProductionDay[];
  /** All days together. */
  readonly horizon: Interval;
  readonly machines: readonly SimulatedMachine[];
  readonly lineOf: Int32Array;
  /** First machine of each line. */
  readonly firstOf: Int32Array;
  readonly lines: readonly SimulatedLine[];
  readonly products: readonly SimulatedProduct[];
  machineIndex(id: string): number;
  productIndex(id: string): number;
  crewIndex(id: string): number;
}

/** @throws RangeError with everything that is wrong with the input */
export function layOut(input: SimulatedPlantInput): PlantLayout {
  const problems = listSimulationProblems(input);
  if (problems.length > 0)
    throw new RangeError(
      `The simulated plant '${input.id}' has problems:\n${problems.map(({ path, message }) => `  ${path}: ${message}`).join('\n')}`,
    );
  const zone = createZone(input.zone);
  const dayStart = parseWallTime(input.dayStart) as number;
  const days = Array.from({ length: input.days }, (_, i) => productionDayOf(zone, dayStart, addDays(input.from, i)));
  const machines = input.lines.flatMap((line) => line.machines);
  const firstOf = new Int32Array(input.lines.length);
  const lineOf = new Int32Array(machines.length);
  let first = 0;
  input.lines.forEach((line, i) => {
    firstOf[i] = first;
    lineOf.fill(i, first, first + line.machines.length);
    first += line.machines.length;
  });
  return {
    input,
    zone,
    calendar: createShiftCalendar(input.calendar, zone),
    days,
    horizon: { fromAt: days[0]?.fromAt ?? 0, toAt: days.at(-1)?.toAt ?? 0 },
    machines,
    lineOf,
    firstOf,
    lines: input.lines,
    products: input.products,
    machineIndex: indexBy(machines),
    productIndex: indexBy(input.products),
    crewIndex: indexBy(input.crews),
  };
}

function indexBy(items: readonly { readonly id: string }[]): (id: string) => number {
  const places = new Map(items.map(({ id }, i) => [id, i]));
  return (id) => places.get(id) as number;
}
