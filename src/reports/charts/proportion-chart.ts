import { scaleLinear } from 'd3-scale';
import { palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { type LegendEntry, layOutLegend } from './legend.ts';
import { periodLabels } from './period-labels.ts';
import { drawPoint, limitSteps, type ProportionPoint } from './proportion-points.ts';
import { gapFields, gapRuns, gapSpan, gapWord, seriesLine } from './series.ts';
import { type SideLabel, sideLabels, sideLabelsWidth } from './side-labels.ts';
import { signalLabels } from './signal-labels.ts';
import { diamond } from './signs.ts';
import { toneColor } from './sparkline.ts';
import { line } from './svg.ts';
import { widestText } from './text.ts';
import { valueGrid } from './value-axis.ts';

export interface ProportionData extends ChartWords {
  /** Oldest first, evenly spaced. */
  readonly points: readonly ProportionPoint[];
  /** The mean proportion; `undefined` where there is too little history. */
  readonly centre: number | undefined;
  /** What stands beside the last point. */
  readonly lastLabel: string;
}

export interface ProportionOptions extends ChartOptions {
  readonly labels: {
    readonly period: string;
    readonly value: string;
    readonly count: string;
    /** Beside the centre line (`mean 1.2 %`). */
    readonly centre: string;
    readonly lower: string;
    readonly upper: string;
    /** What a diamond is, in the legend and the table (`signal`). */
    readonly signal: string;
    readonly unknown: string;
  };
  readonly formatValue: (value: number) => string;
  readonly formatCount: (count: number) => string;
  /** px; 150 by default. */
  readonly height?: number;
  /** The top of the axis, which begins at 0; else from the data. */
  readonly valueMax?: number;
}

const tiny = typeSizesPt.tiny;

/**
 * A control chart of a proportion (p-chart): points with centre line and stepped limits; signals are diamonds with a
 * label. Who makes the data has the limits and rules; nothing is computed here. No known point: the sentence.
 */
export function proportionChart(data: ProportionData, options: ProportionOptions): ChartOutput {
  checkOptions(options);
  const table = proportionTable(data, options);
  const values = data.points.map((point) => point.value);
  if (values.every((value) => value === undefined)) return emptyChart(data, options, table.columns);

  const { width, labels, formatValue } = options;
  const legend = legendOf(data, options);
  const footer = legend.height === 0 ? 0 : legend.height + 4;
  const height = Math.max(60, (options.height ?? 150) - footer);
  const box = { top: 8, bottom: height - 18 };
  const y = scaleLinear([0, options.valueMax ?? largestOf(data)], [box.bottom, box.top]).clamp(true);
  if (options.valueMax === undefined) y.nice(4);
  const left = Math.min(widestText(y.ticks(4).map(formatValue), tiny), width * 0.25) + 6;
  const side = namesBeside(data, options, y);
  const sideWidth = sideLabelsWidth(side, width * 0.35);
  const right = Math.max(left + 1, width - sideWidth - 8);
  const step = (right - left) / data.points.length;
  const at = (index: number): number => left + (index + 0.5) * step;
  const plot = { left, right, ...box };

  const marks = [
    ...gapFields(values, at, step, plot),
    ...gapRuns(values).map(([from, to]) => {
      const { start, end } = gapSpan(from, to, at, step, plot);
      return gapWord(start, end, plot.bottom - 5, labels.unknown);
    }),
    ...valueGrid(y, left, right, 4, tiny, formatValue),
    data.centre === undefined
      ? ''
      : line(left, y(data.centre), right, y(data.centre), {
          stroke: palette.mid,
          'stroke-width': 0.9,
          class: 'centre',
        }),
    ...(['upper', 'lower'] as const).map((bound) => limitSteps(data.points, bound, left, step, y)),
    seriesLine(values, at, y, 1),
    ...data.points.map((point, index) => drawPoint(point, at(index), y, index === values.length - 1)),
    ...signalLabels(data.points, at, step, y, plot, data.lastLabel),
    ...periodLabels(
      data.points.map((point) => point.label),
      at,
      [left, right],
      height - 4,
      tiny,
    ),
    ...sideLabels(side, right + 8, sideWidth, [4, height - 14]),
    ...legend.marks(height + 2),
  ];
  return finishChart(data, options, { height: Math.ceil(height + footer), marks, table });
}

function largestOf(data: ProportionData): number {
  const reached = data.points.flatMap((point) => [point.value ?? 0, point.upper ?? 0]);
  return Math.max(...reached, data.centre ?? 0) * 1.06 || 0.01;
}

/** The last value, the centre line and the limits of the last period that has them, each beside its height. */
function namesBeside(data: ProportionData, { labels }: ProportionOptions, y: (value: number) => number): SideLabel[] {
  const lastOf = (pick: (point: ProportionPoint) => number | undefined): number | undefined =>
    data.points.map(pick).findLast((each) => each !== undefined);
  const named = [
    { label: labels.upper, value: lastOf((point) => point.upper), isValue: false },
    { label: data.lastLabel, value: lastOf((point) => point.value), isValue: true },
    { label: labels.centre, value: data.centre, isValue: false },
    { label: labels.lower, value: lastOf((point) => point.lower), isValue: false },
  ];
  return named.flatMap(({ label, value, isValue }) => (value === undefined ? [] : [{ label, atY: y(value), isValue }]));
}

function legendOf(
  data: ProportionData,
  options: ProportionOptions,
): { height: number; marks: (y: number) => readonly string[] } {
  const tones = (['bad', 'good'] as const).filter((tone) => data.points.some((point) => point.signal?.tone === tone));
  const entries = tones.slice(0, 1).map(
    (tone): LegendEntry => ({
      label: options.labels.signal,
      swatchWidth: tones.length === 2 ? 20 : 9,
      drawSwatch: (x, middleY) =>
        diamond(x + 4.5, middleY, 4, { fill: toneColor(tone) }) +
        (tones.length === 2 ? diamond(x + 15, middleY, 4, { fill: palette.good }) : ''),
    }),
  );
  const layOut = (y: number): ReturnType<typeof layOutLegend> => layOutLegend(entries, 0, y, options.width, tiny);
  return { height: layOut(0).height, marks: (y) => layOut(y).marks };
}

function proportionTable(data: ProportionData, options: ProportionOptions): ChartTable {
  const { labels, formatValue, formatCount } = options;
  const write = (value: number | undefined): string => (value === undefined ? '–' : formatValue(value));
  return {
    columns: [labels.period, labels.value, labels.count, labels.lower, labels.upper, labels.signal],
    rows: data.points.map((point) => [
      point.label,
      point.value === undefined ? labels.unknown : formatValue(point.value),
      point.count === undefined ? '–' : formatCount(point.count),
      write(point.lower),
      write(point.upper),
      point.signal?.label ?? '',
    ]),
  };
}
