/** The rows and readings of a plan, one piece after the other. */
import type { RollupLevel, RollupTable } from '../../../analytics/index.ts';
import type { ReadContext } from './read-context.ts';
import { type ScannedRollups, scanRollups } from './read-rollups.ts';
import { sliceReadings } from './reading-slices.ts';
import type { ResamplePiece } from './rollup-plan.ts';
import { type ScannedReadings, scanReadings } from './scan-readings.ts';

type RollupPiece = Extract<ResamplePiece, { kind: 'rollup' }>;

/** More pieces are more queries: conditions of so many are one. */
const piecesMax = 32;

export interface PieceVisitor {
  rows(rows: ScannedRollups, level: RollupLevel, pieces: readonly RollupPiece[]): void;
  readings(readings: ScannedReadings): void;
}

export interface PieceScan {
  /** In the order of time. */
  readonly pieces: readonly ResamplePiece[];
  /** In the order of their bytes. */
  readonly tags: readonly string[];
  readonly columns: ReadonlySet<keyof RollupTable>;
  readonly signal?: AbortSignal | undefined;
}

/** Visits them in portions; what comes of each tag comes in the order of time. */
export async function visitPieces(context: ReadContext, scan: PieceScan, visitor: PieceVisitor): Promise<void> {
  const { pieces, tags, columns } = scan;
  if (tags.length === 0) return;
  for (let from = 0; from < pieces.length; ) {
    const piece = pieces[from] as ResamplePiece;
    if (piece.kind === 'reading') {
      await visitReadings(context, scan, piece, visitor);
      from++;
      continue;
    }
    const run = runFrom(pieces, from, columns.has('states'));
    const files = run.flatMap(({ part }) => [part.values, ...(part.states === undefined ? [] : [part.states])]);
    const instance = await context.open(files);
    const { dir, statistics } = context;
    const rollups = { dir, statistics, stretches: run, tags, columns, signal: scan.signal };
    for await (const rows of scanRollups(instance, rollups)) visitor.rows(rows, piece.level, run);
    from += run.length;
  }
}

/** Pieces of one level that follow each other in the plan, and that one query reads. */
function runFrom(pieces: readonly ResamplePiece[], from: number, isOneFile: boolean): RollupPiece[] {
  const run: RollupPiece[] = [];
  for (let i = from; i < pieces.length && run.length < piecesMax; i++) {
    const piece = pieces[i] as ResamplePiece;
    if (piece.kind === 'reading' || (run[0] !== undefined && run[0].level !== piece.level)) break;
    if (isOneFile && run[0] !== undefined && run[0].part.values !== piece.part.values) break;
    run.push(piece);
  }
  return run;
}

async function visitReadings(
  context: ReadContext,
  { tags, signal }: PieceScan,
  piece: ResamplePiece,
  visitor: PieceVisitor,
): Promise<void> {
  const { dir, state } = context;
  for (const { window, facts, superseded } of sliceReadings(state, piece, tags)) {
    const instance = await context.open([...facts, ...superseded]);
    const columns = ['value', 'text', 'quality', 'source'] as const;
    for await (const readings of scanReadings(instance, { dir, facts, superseded, window, tags, columns, signal }))
      visitor.readings(readings);
  }
}
