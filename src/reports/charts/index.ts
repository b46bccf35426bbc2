export type { ChartOptions, ChartOutput, ChartTable, ChartWords, UsualBand } from './chart.ts';
export { type HeatCell, type HeatColumn, type HeatData, type HeatOptions, type HeatRow, heatMap } from './heat-map.ts';
export { type HourData, type HourOptions, type HourSlot, hourChart } from './hour-chart.ts';
export { lossWaterfall, type WaterfallData, type WaterfallOptions } from './loss-waterfall.ts';
export { type ParetoData, type ParetoItem, type ParetoOptions, paretoBars } from './pareto-bars.ts';
export {
  type ProportionData,
  type ProportionOptions,
  type ProportionPoint,
  type ProportionSignal,
  proportionChart,
} from './proportion-chart.ts';
export { type RangeBarData, type RangeBarOptions, rangeBar } from './range-bar.ts';
export {
  type SmallMultiplesData,
  type SmallMultiplesOptions,
  type SmallPanel,
  smallMultiples,
} from './small-multiples.ts';
export { type SparklineData, type SparklineOptions, sparkline } from './sparkline.ts';
export { escapeXml } from './svg.ts';
export type { TimeMark } from './time-axis.ts';
export {
  type TimelineData,
  type TimelineInterval,
  type TimelineOptions,
  type TimelineRow,
  timelineChart,
} from './timeline-chart.ts';
export { type TrendChange, type TrendData, type TrendOptions, type TrendPoint, trendChart } from './trend-chart.ts';
export type { WaterfallStep } from './waterfall-geometry.ts';
