/** The share of a product's pieces that go through all of its operations without a fault. */
import { bounded, type Known, type RouteStep, unknown } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import { listPassCells } from './pass-cells.ts';
import { type PassCounts, sumPassCounts } from './pass-counts.ts';
import { firstPassYieldOf } from './yield-figures.ts';

export interface YieldStep {
  /** Operations of which a piece goes through one. */
  readonly operations: RouteStep;
  readonly counts: PassCounts;
  /** Unknown where none of its operations made a piece in the window. */
  readonly firstPassYield: Known;
}

export interface RolledYield {
  readonly product: string;
  /** `set`: by the plant file. `reported`: each operation that reports of the product name, up to the window's end. */
  readonly route: 'set' | 'reported';
  readonly steps: readonly YieldStep[];
  /** Product of the first-pass yields of all steps; unknown where one of them is. */
  readonly rolledThroughputYield: Known;
  /** The most it can be: steps of which nothing is known may be perfect. At least it can always be 0 then. */
  readonly atMost: number;
  /** The yield that each step would have, were all alike: the root of the product by the number of steps. */
  readonly normalizedYield: Known;
}

/**
 * Products with pieces in the window, by name. Each piece is taken to go through every step: where reports alone tell the
 * route and a product is made in several ways, the product of all their operations is too low, and the plant file should
 * say its route.
 *
 * Source: D. H. Stamatis, "Six Sigma Fundamentals" (2004); normalised yield is the geometric mean over the steps.
 *
 * @example listRolledYields(activity, day).find(({ product }) => product === 'Ballnut')?.rolledThroughputYield
 */
export function listRolledYields(activity: Activity, window: Interval): RolledYield[] {
  const { routes } = activity.plant.kpis;
  const reported = reportedRoutes(activity, window.toAt);
  const byProduct = Map.groupBy(listPassCells(activity, window), ({ product }) => product);
  return [...byProduct]
    .sort(([a], [b]) => compareText(a, b))
    .map(([product, cells]) => {
      const set = routes.get(product);
      const steps = (set ?? reported.get(product) ?? []).map((operations): YieldStep => {
        const own = cells.filter(({ operation }) => operations.includes(operation));
        const counts = sumPassCounts(own.map((cell) => cell.counts));
        return { operations, counts, firstPassYield: firstPassYieldOf(counts) };
      });
      return { product, route: set === undefined ? 'reported' : 'set', steps, ...rolledOf(steps) };
    });
}

function rolledOf(
  steps: readonly YieldStep[],
): Pick<RolledYield, 'rolledThroughputYield' | 'atMost' | 'normalizedYield'> {
  let [value, low, high] = [1, 1, 1];
  let isKnown = steps.length > 0;
  for (const { firstPassYield } of steps) {
    if (firstPassYield.kind === 'unknown') {
      isKnown = false;
      continue;
    }
    value *= firstPassYield.value;
    low *= firstPassYield.low;
    high *= firstPassYield.high;
  }
  const root = (product: number): number => product ** (1 / steps.length);
  return {
    rolledThroughputYield: isKnown ? bounded(value, low, high) : unknown('no-pieces'),
    atMost: high,
    normalizedYield: isKnown ? bounded(root(value), root(low), root(high)) : unknown('no-pieces'),
  };
}

/** By product: its operations with pieces of the first pass, each a step, in the order in which they were first reported. */
function reportedRoutes({ units, groups }: Activity, toAt: number): ReadonlyMap<string, readonly RouteStep[]> {
  const firstAt = new Float64Array(groups.length).fill(Number.POSITIVE_INFINITY);
  for (const { reports } of units)
    for (let i = 0; i < reports.length && (reports.startAt[i] as number) < toAt; i++) {
      const made = (reports.completed[i] as number) + (reports.scrap[i] as number) + (reports.hold[i] as number);
      if (made === 0 || reports.isRework[i] === 1) continue;
      const group = reports.group[i] as number;
      firstAt[group] = Math.min(firstAt[group] as number, reports.startAt[i] as number);
    }
  const steps = groups
    .map((group, i) => ({ ...group, firstAt: firstAt[i] as number }))
    .filter((step) => step.firstAt < toAt)
    .sort((a, b) => a.firstAt - b.firstAt || compareText(a.operation, b.operation));
  return new Map(
    [...Map.groupBy(steps, ({ product }) => product)].map(([product, own]) => [
      product,
      own.map(({ operation }) => [operation]),
    ]),
  );
}
