/** The order of units where nobody configured a line: by the orders that passed them. */
import { exactly, type Known, unknown } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { lowerBound } from '../reports-in.ts';
import type { Line } from './line.ts';

export interface LearnedLine extends Line {
  readonly flow: 'orders';
  /** Orders that were seen on two or more of the units. */
  readonly orders: number;
  /**
   * Of all pairs of units that an order passed one after the other, the share that passed them in this order. A serial line
   * has nearly 1; a job shop, whose routes differ, has less. Unknown where no order passed two units.
   */
  readonly agreementRatio: Known;
}

/**
 * Orders the units by majority: a unit comes before those at which most orders that passed both were later. A unit stands
 * before another the more units it goes before (Copeland's rule); those that go before as many stay in the order given. Rework
 * and reports that name no order teach nothing; an order is at a unit from the start of its first report there.
 *
 * Source of the rule: A. H. Copeland, "A reasonable social welfare function", University of Michigan (1951).
 *
 * @param window of the reports that teach: those that start in it
 * @param units which units; default: all that have reports in it
 * @example learnLine(activity, quarter, ['saw', 'mill', 'wash']).agreementRatio
 */
export function learnLine(activity: Activity, window: Interval, units?: readonly string[]): LearnedLine {
  const wanted = units === undefined ? undefined : new Set(units);
  const own = activity.units.filter(({ equipment, reports }) => {
    if (wanted !== undefined) return wanted.has(equipment.id);
    return lowerBound(reports.startAt, window.fromAt) < lowerBound(reports.startAt, window.toAt);
  });
  const routes = listRoutes({ ...activity, units: own }, window);
  const count = own.length;
  const before = new Uint32Array(count * count);
  let [orders, pairs] = [0, 0];
  for (const { unit, at } of routes) {
    if (unit.length > 1) orders++;
    for (let i = 0; i < unit.length; i++)
      for (let j = i + 1; j < unit.length; j++) {
        if (at[i] === at[j]) continue;
        const isEarlier = (at[i] as number) < (at[j] as number);
        const [a, b] = (isEarlier ? [unit[i], unit[j]] : [unit[j], unit[i]]) as [number, number];
        before[a * count + b] = (before[a * count + b] as number) + 1;
        pairs++;
      }
  }
  const order = orderByMajority(before, count);
  let agreed = 0;
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) agreed += before[(order[i] as number) * count + (order[j] as number)] as number;
  return {
    id: 'learned',
    name: 'Learned from orders',
    stations: order.map((place) => [own[place]?.equipment.id as string]),
    flow: 'orders',
    orders,
    agreementRatio: pairs > 0 ? exactly(agreed / pairs) : unknown('not-in-the-data'),
  };
}

/** Units that an order passed, and when it came to each first. */
interface Route {
  readonly unit: number[];
  readonly at: number[];
}

function listRoutes({ units, production }: Activity, { fromAt, toAt }: Interval): Iterable<Route> {
  const { codes } = production.columns.workOrder;
  const byOrder = new Map<number, Route>();
  units.forEach(({ reports }, unit) => {
    const until = lowerBound(reports.startAt, toAt);
    for (let i = lowerBound(reports.startAt, fromAt); i < until; i++) {
      const order = codes[reports.row[i] as number] as number;
      if (order === 0 || reports.isRework[i] === 1) continue;
      const route = byOrder.get(order) ?? { unit: [], at: [] };
      byOrder.set(order, route);
      // Reports of a unit come by start, so the order's first one there is the one that is seen first.
      if (route.unit.at(-1) === unit) continue;
      route.unit.push(unit);
      route.at.push(reports.startAt[i] as number);
    }
  });
  return byOrder.values();
}

function orderByMajority(before: Uint32Array, count: number): number[] {
  const wins = Array.from({ length: count }, (_, a) => {
    let sum = 0;
    for (let b = 0; b < count; b++)
      sum += Math.sign((before[a * count + b] as number) - (before[b * count + a] as number));
    return sum;
  });
  return wins.map((_, place) => place).sort((a, b) => (wins[b] as number) - (wins[a] as number) || a - b);
}
