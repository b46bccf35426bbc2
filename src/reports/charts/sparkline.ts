import { scaleLinear } from 'd3-scale';
import { palette } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords, UsualBand } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { gapFields, seriesLine } from './series.ts';
import { element, rect } from './svg.ts';
import { paddedDomain } from './value-axis.ts';

export interface SparklineData extends ChartWords {
  /** Oldest first; `undefined` where unknown. */
  readonly values: readonly (number | undefined)[];
  readonly usual?: UsualBand | undefined;
  /** Colour of the last point; plain by default. Say it in words beside the figure too. */
  readonly tone?: 'good' | 'bad' | 'plain';
}

export interface SparklineOptions extends ChartOptions {
  readonly labels: {
    readonly period: string;
    readonly value: string;
    readonly unknown: string;
    /** The name of the value at an index, for the table (`12 Feb`). */
    readonly periodAt: (index: number) => string;
  };
  readonly formatValue: (value: number) => string;
  /** px; 24 by default. */
  readonly height?: number;
  /** The value range, so that sparklines below each other can share a scale; else from the data. */
  readonly domain?: readonly [number, number];
}

/**
 * A figure's last days in the space of a word: line, usual band, hatched gaps, last point. No text, so it needs its
 * figure beside it. No known value: one hatched field (the sentence is its alternative text).
 */
export function sparkline(data: SparklineData, options: SparklineOptions): ChartOutput {
  checkOptions(options);
  const { width } = options;
  const height = options.height ?? 24;
  const table = sparklineTable(data, options);
  if (data.values.length === 0) return emptyChart(data, options, table.columns);

  const known = data.values.filter((value) => value !== undefined);
  const band = data.usual === undefined ? [] : [data.usual.p10, data.usual.p90];
  const y = scaleLinear(options.domain ?? paddedDomain([...known, ...band], 0.04), [height - 4, 4]).clamp(true);
  const lastIndex = data.values.length - 1;
  const x = scaleLinear([0, Math.max(1, lastIndex)], [3, width - 4]);
  const at = (index: number): number => (lastIndex === 0 ? width / 2 : x(index));
  const box = { left: 0, right: width, top: 1, bottom: height - 1 };
  const last = data.values.at(-1);
  const marks = [
    data.usual === undefined
      ? ''
      : rect(0, y(data.usual.p90), width, y(data.usual.p10) - y(data.usual.p90), {
          fill: palette.band,
          class: 'usual',
        }),
    ...gapFields(data.values, at, lastIndex === 0 ? width : x(1) - x(0), box),
    seriesLine(data.values, at, y, 1.1),
    last === undefined
      ? ''
      : element('circle', { cx: at(lastIndex), cy: y(last), r: 2.4, fill: toneColor(data.tone), class: 'last' }),
  ];
  const words = known.length === 0 ? { ...data, description: data.empty } : data;
  return finishChart(words, options, { height, marks, table });
}

/** The colour of a mark that is good, bad or neither. */
export function toneColor(tone: 'good' | 'bad' | 'plain' | undefined): string {
  return tone === 'good' ? palette.good : tone === 'bad' ? palette.bad : palette.ink;
}

function sparklineTable(data: SparklineData, options: SparklineOptions): ChartTable {
  const { labels, formatValue } = options;
  return {
    columns: [labels.period, labels.value],
    rows: data.values.map((value, index) => [
      labels.periodAt(index),
      value === undefined ? labels.unknown : formatValue(value),
    ]),
  };
}
