/** Time in gaps, as the ways in which it may have been. */
import type { ElementColumns, Freedom } from './element-table.ts';
import type { FailureChange, GapFailures } from './gap-failures.ts';

/** What the elements of a row say, by element. */
type Columns = Readonly<Record<'PRPQ' | 'PQ' | 'IP' | 'OPPORTUNITIES' | 'ESTIMATED', Float64Array>>;

/** What is known of the gaps of each row. */
export interface GapColumns {
  readonly ms: Float64Array;
  /** Of these: of units whose silence is no planned time, so that gaps in which they were silent would be none either. */
  readonly ignoredMs: Float64Array;
  /** Undefined where there are none. */
  readonly failures: readonly (GapFailures | undefined)[];
}

/**
 * A gap was run at the ideal rate of what the window made (where it made nothing, time alone is known), with all pieces good, scrapped,
 * held or made again, or none; or set up; or stood, planned or not, in few failures or many; or nobody wanted anything, which is the
 * value.
 */
export function gapFreedom(
  { ms, ignoredMs, failures }: GapColumns,
  { PRPQ, PQ, IP, OPPORTUNITIES, ESTIMATED }: Columns,
): Freedom {
  const name = 'time in gaps';
  if (ms.length > 0 && ms.every((own) => own === 0) && failures.every((one) => one === undefined))
    return { name, ways: [{}] };
  const pieces = ms.map((own, row) => {
    const perPiece = (PRPQ[row] as number) / (PQ[row] as number);
    return perPiece > 0 ? own / perPiece : 0;
  });
  const opportunities = pieces.map((own, row) =>
    (IP[row] as number) > 0 ? (own * (OPPORTUNITIES[row] as number)) / (IP[row] as number) : 0,
  );
  const estimated = ms.map((own, row) =>
    (PRPQ[row] as number) > 0 ? (own * (ESTIMATED[row] as number)) / (PRPQ[row] as number) : 0,
  );
  const minus = ms.map((own) => 0 - own);
  const ran = { APT: ms, RAPT: ms, TBF: ms };
  const again = { ...ran, PRPQ: ms, ESTIMATED: estimated, PQ: pieces };
  const first = { ...again, IP: pieces, OPPORTUNITIES: opportunities };
  const stood = { STOP: ms, CMT: ms, TTF: minus };
  const failed = (changeOf: (one: GapFailures) => FailureChange): ElementColumns => ({
    FE: Float64Array.from(failures, (one) => (one === undefined ? 0 : changeOf(one).count)),
    TTR: Float64Array.from(failures, (one) => (one === undefined ? 0 : changeOf(one).ms)),
  });
  return {
    name,
    ways: [
      {},
      { ...first, PRGQ: ms, GQ: pieces, GP: pieces },
      { ...first, SQ: pieces, DEFECTS: pieces },
      { ...first, HELD: pieces, DEFECTS: pieces },
      { ...again, PRGQ: ms, GQ: pieces, RQ: pieces },
      { ...again, SQ: pieces, RQ: pieces, DEFECTS: pieces },
      { ...ran, ...failed((one) => one.fewest) },
      { AUST: ms },
      { ADET: ms, ...stood, ...failed((one) => one.most) },
      { ADOT: ms, STOP: ms, PMT: ms },
      { PBT: ignoredMs.map((own) => 0 - own) },
      failed((one) => one.shortest),
      { ...stood, ...failed((one) => one.longest[0]) },
      { ...stood, ...failed((one) => one.longest[1]) },
    ],
  };
}
