export { type Band, bandOf } from './band.ts';
export { binomialAtLeast, binomialTrialsMax, signTest } from './binomial.ts';
export { type Pettitt, pettitt } from './pettitt.ts';
export { type ProportionLimits, type Proportions, proportionsOf, spreadRatioOf } from './proportion-chart.ts';
export { median, quantile, quantileSorted } from './quantile.ts';
export { type ChartPoint, runLength, type Signal, signals, signalsOf } from './signals.ts';
export { type TheilSenLine, type TheilSenOptions, theilSen, theilSenPointsMax } from './theil-sen.ts';
export { createGrowingQuantile, type GrowingQuantile, weightedQuantile } from './weighted-quantile.ts';
