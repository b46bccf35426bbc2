/**
 * A second computation of what the daily report's readers are given, from the raw rows of the demo's log by plain loops.
 * It shares no code with the library. Minutes are UTC epoch minutes.
 */
import { plainShare } from './plain-figures.ts';
import { type PlainRow, plainRows } from './plain-log.ts';

const ever = -1e9;

/** Sums of the hour that begins at each minute of `starts`, all resources. */
export function plainHours(starts: readonly number[], end: number) {
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? end;
    const sum = { completed: 0, scrap: 0, hold: 0, finished: 0, runMinutes: 0 };
    for (const row of plainRows) {
      sum.completed += plainShare(row.completed, row, from, to);
      sum.scrap += plainShare(row.scrap, row, from, to);
      sum.hold += plainShare(row.hold, row, from, to);
      if (row.operation === 'Packing' && !row.rework) sum.finished += plainShare(row.completed, row, from, to);
    }
    const near = plainRows.filter(({ start, end, type }) => start < to && end > from && type !== 'S');
    for (const [, rows] of Map.groupBy(near, ({ resource }) => resource))
      for (let minute = from; minute < to; minute++) {
        const now = rows.filter(({ start, end }) => start <= minute && minute < end);
        if (now.length > 0 && now.every(({ type }) => type === 'D')) sum.runMinutes++;
      }
    return sum;
  });
}

/** What is known of every order at `to`. */
export function plainOrders(from: number, to: number) {
  const orders = Map.groupBy(
    plainRows.filter(({ start, type }) => start < to && type !== 'B'),
    ({ order }) => order,
  );
  return [...orders].map(([order, rows]) => {
    const isPacked = rows.some(({ operation }) => operation === 'Packing');
    const count = (a: number, operation: string): number =>
      rows
        .filter((row) => row.operation === operation && !row.rework)
        .reduce((sum, row) => sum + plainShare(row.completed, row, a, to), 0);
    const low = count(from, 'Packing');
    const lowEver = count(ever, 'Packing');
    const highEver = lowEver + (isPacked ? 0 : count(ever, 'Final Inspection Q.C.'));
    const scrap = rows.reduce((sum, row) => sum + plainShare(row.scrap, row, ever, to), 0);
    const lastEnd = Math.max(...rows.map(({ end }) => end));
    const last = rows.filter(({ end }) => end === lastEnd);
    const ordered = rows[0]?.ordered ?? 0;
    return {
      order,
      ordered,
      low,
      high: low + (isPacked ? 0 : count(from, 'Final Inspection Q.C.')),
      lowEver,
      highEver,
      scrap,
      firstStart: Math.min(...rows.map(({ start }) => start)),
      lastEnd: Math.min(lastEnd, to),
      lastOperations: [...new Set(last.map(({ operation }) => operation))],
      isRunning: rows.some(({ end }) => end >= to),
      isComplete: highEver + scrap >= ordered,
    };
  });
}

export function plainCompletedAt(order: string, operation: string, to: number): number {
  return plainRows
    .filter((row) => row.order === order && row.operation === operation && row.start < to && row.type !== 'B')
    .reduce((sum, row) => sum + plainShare(row.completed, row, ever, to), 0);
}

/** Made, scrapped and held pieces by `product|operation`. */
export function plainDefects(from: number, to: number) {
  const sums = new Map<string, { made: number; scrap: number; hold: number }>();
  for (const row of plainRows) {
    const key = `${row.product}|${row.operation}`;
    const sum = sums.get(key) ?? { made: 0, scrap: 0, hold: 0 };
    sums.set(key, sum);
    const [scrap, hold] = [plainShare(row.scrap, row, from, to), plainShare(row.hold, row, from, to)];
    sum.made += plainShare(row.completed, row, from, to) + scrap + hold;
    sum.scrap += scrap;
    sum.hold += hold;
  }
  return sums;
}

/** Breakdowns of a resource that began in a span, joined where they touch, as far as known at `known`. */
export function plainFailures(resource: string, from: number, to: number, known: number) {
  const down = new Set<number>();
  let lastMinute = 0;
  for (const row of plainRows)
    if (row.resource === resource && row.type === 'B' && row.start < known)
      for (let minute = row.start; minute < row.end; minute++) {
        down.add(minute);
        lastMinute = Math.max(lastMinute, minute);
      }
  const lengths: number[] = [];
  let failures = 0;
  for (let minute = from; minute < to; minute++) {
    if (!down.has(minute) || down.has(minute - 1)) continue;
    failures++;
    let end = minute;
    while (end <= lastMinute && down.has(end)) end++;
    if (end < known) lengths.push(end - minute);
  }
  return { failures, repairs: lengths.length, repairMinutes: lengths.reduce((sum, length) => sum + length, 0) };
}

/** Reports with scrap that touch a span, and the minutes since the last setup on their resource. */
export function plainScrapContexts(from: number, to: number) {
  return plainRows
    .filter((row) => plainShare(row.scrap, row, from, to) > 0)
    .map((row) => ({ row, scrap: plainShare(row.scrap, row, from, to), sinceSetup: sinceSetup(row) }));
}

function sinceSetup(row: PlainRow): number | undefined {
  let least: number | undefined;
  for (const other of plainRows)
    if (other.resource === row.resource && other.type === 'S' && other.start <= row.start && other.end > other.start)
      least = Math.min(least ?? Number.POSITIVE_INFINITY, Math.max(0, row.start - other.end));
  return least;
}

/** The state of a resource in the minute before `at`, and when that state began. */
export function plainState(resource: string, at: number) {
  const rows = plainRows.filter((row) => row.resource === resource && row.start < at);
  const stateOf = (minute: number): string => {
    const types = rows.filter(({ start, end }) => start <= minute && minute < end).map(({ type }) => type);
    if (types.includes('B')) return 'down';
    if (types.includes('D')) return 'running';
    return types.includes('S') ? 'setup' : 'silent';
  };
  const state = stateOf(at - 1);
  const first = Math.min(...rows.map(({ start }) => start));
  let since = at - 1;
  while (since - 1 >= first && stateOf(since - 1) === state) since--;
  return { state, since: rows.length === 0 || (state === 'silent' && since <= first) ? undefined : since };
}
