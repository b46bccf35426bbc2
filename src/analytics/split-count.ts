/**
 * The whole pieces of a report that fall into a window: `⌊q·(b−s)/(e−s)⌋ − ⌊q·(a−s)/(e−s)⌋`, `a` and `b` being the
 * window clipped to the report. Adjacent windows add up to the quantity. A report of an instant (`s = e`) belongs whole
 * to the window that contains it.
 *
 * @example splitCount(10, 0, 60_000, 0, 20_000) // 3
 */
export function splitCount(count: number, startAt: number, endAt: number, fromAt: number, toAt: number): number {
  if (count === 0) return 0;
  if (endAt <= startAt) return startAt >= fromAt && startAt < toAt ? count : 0;
  const before = fromAt <= startAt ? 0 : Math.min(fromAt, endAt) - startAt;
  const until = toAt >= endAt ? endAt - startAt : Math.max(toAt, startAt) - startAt;
  if (until <= before) return 0;
  const length = endAt - startAt;
  return floorShare(count, until, length) - floorShare(count, before, length);
}

/** Exact also where `count · part` would not fit a double: quotients of whole numbers below 2^53 are then split. */
function floorShare(count: number, part: number, length: number): number {
  if (part === length) return count;
  const product = count * part;
  if (Number.isSafeInteger(product) || !Number.isInteger(count)) return Math.floor(product / length);
  return Number((BigInt(count) * BigInt(part)) / BigInt(length));
}
