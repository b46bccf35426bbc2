/** What was before the first bucket and bears on it: the last reading of each tag, and of a counter its last good number. */
import { type RollupRule, rollupHoldMaxMs } from '../../../analytics/index.ts';
import { dayMs, hourMs, type Interval, minuteMs } from '../../../time/index.ts';
import type { ResamplePiece } from './rollup-plan.ts';
import type { ScannedReadings } from './scan-readings.ts';
import type { PieceVisitor } from './visit-pieces.ts';

/** So many rows and readings are read without looking first whether fewer would do. */
const rowsMax = 200_000;
/** Else the time before the first bucket is looked through in ever longer steps, for the tags not found yet. */
const stepsMs: readonly number[] = [2 * minuteMs, 20 * minuteMs, 3 * hourMs, rollupHoldMaxMs];

export interface LookBack {
  /** Begin of the first bucket. */
  readonly at: number;
  readonly tags: readonly string[];
  readonly ruleOf: (tag: string) => RollupRule;
  readonly plan: (window: Interval) => readonly ResamplePiece[];
  /** About how many readings a piece has, of all tags. */
  readonly countReadings: (window: Interval) => number;
  readonly visit: (pieces: readonly ResamplePiece[], tags: readonly string[], visitor: PieceVisitor) => Promise<void>;
  readonly feed: PieceVisitor;
}

/** Feeds of each tag the last stretch that has what is needed, whole. */
export async function lookBack({ at, tags, ruleOf, plan, countReadings, visit, feed }: LookBack): Promise<void> {
  const day = plan({ fromAt: at - rollupHoldMaxMs, toAt: at });
  if (countRows(day, tags.length, countReadings) <= rowsMax) {
    await visit(day, tags, feed);
    return;
  }
  let missing = tags;
  for (const stepMs of stepsMs) {
    const pieces = plan({ fromAt: at - stepMs, toAt: at });
    const isLast = stepMs === stepsMs.at(-1);
    const found = isLast ? new Set(missing) : await findTags(pieces, missing, ruleOf, visit);
    await visit(
      pieces,
      missing.filter((tag) => found.has(tag)),
      feed,
    );
    missing = missing.filter((tag) => !found.has(tag));
    if (missing.length === 0) return;
  }
}

const rowMsOf = { minute: minuteMs, hour: hourMs, shift: 8 * hourMs, day: dayMs } as const;

function countRows(
  pieces: readonly ResamplePiece[],
  tagCount: number,
  countReadings: LookBack['countReadings'],
): number {
  return pieces.reduce((sum, piece) => {
    if (piece.kind === 'reading') return sum + countReadings(piece);
    return sum + (tagCount * (piece.toAt - piece.fromAt)) / rowMsOf[piece.level];
  }, 0);
}

/** Tags with a reading in pieces, counters with a good number. */
export async function findTags(
  pieces: readonly ResamplePiece[],
  tags: readonly string[],
  ruleOf: LookBack['ruleOf'],
  visit: LookBack['visit'],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  await visit(pieces, tags, {
    rows({ length, tag, numberCount }) {
      for (let row = 0; row < length; row++) {
        const name = tag.dictionary[tag.codes[row] as number] as string;
        if (ruleOf(name).kind !== 'counter' || (numberCount?.[row] ?? 0) > 0) found.add(name);
      }
    },
    readings(readings) {
      addTags(readings, ruleOf, found);
    },
  });
  return found;
}

function addTags({ length, columns }: ScannedReadings, ruleOf: LookBack['ruleOf'], found: Set<string>): void {
  const { tag, value, quality } = columns;
  const bad = quality.dictionary.indexOf('bad');
  for (let row = 0; row < length; row++) {
    const name = tag.dictionary[tag.codes[row] as number] as string;
    if (found.has(name)) continue;
    const isGood = !Number.isNaN(value[row] as number) && quality.codes[row] !== bad;
    if (isGood || ruleOf(name).kind !== 'counter') found.add(name);
  }
}
