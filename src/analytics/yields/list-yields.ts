/** First-pass yield and defect rates of a window, by product, operation, order and unit. */
import { findOpportunities, type Plant } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import { listPassCells, type PassCell, type YieldKey } from './pass-cells.ts';
import { inspectedOf, type PassCounts, sumPassCounts } from './pass-counts.ts';
import { type YieldFigures, yieldFiguresOf } from './yield-figures.ts';

export interface YieldRow extends YieldFigures {
  /** What it is of; empty where nothing was asked by. */
  readonly key: Readonly<Partial<Record<YieldKey, string>>>;
  readonly counts: PassCounts;
  /** For a defect, over all inspected pieces; undefined where the plant file does not say of every one of them. */
  readonly opportunities: number | undefined;
}

/**
 * Rows with pieces in the window, most inspected first. Figures of several products or operations are ratios of sums. A
 * report across a border gives each window its whole pieces, so that rows of adjacent windows add up.
 *
 * @param by none: one row of all
 * @example listYields(activity, plant.productionDay('2012-02-29'), ['product', 'operation'])[0]?.firstPassYield
 */
export function listYields(activity: Activity, window: Interval, by: readonly YieldKey[]): YieldRow[] {
  const groups = Map.groupBy(listPassCells(activity, window), (cell) => JSON.stringify(by.map((key) => cell[key])));
  return [...groups.values()]
    .map((cells): YieldRow => {
      const counts = sumPassCounts(cells.map((cell) => cell.counts));
      const opportunities = opportunitiesOf(activity.plant, cells);
      return {
        key: Object.fromEntries(by.map((key) => [key, cells[0]?.[key] ?? ''])),
        counts,
        opportunities,
        ...yieldFiguresOf(counts, opportunities),
      };
    })
    .sort((a, b) => inspectedOf(b.counts) - inspectedOf(a.counts) || compareKeys(by, a, b));
}

/** Over the inspected pieces; undefined where some of them have none set. */
export function opportunitiesOf({ kpis }: Pick<Plant, 'kpis'>, cells: readonly PassCell[]): number | undefined {
  let sum = 0;
  for (const { product, operation, counts } of cells) {
    const inspected = inspectedOf(counts);
    if (inspected === 0) continue;
    const perPiece = findOpportunities(kpis, product, operation);
    if (perPiece === undefined) return undefined;
    sum += inspected * perPiece;
  }
  return sum;
}

function compareKeys(by: readonly YieldKey[], a: YieldRow, b: YieldRow): number {
  for (const key of by) {
    const order = compareText(a.key[key] ?? '', b.key[key] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}
