import { scaleLinear } from 'd3-scale';
import { measureText } from '../fonts/index.ts';
import { palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords, UsualBand } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { keepInside, labelStep, spreadLabels } from './label-placement.ts';
import { gapFields, gapRuns, gapSpan, type PlotBox, seriesLine } from './series.ts';
import { element, line, rect } from './svg.ts';
import { centredBaseline, fitText, lineHeight, text, widestText } from './text.ts';
import { paddedDomain, valueGrid } from './value-axis.ts';

export interface TrendPoint {
  /** The period, as it stands below the axis (`27 Feb`). */
  readonly label: string;
  /** `undefined` where unknown: hatched, never zero. */
  readonly value: number | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

export interface TrendChange {
  /** Before which point it lies: 3 is half a step before the fourth point, so between two periods. */
  readonly beforeIndex: number;
  /** In a few words (`second shift`). */
  readonly label: string;
}

export interface TrendData extends ChartWords {
  /** Oldest first, evenly spaced. */
  readonly points: readonly TrendPoint[];
  /** What stands beside the last point (`71 % (69–74)`, or that it is unknown). */
  readonly lastLabel: string;
  readonly usual?: UsualBand | undefined;
  readonly target?: number | undefined;
  /** What changed and when, as a line with its words; those outside the points are left out. */
  readonly changes?: readonly TrendChange[] | undefined;
}

export interface TrendOptions extends ChartOptions {
  readonly labels: {
    readonly period: string;
    readonly value: string;
    readonly low: string;
    readonly high: string;
    /** Beside the band (`usual`). */
    readonly usual: string;
    readonly target: string;
    /** In the table and in hatched fields, for a gap. */
    readonly unknown: string;
  };
  readonly formatValue: (value: number) => string;
  /** px; 150 by default. */
  readonly height?: number;
  /** The value range of the axis, so that charts side by side share a scale; else from the data. */
  readonly domain?: readonly [number, number];
}

/**
 * A figure over periods: line with bounds as whiskers, the usual band behind it, gaps hatched, target as an outlined
 * line, and the last point emphasised with its value beside it. No known point: the sentence `data.empty`.
 */
export function trendChart(data: TrendData, options: TrendOptions): ChartOutput {
  checkOptions(options);
  const table = trendTable(data, options);
  const values = data.points.map((point) => point.value);
  if (values.every((value) => value === undefined)) return emptyChart(data, options, table.columns);

  const { width, labels, formatValue } = options;
  const height = options.height ?? 150;
  const [axisPt, labelPt] = [typeSizesPt.tiny, typeSizesPt.small];
  const y = scaleLinear(options.domain ?? trendDomain(data), [height - 20, 8]).clamp(true);
  if (options.domain === undefined) y.nice(4);
  const left = Math.min(widestText(y.ticks(4).map(formatValue), axisPt), width * 0.25) + 6;
  const sideTexts = [data.lastLabel, data.usual && labels.usual, data.target !== undefined && labels.target];
  const sideWidth = Math.min(
    Math.max(
      measureText(data.lastLabel, labelPt, 600),
      widestText(
        sideTexts.slice(1).filter((each) => typeof each === 'string'),
        axisPt,
      ),
    ),
    width * 0.4,
  );
  const right = Math.max(left + 1, width - sideWidth - 12);
  const lastIndex = data.points.length - 1;
  const x = scaleLinear([0, Math.max(1, lastIndex)], [left + 6, Math.max(left + 6, right - 6)]);
  const at = (index: number): number => (lastIndex === 0 ? (left + right) / 2 : x(index));
  const step = lastIndex === 0 ? right - left : x(1) - x(0);
  const box = { left, right, top: 8, bottom: height - 20 };

  const marks = [
    ...(data.usual === undefined ? [] : usualField(data.usual, y, left, right)),
    ...gapFields(values, at, step, box),
    ...gapLabels(values, at, step, box, labels.unknown, data.target === undefined ? undefined : y(data.target)),
    ...valueGrid(y, left, right, 4, axisPt, formatValue),
    ...(data.target === undefined ? [] : targetLine(y(data.target), left, right)),
    ...data.points.flatMap((point, index) => whisker(point, at(index), y)),
    seriesLine(values, at, y, 1.5),
    ...data.points.flatMap((point, index) => {
      if (point.value === undefined) return [];
      const isLast = index === lastIndex;
      return [element('circle', { cx: at(index), cy: y(point.value), r: isLast ? 3.6 : 1.6, fill: palette.ink })];
    }),
    ...periodLabels(data.points, at, left - 6, right + 6, height - 5, axisPt),
    ...sideLabels(data, options, y, right + 8, sideWidth, [4, height - 16]),
  ];
  return finishChart(data, options, {
    height,
    marks,
    table,
  });
}

function trendDomain(data: TrendData): [number, number] {
  const all = data.points.flatMap((point) => [point.value, point.low, point.high]);
  all.push(data.usual?.p10, data.usual?.p90, data.target);
  return paddedDomain(
    all.filter((value) => value !== undefined),
    0.06,
  );
}

function usualField(usual: UsualBand, y: (value: number) => number, left: number, right: number): string[] {
  return [
    rect(left, y(usual.p90), right - left, y(usual.p10) - y(usual.p90), { fill: palette.band, class: 'usual' }),
    line(left, y(usual.median), right, y(usual.median), { stroke: palette.paper, 'stroke-width': 1.5 }),
  ];
}

/** Says `unknown` in each hatched field that has room for it, at the bottom unless the target runs there. */
function gapLabels(
  values: readonly (number | undefined)[],
  at: (index: number) => number,
  step: number,
  box: PlotBox,
  label: string,
  targetY: number | undefined,
): string[] {
  const sizePt = typeSizesPt.tiny;
  const baseline = targetY !== undefined && box.bottom - targetY < 20 ? box.top + 12 : box.bottom - 5;
  return gapRuns(values).flatMap(([from, to]) => {
    const { start, end } = gapSpan(from, to, at, step, box);
    const [middle, width] = [(start + end) / 2, measureText(label, sizePt)];
    if (width + 8 > end - start) return [];
    return [
      // Plain ground behind the word, so that the hatch does not run through it.
      rect(middle - width / 2 - 2, baseline - 8, width + 4, 11, { fill: palette.hatchGround }),
      text(middle, baseline, label, { sizePt, fill: palette.mid, anchor: 'middle' }),
    ];
  });
}

/** Target is outlined: two thin strokes with paper between. */
function targetLine(y: number, left: number, right: number): string[] {
  return [
    rect(left, y - 1.5, right - left, 3, {
      fill: palette.paper,
      stroke: palette.ink,
      'stroke-width': 0.6,
      class: 'target',
    }),
  ];
}

function whisker(point: TrendPoint, x: number, y: (value: number) => number): string[] {
  if (point.value === undefined || point.low === undefined || point.high === undefined || point.low === point.high)
    return [];
  const [top, bottom] = [y(point.high), y(point.low)];
  const stroke = { stroke: palette.mid, 'stroke-width': 0.75, class: 'bounds' };
  return [
    line(x, top, x, bottom, stroke),
    line(x - 2, top, x + 2, top, stroke),
    line(x - 2, bottom, x + 2, bottom, stroke),
  ];
}

/** Period labels below, thinned from the last one backwards, so that the last period always has its name. */
function periodLabels(
  points: readonly TrendPoint[],
  at: (index: number) => number,
  from: number,
  to: number,
  baseline: number,
  sizePt: number,
): string[] {
  const backwards = points.map((point, index) => ({ label: fitText(point.label, to - from, sizePt), index })).reverse();
  const sizes = backwards.map(({ label }) => measureText(label, sizePt));
  const middles = backwards.map(({ index }, position) => keepInside(at(index), sizes[position] ?? 0, from, to));
  const step = labelStep(
    middles.map((middle) => to - middle),
    sizes,
    8,
  );
  return backwards.flatMap(({ label }, position) =>
    position % step === 0
      ? [text(middles[position] ?? 0, baseline, label, { sizePt, fill: palette.mid, anchor: 'middle' })]
      : [],
  );
}

/** The last value, the median and the target, each beside its own height, moved apart where they would touch. */
function sideLabels(
  data: TrendData,
  options: TrendOptions,
  y: (value: number) => number,
  x: number,
  width: number,
  [from, to]: readonly [number, number],
): string[] {
  const known = data.points.findLast((point) => point.value !== undefined)?.value ?? 0;
  const wanted = [
    {
      label: data.lastLabel,
      at: y(data.points.at(-1)?.value ?? known),
      sizePt: typeSizesPt.small,
      weight: 600 as const,
      fill: palette.ink,
    },
  ] as { label: string; at: number; sizePt: number; weight: 400 | 600; fill: string }[];
  const small = { sizePt: typeSizesPt.tiny, weight: 400 as const, fill: palette.mid };
  if (data.usual !== undefined) wanted.push({ label: options.labels.usual, at: y(data.usual.median), ...small });
  if (data.target !== undefined) wanted.push({ label: options.labels.target, at: y(data.target), ...small });
  const middles = spreadLabels(
    wanted.map((each) => ({ middle: each.at, size: lineHeight(each.sizePt) })),
    from,
    to,
  );
  return wanted.map(({ label, sizePt, weight, fill }, index) =>
    text(x, (middles[index] ?? 0) + centredBaseline(sizePt), fitText(label, width, sizePt, weight), {
      sizePt,
      weight,
      fill,
    }),
  );
}

function trendTable(data: TrendData, options: TrendOptions): ChartTable {
  const { labels, formatValue } = options;
  const write = (value: number | undefined): string => (value === undefined ? labels.unknown : formatValue(value));
  return {
    columns: [labels.period, labels.value, labels.low, labels.high],
    rows: data.points.map(({ label, value, low, high }) => [
      label,
      write(value),
      write(low ?? value),
      write(high ?? value),
    ]),
  };
}
