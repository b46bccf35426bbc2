/** What a counter's readings say was counted. */

/**
 * How much a counter grew from one reading to the next. A fall is a roll-over where the counter has one and it makes an
 * increase of less than half of it; else the counter was set back, and counted what it shows now.
 *
 * @param rolloverAt the count at which it begins anew at 0
 * @example increaseOf(65_530, 4, 65_536) // 10
 * @example increaseOf(900, 4, 65_536) // 4: a roll-over would have counted 64,640
 */
export function increaseOf(before: number, now: number, rolloverAt?: number): number {
  if (now >= before) return now - before;
  return isRollover(before, now, rolloverAt) ? now + (rolloverAt as number) - before : Math.max(0, now);
}

/** Whether a fall is a roll-over, and so no reset. */
export function isRollover(before: number, now: number, rolloverAt?: number): boolean {
  if (now >= before || rolloverAt === undefined) return false;
  const rolled = now + rolloverAt - before;
  return rolled >= 0 && rolled < rolloverAt / 2;
}

/** What was counted so far; a mutable record. */
export interface Counted {
  increase: number;
  resetCount: number;
  rolloverCount: number;
}

/** Adds what a counter counted from one reading to the next; nothing where one of them is NaN. */
export function addIncrease(counted: Counted, before: number, now: number, rolloverAt?: number): void {
  if (now > before) counted.increase += now - before;
  else if (now < before) {
    counted.increase += increaseOf(before, now, rolloverAt);
    if (isRollover(before, now, rolloverAt)) counted.rolloverCount++;
    else counted.resetCount++;
  }
}
