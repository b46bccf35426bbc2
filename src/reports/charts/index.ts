export type { ChartOptions, ChartOutput, ChartTable, ChartWords, UsualBand } from './chart.ts';
export { type HeatColumn, type HeatData, type HeatOptions, type HeatRow, heatMap } from './heat-map.ts';
export type { HeatCell } from './heat-marks.ts';
export { type HourData, type HourOptions, hourChart } from './hour-chart.ts';
export type { HourSlot } from './hour-marks.ts';
export { lossWaterfall, type WaterfallData, type WaterfallOptions } from './loss-waterfall.ts';
export { type ParetoData, type ParetoItem, type ParetoOptions, paretoBars } from './pareto-bars.ts';
export { type ProportionData, type ProportionOptions, proportionChart } from './proportion-chart.ts';
export type { ProportionPoint, ProportionSignal } from './proportion-points.ts';
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
