/** When orders came to a line and left it, by what was reported before an instant. */
import { splitCount } from '../split-count.ts';
import type { LineReports } from './line-reports.ts';
import type { Items } from './littles-law.ts';

/** Orders that were on the line, in columns. */
export interface OrderPassages extends Items {
  readonly length: number;
  /** Code of the order, as its reports have it. */
  readonly order: Uint32Array;
  /** Place of an order by its code; −1: it was not on the line. */
  readonly placeOf: Int32Array;
  /** 1 where its first report is of the first station: else it came before the facts, or by another way. */
  readonly isEntrySeen: Uint8Array;
  /**
   * End of its last report, where that is of the last station and the order is short of its quantity, or that is unknown: it has left,
   * or more of it comes; nobody says. `NaN` else. `leaveAt` is infinite then.
   */
  readonly perhapsLeftAt: Float64Array;
  /** Ordered quantity, the greatest reported; `NaN` where none was. */
  readonly ordered: Float64Array;
}

/**
 * An order comes with its first report and leaves with the last one of finished pieces, once what the last station completed and
 * what any scrapped reach its quantity. Reports that name no order are of none. Rework counts no pieces.
 */
export function orderPassages(reports: LineReports, at: number): OrderPassages {
  const size = reports.orderCount;
  const column = (fill: number): Float64Array => new Float64Array(size).fill(fill);
  const [enterAt, lastAt, outAt] = [column(Infinity), column(-Infinity), column(-Infinity)];
  const [enterStation, lastStation] = [column(Infinity), column(-1)];
  const [done, ordered] = [column(0), column(Number.NaN)];
  const lastPlace = reports.stationCount - 1;
  for (let i = 0; i < reports.length; i++) {
    const order = reports.order[i] as number;
    const [s, endAt] = [reports.startAt[i] as number, reports.endAt[i] as number];
    if (order === 0 || s >= at) continue;
    const station = reports.station[i] as number;
    const e = Math.min(endAt, at);
    if (s < (enterAt[order] as number)) [enterAt[order], enterStation[order]] = [s, station];
    else if (s === enterAt[order]) enterStation[order] = Math.min(enterStation[order] as number, station);
    if (e > (lastAt[order] as number)) [lastAt[order], lastStation[order]] = [e, station];
    else if (e === lastAt[order]) lastStation[order] = Math.max(lastStation[order] as number, station);
    const count = reports.ordered[i] as number;
    if (count > 0 && !(count <= (ordered[order] as number))) ordered[order] = count;
    const finished = station === lastPlace ? (reports.completed[i] as number) : 0;
    const out = splitCount(finished + (reports.scrap[i] as number), s, endAt, -Infinity, at);
    if (out === 0) continue;
    done[order] = (done[order] as number) + out;
    outAt[order] = Math.max(outAt[order] as number, e);
  }
  const order = Uint32Array.from(enterAt.keys().filter((code) => (enterAt[code] as number) < Infinity));
  const placeOf = new Int32Array(size).fill(-1);
  order.forEach((code, place) => {
    placeOf[code] = place;
  });
  const isComplete = (code: number): boolean => (done[code] as number) >= (ordered[code] as number);
  const pick = (of: (code: number) => number): Float64Array => Float64Array.from(order, of);
  return {
    length: order.length,
    order,
    placeOf,
    enterAt: pick((code) => enterAt[code] as number),
    leaveAt: pick((code) => (isComplete(code) ? (outAt[code] as number) : Infinity)),
    isEntrySeen: Uint8Array.from(order, (code) => (enterStation[code] === 0 ? 1 : 0)),
    perhapsLeftAt: pick((code) =>
      !isComplete(code) && lastStation[code] === lastPlace && (lastAt[code] as number) < at
        ? (lastAt[code] as number)
        : Number.NaN,
    ),
    ordered: pick((code) => ordered[code] as number),
  };
}
