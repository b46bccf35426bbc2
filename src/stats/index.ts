export { type Band, bandOf } from './band.ts';
export { binomialAtLeast, binomialTrialsMax, signTest } from './binomial.ts';
export {
  createSampler,
  type Distribution,
  distributionKinds,
  findDistributionProblem,
  meanOf,
  nextExponential,
} from './distributions.ts';
export { nextNormal } from './normal.ts';
export { type Pettitt, pettitt } from './pettitt.ts';
export { cosineOfTurns, exponentialOf, naturalLog } from './portable-math.ts';
export { type ProportionLimits, type Proportions, proportionsOf, spreadRatioOf } from './proportion-chart.ts';
export { median, quantile, quantileSorted } from './quantile.ts';
export {
  createQuantileSketch,
  type QuantileSketch,
  type QuantileSketchOptions,
  readQuantileSketch,
} from './quantile-sketch.ts';
export { createRandom, Random } from './random.ts';
export { createRunningQuantile, type RunningQuantile } from './running-quantile.ts';
export { type ChartPoint, runLength, type Signal, signals, signalsOf } from './signals.ts';
export { type TheilSenLine, type TheilSenOptions, theilSen, theilSenPointsMax } from './theil-sen.ts';
export { createGrowingQuantile, type GrowingQuantile, weightedQuantile } from './weighted-quantile.ts';
export { type ProportionInterval, wilsonInterval, z95 } from './wilson.ts';
