/**
 * A second computation of the figures, from the raw rows of the demo's log by plain loops over minutes. It shares no
 * code with the library and is written to be read beside `what the figures mean`, not to be fast.
 */
import { type PlainRow, plainRows, utcMinute } from './plain-log.ts';

export interface PlainTimes {
  window: number;
  run: number;
  setup: number;
  down: number;
  silent: number;
  planned: number;
  extra: number;
  silentPlanned: number;
}

const dayMinutes = 1440;

/** Sunday to Thursday always, Friday until 13:00, Saturday from 22:00, each production day beginning at 07:00 local. */
export function isPlannedMinute(minute: number): boolean {
  const local = minute + (minute >= utcMinute('2012-03-30T03:00') ? 180 : 120);
  const sinceDayStart = (((local - 420) % dayMinutes) + dayMinutes) % dayMinutes;
  // 1970-01-01 was a Thursday: Sunday is 0.
  const weekday = (Math.floor((local - 420) / dayMinutes) + 4) % 7;
  if (weekday === 5) return sinceDayStart < 6 * 60;
  if (weekday === 6) return sinceDayStart >= 15 * 60;
  return true;
}

/** Marks each minute of the window by what was reported in it, and counts the marks. Minutes are UTC epoch minutes. */
export function plainTimes(resource: string, from: number, to: number, staffed = true): PlainTimes {
  const marks = new Map([
    ['D', new Uint8Array(to - from)],
    ['S', new Uint8Array(to - from)],
    ['B', new Uint8Array(to - from)],
  ]);
  for (const row of plainRows) {
    if (row.resource !== resource) continue;
    const mark = marks.get(row.type) as Uint8Array;
    for (let minute = Math.max(row.start, from); minute < Math.min(row.end, to); minute++) mark[minute - from] = 1;
  }
  const t = { window: to - from, run: 0, setup: 0, down: 0, silent: 0, planned: 0, extra: 0, silentPlanned: 0 };
  for (let i = 0; i < to - from; i++) {
    const planned = staffed && isPlannedMinute(from + i);
    if (planned) t.planned++;
    if (marks.get('B')?.[i] === 1) t.down++;
    else if (marks.get('D')?.[i] === 1) t.run++;
    else if (marks.get('S')?.[i] === 1) t.setup++;
    else {
      t.silent++;
      if (planned) t.silentPlanned++;
      continue;
    }
    if (!planned) t.extra++;
  }
  return t;
}

/** Whole pieces of a report within the window: what is done by its end less what was done by its start. */
export function plainShare(count: number, row: PlainRow, from: number, to: number): number {
  if (row.start === row.end) return row.start >= from && row.start < to ? count : 0;
  const doneBy = (minute: number): number => {
    const clipped = Math.min(Math.max(minute, row.start), row.end);
    return Math.floor((count * (clipped - row.start) * 60_000) / ((row.end - row.start) * 60_000));
  };
  return doneBy(to) - doneBy(from);
}

export function plainPieces(resource: string, from: number, to: number) {
  const sum = { completed: 0, scrap: 0, hold: 0 };
  for (const row of plainRows) {
    if (row.resource !== resource) continue;
    sum.completed += plainShare(row.completed, row, from, to);
    sum.scrap += plainShare(row.scrap, row, from, to);
    sum.hold += plainShare(row.hold, row, from, to);
  }
  return sum;
}

/** Low: Packing. High: Final Inspection too, of orders that nobody had begun to pack by the window's end. */
export function plainFinished(from: number, to: number) {
  const packed = new Set(
    plainRows.filter(({ operation, start }) => operation === 'Packing' && start < to).map(({ order }) => order),
  );
  let low = 0;
  let inspected = 0;
  for (const row of plainRows) {
    if (row.rework) continue;
    const count = plainShare(row.completed, row, from, to);
    if (row.operation === 'Packing') low += count;
    if (row.operation === 'Final Inspection Q.C.' && !packed.has(row.order)) inspected += count;
  }
  return { low, high: low + inspected };
}

/** Minutes of a production report, each minute shared by the production reports of its resource that cover it. */
function sharedMinutes(row: PlainRow, from: number, to: number, withoutDown: boolean): number {
  let sum = 0;
  const near = plainRows.filter(
    (other) => other.resource === row.resource && other.start < row.end && other.end > row.start,
  );
  for (let minute = Math.max(row.start, from); minute < Math.min(row.end, to); minute++) {
    const covers = (other: PlainRow): boolean => other.start <= minute && minute < other.end;
    if (withoutDown && near.some((other) => other.type === 'B' && covers(other))) continue;
    sum += 1 / near.filter((other) => other.type === 'D' && covers(other)).length;
  }
  return sum;
}

const taught = plainRows
  .filter((row) => row.type === 'D' && row.completed + row.scrap + row.hold > 0)
  .map((row) => {
    const pieces = row.completed + row.scrap + row.hold;
    return { row, pieces, minutesPerPiece: sharedMinutes(row, row.start, row.end, false) / pieces };
  });

/** Best demonstrated minutes per piece: the tenth part of the pieces was made at least as fast. */
export function plainIdealMinutes(product: string, operation: string, asOf: number): number | undefined {
  const known = taught.filter(({ row }) => row.operation === operation && row.end <= asOf);
  const own = known.filter(({ row }) => row.product === product);
  const sample = own.length >= 5 ? own : known;
  if (sample.length < 5) return undefined;
  const sorted = [...sample].sort((a, b) => a.minutesPerPiece - b.minutesPerPiece);
  const total = sorted.reduce((sum, { pieces }) => sum + pieces, 0);
  let before = 0;
  for (const { pieces, minutesPerPiece } of sorted) {
    before += pieces;
    if (before * 10 >= total) return minutesPerPiece;
  }
  return undefined;
}

/** Ideal minutes of what was made, and run minutes less those of reports whose pieces have no ideal time. */
export function plainPerformance(resource: string, from: number, to: number) {
  let [ideal, uncovered, pieces, without] = [0, 0, 0, 0];
  for (const row of plainRows) {
    if (row.resource !== resource) continue;
    const made =
      plainShare(row.completed, row, from, to) +
      plainShare(row.scrap, row, from, to) +
      plainShare(row.hold, row, from, to);
    if (made === 0) continue;
    pieces += made;
    const minutes = plainIdealMinutes(row.product, row.operation, from);
    if (minutes === undefined) {
      without += made;
      if (row.type === 'D') uncovered += sharedMinutes(row, from, to, true);
    } else ideal += made * minutes;
  }
  const { run } = plainTimes(resource, from, to);
  return { ideal, covered: pieces > 0 && pieces === without ? 0 : run - uncovered, pieces, without };
}
