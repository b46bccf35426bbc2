import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { palette, typeSizesPt } from '../theme.ts';
import { type ChangeNote, placeNotes } from './change-notes.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords, UsualBand } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { periodLabels } from './period-labels.ts';
import { gapFields, gapRuns, gapSpan, gapWord, seriesLine } from './series.ts';
import { type SideLabel, sideLabels, sideLabelsWidth } from './side-labels.ts';
import { element, line, rect } from './svg.ts';
import { lineHeight, widestText } from './text.ts';
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
  /** The first point of the new time: the line stands half a step before it. Whole, from 0. */
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
    /** Column of the table for what changed; needed where `changes` are given. */
    readonly change?: string;
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
  const bottom = height - 20;
  const { usual, target } = data;
  const axisPt = typeSizesPt.tiny;
  const domain = options.domain ?? trendDomain(data);
  const scale = (top: number): ScaleLinear<number, number> => {
    const y = scaleLinear(domain, [bottom, top]).clamp(true);
    return options.domain === undefined ? y.nice(4) : y;
  };
  // Ticks do not depend on where the plot begins, which the words of changes decide below.
  const left = Math.min(widestText(scale(8).ticks(4).map(formatValue), axisPt), width * 0.25) + 6;
  const sideWidth = sideLabelsWidth(sideTexts(data, options), width * 0.4);
  const right = Math.max(left + 1, width - sideWidth - 12);
  const lastIndex = data.points.length - 1;
  const x = scaleLinear([0, Math.max(1, lastIndex)], [left + 6, Math.max(left + 6, right - 6)]);
  const at = (index: number): number => (lastIndex === 0 ? (left + right) / 2 : x(index));
  const step = lastIndex === 0 ? right - left : x(1) - x(0);
  const notes = placeNotes(changesWithin(data, at, step), left, right);
  const top = 8 + notes.laneCount * lineHeight(axisPt);
  const y = scale(top);
  const box = { left, right, top, bottom };
  // The word for unknown stands at the bottom of its field unless the target runs there.
  const wordY = target !== undefined && bottom - y(target) < 20 ? top + 12 : bottom - 5;

  const marks = [
    ...(usual === undefined ? [] : usualField(usual, y, left, right)),
    ...gapFields(values, at, step, box),
    ...gapRuns(values).map(([from, to]) => {
      const { start, end } = gapSpan(from, to, at, step, box);
      return gapWord(start, end, wordY, labels.unknown);
    }),
    ...valueGrid(y, left, right, 4, axisPt, formatValue),
    ...(target === undefined ? [] : targetLine(y(target), left, right)),
    ...notes.draw(top, bottom),
    ...data.points.flatMap((point, index) => whisker(point, at(index), y)),
    seriesLine(values, at, y, 1.5),
    ...data.points.flatMap((point, index) => {
      if (point.value === undefined) return [];
      const isLast = index === lastIndex;
      return [element('circle', { cx: at(index), cy: y(point.value), r: isLast ? 3.6 : 1.6, fill: palette.ink })];
    }),
    ...periodLabels(
      data.points.map((point) => point.label),
      at,
      [left - 6, right + 6],
      height - 5,
      axisPt,
    ),
    ...sideLabels(namesBeside(data, options, y), right + 8, sideWidth, [4, height - 16]),
  ];
  return finishChart(data, options, { height, marks, table });
}

function changesWithin(data: TrendData, at: (index: number) => number, step: number): ChangeNote[] {
  return (data.changes ?? [])
    .filter(({ beforeIndex }) => beforeIndex >= 0 && beforeIndex < data.points.length)
    .map(({ beforeIndex, label }) => ({
      // Before the first point there is no half step, but a few px.
      x: beforeIndex === 0 ? at(0) - 4 : at(beforeIndex) - step / 2,
      label,
    }));
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

function sideTexts(data: TrendData, { labels }: TrendOptions): Omit<SideLabel, 'atY'>[] {
  return [
    { label: data.lastLabel, isValue: true },
    ...(data.usual === undefined ? [] : [{ label: labels.usual, isValue: false }]),
    ...(data.target === undefined ? [] : [{ label: labels.target, isValue: false }]),
  ];
}

/** The last value, the median and the target, each beside its own height. */
function namesBeside(data: TrendData, { labels }: TrendOptions, y: (value: number) => number): SideLabel[] {
  const { usual, target } = data;
  const known = data.points.findLast((point) => point.value !== undefined)?.value ?? 0;
  return [
    { label: data.lastLabel, atY: y(known), isValue: true },
    ...(usual === undefined ? [] : [{ label: labels.usual, atY: y(usual.median), isValue: false }]),
    ...(target === undefined ? [] : [{ label: labels.target, atY: y(target), isValue: false }]),
  ];
}

function trendTable(data: TrendData, options: TrendOptions): ChartTable {
  const { labels, formatValue } = options;
  const write = (value: number | undefined): string => (value === undefined ? labels.unknown : formatValue(value));
  const changes = data.changes ?? [];
  const changesAt = (index: number): string =>
    changes
      .filter((change) => change.beforeIndex === index)
      .map((change) => change.label)
      .join(', ');
  return {
    columns: [
      labels.period,
      labels.value,
      labels.low,
      labels.high,
      ...(changes.length === 0 ? [] : [labels.change ?? '']),
    ],
    rows: data.points.map(({ label, value, low, high }, index) => [
      label,
      write(value),
      write(low ?? value),
      write(high ?? value),
      ...(changes.length === 0 ? [] : [changesAt(index)]),
    ]),
  };
}
