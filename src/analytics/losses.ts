/** From planned machine time to good machine time, step by step; and the tree that it is a path through. */
import type { FactTable } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { Activity } from './activity.ts';
import type { LossStep } from './daily-analysis.ts';
import type { PlantFigures } from './figures.ts';
import type { WindowHistory } from './history.ts';
import { computeLossTimes, type LossTimes, sumLossTimes } from './kpi/loss-times.ts';
import { type LossNode, lossTree } from './kpi/loss-tree.ts';
import { unheardOf } from './kpi/unheard.ts';
import { usualRangeOf } from './usual-range.ts';

/** The plant in a window. */
interface PlantTimes {
  readonly times: PlantFigures['times'];
  readonly losses: LossTimes;
}

interface Step {
  readonly id: LossStep['id'];
  readonly role: LossStep['role'];
  msOf(plant: PlantTimes): number;
}

const steps: readonly Step[] = [
  { id: 'planned', role: 'total', msOf: ({ times }) => times.plannedMs },
  { id: 'extra', role: 'gain', msOf: ({ times }) => times.extraMs },
  { id: 'silent', role: 'loss', msOf: ({ losses }) => losses.unheard + losses.silent },
  { id: 'wait', role: 'loss', msOf: ({ losses }) => losses.starved + losses.blocked + losses.idle },
  { id: 'plannedDown', role: 'loss', msOf: ({ losses }) => losses.reportedPlannedStops },
  { id: 'down', role: 'loss', msOf: ({ losses }) => losses.equipmentFailure },
  { id: 'otherDown', role: 'loss', msOf: ({ losses }) => losses.otherStops },
  { id: 'setup', role: 'loss', msOf: ({ losses }) => losses.setupStops + losses.setup },
  { id: 'run', role: 'total', msOf: ({ times }) => times.runMs },
  { id: 'minorStops', role: 'loss', msOf: ({ losses }) => losses.minorStops },
  { id: 'unrated', role: 'loss', msOf: ({ losses }) => losses.unrated },
  { id: 'speed', role: 'loss', msOf: ({ losses }) => losses.reducedSpeed },
  { id: 'quality', role: 'loss', msOf: ({ losses }) => losses.defects },
  { id: 'startup', role: 'loss', msOf: ({ losses }) => losses.setupRejects },
  { id: 'good', role: 'total', msOf: ({ losses }) => losses.good },
];

export interface LossesOfDay {
  readonly losses: readonly LossStep[];
  readonly lossTree: LossNode;
}

/**
 * The steps add up exactly; they are the loss tree's, with planned and extra time apart. Where the pieces took less than their
 * ideal time the speed step is a gain, and its usual range has the same sign. Minor stops are a step where the plant tells them
 * apart. Gaps are those of the window, so that a usual range knows silence alone.
 */
export function listLosses(
  activity: Activity,
  window: Interval,
  { plant, usualWindows }: Pick<WindowHistory, 'plant' | 'usualWindows'>,
  gaps: FactTable<'gap'>,
): LossesOfDay {
  const byUnit = computeLossTimes({
    activity,
    windows: [window, ...usualWindows],
    unheard: unheardOf(activity, gaps),
  });
  const sumAt = (place: number): LossTimes => sumLossTimes(byUnit.map((windows) => windows[place] as LossTimes));
  const now = { times: plant.now.times, losses: sumAt(0) };
  const usual = plant.usual.map(({ times }, i) => ({ times, losses: sumAt(i + 1) }));
  const { microStopMs } = activity.plant.kpis;
  return {
    losses: steps
      .filter(({ id }) => id !== 'minorStops' || microStopMs > 0)
      .map(({ id, role, msOf }) => {
        const ms = msOf(now);
        const sign = ms < 0 ? -1 : 1;
        return {
          id,
          role: ms < 0 ? 'gain' : role,
          ms: Math.abs(ms),
          usualMs: usualRangeOf(usual.map((one) => sign * msOf(one))),
        };
      }),
    lossTree: lossTree(now.losses),
  };
}
