/**
 * Where a line's constraint lies, by who waits for whom: machines before it are blocked more than starved, those after it
 * starved more than blocked, and it waits least of its neighbours. That place is the turning point.
 *
 * Source: L. Li, Q. Chang, J. Ni, G. Xiao and S. Biller, "Bottleneck Detection of Manufacturing Systems Using Data Driven
 * Method", IEEE International Symposium on Assembly and Manufacturing (2007), and L. Li, Q. Chang and J. Ni, "Data driven
 * bottleneck detection of manufacturing systems", International Journal of Production Research 47 (2009).
 */

/** Waiting of a machine in a window, ms, or as shares of it. */
export interface Waiting {
  readonly blocked: number;
  readonly starved: number;
}

/**
 * Places of the turning points in machines that are listed in the order of the flow: one is the constraint; several cut the
 * line into parts that each have their own, of which the one that waits least is the line's; none where nobody waits, or
 * there are fewer than two machines.
 *
 * Of the first machine starving, and of the last blocking, is what its surroundings do to the line: a first machine turns
 * where it is not blocked more than starved and waits less than the second, a last one likewise.
 *
 * @example findTurningPoints([{ blocked: 30, starved: 0 }, { blocked: 2, starved: 3 }, { blocked: 0, starved: 25 }]) // [1]
 */
export function findTurningPoints(machines: readonly Waiting[]): readonly number[] {
  if (machines.length < 2 || machines.every(({ blocked, starved }) => blocked + starved === 0)) return [];
  return machines.flatMap((_, j) => (isTurningPoint(machines, j) ? [j] : []));
}

/** The turning point that waits least, the first of several; undefined where there is none. */
export function findConstraint(machines: readonly Waiting[]): number | undefined {
  const [first, ...others] = findTurningPoints(machines);
  if (first === undefined) return undefined;
  return others.reduce((least, j) => (waitingAt(machines, j) < waitingAt(machines, least) ? j : least), first);
}

function isTurningPoint(machines: readonly Waiting[], j: number): boolean {
  const [before, own, after] = [machines[j - 1], machines[j] as Waiting, machines[j + 1]];
  const waiting = own.blocked + own.starved;
  // From blocked to starved: what is before is held up by it or by what is after it, what is after waits for it.
  const turnsIn = before === undefined || before.blocked > before.starved;
  const turnsOut = after === undefined || after.starved > after.blocked;
  const waitsLeast =
    (before === undefined || waiting < before.blocked + before.starved) &&
    (after === undefined || waiting < after.blocked + after.starved);
  return turnsIn && turnsOut && waitsLeast;
}

function waitingAt(machines: readonly Waiting[], j: number): number {
  const { blocked, starved } = machines[j] as Waiting;
  return blocked + starved;
}
