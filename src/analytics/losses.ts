/** From planned machine time to good machine time, step by step. */
import { exactly, type KpiSettings } from '../model/index.ts';
import type { LossStep } from './daily-analysis.ts';
import type { PlantFigures } from './figures.ts';
import { type Compared, usualOf } from './history.ts';
import { runLossesOf } from './kpi/loss-times.ts';

interface Step {
  readonly id: LossStep['id'];
  readonly role: LossStep['role'];
  msOf(figures: PlantFigures): number;
}

const steps: readonly Step[] = [
  { id: 'planned', role: 'total', msOf: ({ times }) => times.plannedMs },
  { id: 'extra', role: 'gain', msOf: ({ times }) => times.extraMs },
  { id: 'silent', role: 'loss', msOf: ({ times }) => times.silentPlannedMs },
  { id: 'wait', role: 'loss', msOf: ({ times }) => times.waitPlannedMs },
  { id: 'down', role: 'loss', msOf: ({ times }) => times.downMs },
  { id: 'setup', role: 'loss', msOf: ({ times }) => times.setupMs },
  { id: 'run', role: 'total', msOf: ({ times }) => times.runMs },
  { id: 'minorStops', role: 'loss', msOf: ({ times, ideal }) => runLossesOf(times, ideal).minorStops },
  { id: 'unrated', role: 'loss', msOf: ({ times, ideal }) => runLossesOf(times, ideal).unrated },
  { id: 'speed', role: 'loss', msOf: ({ times, ideal }) => runLossesOf(times, ideal).reducedSpeed },
  { id: 'quality', role: 'loss', msOf: ({ ideal }) => ideal.idealMs - ideal.idealGoodMs },
  { id: 'good', role: 'total', msOf: ({ ideal }) => ideal.idealGoodMs },
];

/**
 * The steps add up exactly; they are the loss tree's (`lossTree`), with planned and extra time apart. Where the pieces took less
 * than their ideal time the speed step is a gain, and its usual range has the same sign. Minor stops are a step where the plant
 * tells them apart.
 */
export function listLosses(plant: Compared<PlantFigures>, { microStopMs }: KpiSettings): LossStep[] {
  const told = microStopMs > 0 ? steps : steps.filter(({ id }) => id !== 'minorStops');
  return told.map(({ id, role, msOf }) => {
    const ms = msOf(plant.now);
    const isTurned = ms < 0;
    return {
      id,
      role: isTurned ? 'gain' : role,
      ms: Math.abs(ms),
      usualMs: usualOf(plant, (figures) => exactly(isTurned ? -msOf(figures) : msOf(figures))),
    };
  });
}
