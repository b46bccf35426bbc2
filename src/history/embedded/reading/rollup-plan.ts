/** Which rows of rollups, and which readings, answer buckets: the coarsest that lie wholly within one. Pure. */
import type { RollupLevel } from '../../../analytics/index.ts';
import { hourMs, type Interval, minuteMs } from '../../../time/index.ts';
import type { RollupPart } from '../rollups/rollup-segment.ts';

/** Time that rows of a file, or readings, answer. */
export type ResamplePiece =
  | ({ readonly kind: 'rollup'; readonly level: RollupLevel; readonly part: RollupPart } & Interval)
  | ({ readonly kind: 'reading' } & Interval);
type RollupPiece = Extract<ResamplePiece, { kind: 'rollup' }>;

export interface PlanInput {
  /** What is asked for, cut at the edges of buckets that lie within it. */
  readonly window: Interval;
  readonly edges: Float64Array;
  /** From coarse to fine. */
  readonly levels: readonly RollupLevel[];
  /** What the files of a level answer now, in order and without overlap. */
  readonly coverOf: (level: RollupLevel, window: Interval) => readonly RollupPart[];
  /** Days or shifts that begin in a window, whole, by their begin. */
  readonly listUnits: (level: 'day' | 'shift', window: Interval) => readonly Interval[];
}

/** Pieces in the order of time, each instant of the window in one of them. */
export function planResample(input: PlanInput): ResamplePiece[] {
  const { window, levels, coverOf } = input;
  const rollups: RollupPiece[] = [];
  let open: readonly Interval[] = window.fromAt < window.toAt ? [window] : [];
  for (const level of levels) {
    if (open.length === 0) break;
    const parts = coverOf(level, window);
    if (parts.length === 0) continue;
    const pieces =
      level === 'day' || level === 'shift'
        ? takeUnits(input, level, parts, open)
        : takeSteps(input, level, parts, open);
    if (pieces.length === 0) continue;
    rollups.push(...pieces);
    open = without(open, pieces);
  }
  const readings = open.map((interval): ResamplePiece => ({ kind: 'reading', ...interval }));
  return [...rollups, ...readings].sort((a, b) => a.fromAt - b.fromAt);
}

const stepMsOf = { minute: minuteMs, hour: hourMs } as const;

function takeSteps(
  { edges }: PlanInput,
  level: 'minute' | 'hour',
  parts: readonly RollupPart[],
  open: readonly Interval[],
): RollupPiece[] {
  const stepMs = stepMsOf[level];
  // Where all edges are borders of rows, none lies across one.
  const areBorders = edges.every((edge) => edge % stepMs === 0);
  const pieces: RollupPiece[] = [];
  for (const [interval, part] of overlaps(open, parts)) {
    const buckets = areBorders ? [interval] : cutAt(edges, interval);
    for (const bucket of buckets) {
      const fromAt = Math.ceil(bucket.fromAt / stepMs) * stepMs;
      const toAt = Math.floor(bucket.toAt / stepMs) * stepMs;
      if (fromAt < toAt) addPiece(pieces, { kind: 'rollup', level, part, fromAt, toAt });
    }
  }
  return pieces;
}

function takeUnits(
  { edges, listUnits, window }: PlanInput,
  level: 'day' | 'shift',
  parts: readonly RollupPart[],
  open: readonly Interval[],
): RollupPiece[] {
  const units = listUnits(level, window);
  const pieces: RollupPiece[] = [];
  let next = 0;
  for (const [interval, part] of overlaps(open, parts)) {
    while (next < units.length && (units[next] as Interval).fromAt < interval.fromAt) next++;
    for (let i = next; i < units.length && (units[i] as Interval).fromAt < interval.toAt; i++) {
      const { fromAt, toAt } = units[i] as Interval;
      // A part speaks for units that follow each other; another may begin within one of them.
      const isFree = fromAt >= (pieces.at(-1)?.toAt ?? Number.NEGATIVE_INFINITY);
      if (toAt <= interval.toAt && isFree && isInOneBucket(edges, fromAt, toAt))
        addPiece(pieces, { kind: 'rollup', level, part, fromAt, toAt });
    }
  }
  return pieces;
}

/** Adds a piece, to the one before where it goes on with the same file. */
function addPiece(pieces: RollupPiece[], piece: RollupPiece): void {
  const last = pieces.at(-1);
  if (last !== undefined && last.part === piece.part && last.toAt === piece.fromAt)
    pieces[pieces.length - 1] = { ...last, toAt: piece.toAt };
  else pieces.push(piece);
}

/** What intervals and parts, both in order and apart, have in common. */
function* overlaps(
  open: readonly Interval[],
  parts: readonly RollupPart[],
): Generator<readonly [Interval, RollupPart], void, undefined> {
  let first = 0;
  for (const { fromAt, toAt } of open) {
    while (first < parts.length && (parts[first] as RollupPart).toAt <= fromAt) first++;
    for (let i = first; i < parts.length; i++) {
      const part = parts[i] as RollupPart;
      if (part.fromAt >= toAt) break;
      yield [{ fromAt: Math.max(fromAt, part.fromAt), toAt: Math.min(toAt, part.toAt) }, part];
    }
  }
}

function* cutAt(edges: Float64Array, { fromAt, toAt }: Interval): Generator<Interval, void, undefined> {
  let from = fromAt;
  for (let i = firstAfter(edges, fromAt); from < toAt; i++) {
    const to = Math.min(toAt, edges[i] ?? Number.POSITIVE_INFINITY);
    yield { fromAt: from, toAt: to };
    from = to;
  }
}

function isInOneBucket(edges: Float64Array, fromAt: number, toAt: number): boolean {
  return toAt <= (edges[firstAfter(edges, fromAt)] ?? Number.POSITIVE_INFINITY);
}

/** Place of the first edge after an instant. */
function firstAfter(edges: Float64Array, at: number): number {
  let [from, to] = [0, edges.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((edges[middle] as number) <= at) from = middle + 1;
    else to = middle;
  }
  return from;
}

function without(open: readonly Interval[], pieces: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let next = 0;
  for (const { fromAt, toAt } of open) {
    let from = fromAt;
    while (next < pieces.length && (pieces[next] as Interval).toAt <= from) next++;
    for (let i = next; i < pieces.length && (pieces[i] as Interval).fromAt < toAt; i++) {
      const piece = pieces[i] as Interval;
      if (piece.fromAt > from) left.push({ fromAt: from, toAt: piece.fromAt });
      from = piece.toAt;
    }
    if (from < toAt) left.push({ fromAt: from, toAt });
  }
  return left;
}
