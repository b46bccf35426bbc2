export { type Band, bandOf } from './band.ts';
export { median, quantile, quantileSorted } from './quantile.ts';
export { createGrowingQuantile, type GrowingQuantile, weightedQuantile } from './weighted-quantile.ts';
