/** Pieces by pass: those made the first time, and those made again. What every yield is worked out from. */

/** Whole pieces. */
export interface PassCounts {
  /** Of reports that are no rework: inspected for the first time. */
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
  /** Of rework reports. */
  readonly reworkCompleted: number;
  readonly reworkScrap: number;
  readonly reworkHold: number;
}

export type GrowingPassCounts = { -readonly [Field in keyof PassCounts]: number };

export function createPassCounts(): GrowingPassCounts {
  return { completed: 0, scrap: 0, hold: 0, reworkCompleted: 0, reworkScrap: 0, reworkHold: 0 };
}

/** Adds the pieces of one report, or of a part of it. */
export function addReport(
  counts: GrowingPassCounts,
  isRework: boolean,
  completed: number,
  scrap: number,
  hold: number,
): void {
  if (isRework) {
    counts.reworkCompleted += completed;
    counts.reworkScrap += scrap;
    counts.reworkHold += hold;
  } else {
    counts.completed += completed;
    counts.scrap += scrap;
    counts.hold += hold;
  }
}

export function sumPassCounts(all: Iterable<PassCounts>): PassCounts {
  const sum = createPassCounts();
  for (const one of all) {
    addReport(sum, false, one.completed, one.scrap, one.hold);
    addReport(sum, true, one.reworkCompleted, one.reworkScrap, one.reworkHold);
  }
  return sum;
}

/** IP of ISO 22400-2: completed, scrapped and held at the first pass. */
export function inspectedOf({ completed, scrap, hold }: PassCounts): number {
  return completed + scrap + hold;
}

export function reworkedOf({ reworkCompleted, reworkScrap, reworkHold }: PassCounts): number {
  return reworkCompleted + reworkScrap + reworkHold;
}

/**
 * Pieces counted as good at once that may not have been: a piece that was made again had been found bad, and nobody says
 * whether as scrapped, held, or completed.
 */
export function doubtfulOf(counts: PassCounts): number {
  return Math.min(counts.completed, reworkedOf(counts));
}

/**
 * Defects that reports tell: each scrapped or held piece has one, at each pass. What more was wrong with a piece is not in
 * reports, which name one defect.
 */
export function defectsOf({ scrap, hold, reworkScrap, reworkHold }: PassCounts): number {
  return scrap + hold + reworkScrap + reworkHold;
}
