/** How long orders take through a line, and how many are on it: lead time, and Little's law of both. */
import { bounded, exactly, type Known, unknown } from '../../model/index.ts';
import { median } from '../../stats/index.ts';
import type { Interval } from '../../time/index.ts';
import { type LittlesLaw, littlesLaw } from './littles-law.ts';
import type { OrderPassages } from './order-passages.ts';

export interface LeadTimes {
  /** Orders that left in the window, whose coming was seen. */
  readonly orders: number;
  /** Of these, from first report to last finished piece, ms; unknown where there are none. */
  readonly meanMs: Known;
  readonly medianMs: Known;
  /** Orders that left in the window and were on the line before its first station reported them: their lead time is unknown. */
  readonly ordersWithoutEntry: number;
  /** Orders last seen at the last station, short of their quantity, or of an unknown one: nobody says whether they have left. */
  readonly ordersPerhapsLeft: number;
  /**
   * Mean number of orders on the line: `value` as if those that perhaps left have, `high` as if they have not. Unknown where the
   * coming of an order that was on it was not seen: it may have been on the line since before; `ordersAtLeast` is known.
   */
  readonly meanOrders: Known;
  readonly ordersAtLeast: number;
  /** Of the orders seen, as if those that perhaps left have. */
  readonly law: LittlesLaw;
}

export function leadTimes(passages: OrderPassages, window: Interval): LeadTimes {
  const { enterAt, leaveAt, isEntrySeen, perhapsLeftAt } = passages;
  const law = littlesLaw({ enterAt, leaveAt: leftAt(passages) }, window);
  const stayed = littlesLaw(passages, window);
  const times: number[] = [];
  let [ordersWithoutEntry, ordersPerhapsLeft, openEntries] = [0, 0, 0];
  for (let i = 0; i < passages.length; i++) {
    const [enter, leave] = [enterAt[i] as number, leaveAt[i] as number];
    const isIn = leave > window.fromAt && enter < window.toAt;
    const isSeen = isEntrySeen[i] === 1;
    // One that came before the window was on the line in it wherever it came from.
    if (isIn && !isSeen && enter > window.fromAt) openEntries++;
    if ((perhapsLeftAt[i] as number) > window.fromAt) ordersPerhapsLeft++;
    if (leave <= window.fromAt || leave > window.toAt) continue;
    if (isSeen) times.push(leave - enter);
    else ordersWithoutEntry++;
  }
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  return {
    orders: times.length,
    meanMs: times.length > 0 ? exactly(mean) : unknown('not-in-the-data'),
    medianMs: times.length > 0 ? exactly(median(times) as number) : unknown('not-in-the-data'),
    ordersWithoutEntry,
    ordersPerhapsLeft,
    meanOrders:
      openEntries > 0 ? unknown('not-in-the-data') : bounded(law.meanInSystem, law.meanInSystem, stayed.meanInSystem),
    ordersAtLeast: law.meanInSystem,
    law,
  };
}

/** When orders left, as if those that perhaps have left did so with their last report. */
export function leftAt({ leaveAt, perhapsLeftAt }: OrderPassages): Float64Array {
  return leaveAt.map((at, i) => (Number.isNaN(perhapsLeftAt[i]) ? at : (perhapsLeftAt[i] as number)));
}
