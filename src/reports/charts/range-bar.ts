import { scaleLinear } from 'd3-scale';
import { palette } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords, UsualBand } from './chart.ts';
import { checkOptions, finishChart } from './drawing.ts';
import { hatchedRect } from './hatch.ts';
import { diamond } from './signs.ts';
import { toneColor } from './sparkline.ts';
import { element, line, rect } from './svg.ts';
import { paddedDomain } from './value-axis.ts';

export interface RangeBarData extends ChartWords {
  /** `undefined` where unknown: the mark is hatched. */
  readonly value: number | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly usual?: UsualBand | undefined;
  readonly target?: number | undefined;
  /** Colour of the point; plain by default. Say it in words beside the figure too. */
  readonly tone?: 'good' | 'bad' | 'plain';
}

export interface RangeBarOptions extends ChartOptions {
  readonly labels: {
    readonly measure: string;
    readonly value: string;
    readonly low: string;
    readonly high: string;
    readonly usual: string;
    readonly target: string;
    readonly unknown: string;
  };
  readonly formatValue: (value: number) => string;
  /** px; 14 by default. */
  readonly height?: number;
  /** The value range; else from the data. */
  readonly domain?: readonly [number, number];
}

/**
 * One figure in its usual range, in the space of a word: light band from the 10 % to the 90 % quantile with the median
 * as a tick, the value as a point, its bounds as a line through it, the target as an outlined diamond.
 */
export function rangeBar(data: RangeBarData, options: RangeBarOptions): ChartOutput {
  checkOptions(options);
  const { width } = options;
  const height = options.height ?? 14;
  const middle = height / 2;
  const { value, usual, target } = data;
  const all = [value, data.low, data.high, usual?.p10, usual?.p90, target].filter((each) => each !== undefined);
  const x = scaleLinear(options.domain ?? paddedDomain(all, 0.08), [5, width - 5]).clamp(true);
  const [low, high] = [data.low ?? value, data.high ?? value];
  const marks = [
    value === undefined
      ? hatchedRect(0, middle - 4, width, 8, 'silent', { class: 'gap' })
      : line(0, middle, width, middle, { stroke: palette.grid, 'stroke-width': 0.75 }),
    usual === undefined
      ? ''
      : rect(x(usual.p10), middle - 4, x(usual.p90) - x(usual.p10), 8, { fill: palette.plannedStop, class: 'usual' }) +
        line(x(usual.median), middle - 5.5, x(usual.median), middle + 5.5, {
          stroke: palette.mid,
          'stroke-width': 1.5,
        }),
    low === undefined || high === undefined || low === high
      ? ''
      : line(x(low), middle, x(high), middle, { stroke: palette.ink, 'stroke-width': 1.5, class: 'bounds' }),
    target === undefined
      ? ''
      : diamond(x(target), middle, 4, {
          fill: palette.paper,
          stroke: palette.ink,
          'stroke-width': 0.9,
          class: 'target',
        }),
    value === undefined
      ? ''
      : element('circle', {
          cx: x(value),
          cy: middle,
          r: 3.4,
          fill: toneColor(data.tone),
          stroke: palette.paper,
          'stroke-width': 0.8,
        }),
  ];
  const words = value === undefined ? { ...data, description: data.empty } : data;
  return finishChart(words, options, { height, marks, table: rangeTable(data, options) });
}

function rangeTable(data: RangeBarData, options: RangeBarOptions): ChartTable {
  const { labels, formatValue } = options;
  const write = (value: number | undefined): string => (value === undefined ? labels.unknown : formatValue(value));
  const { usual } = data;
  return {
    columns: [labels.measure, labels.value],
    rows: [
      [labels.value, write(data.value)],
      [labels.low, write(data.low ?? data.value)],
      [labels.high, write(data.high ?? data.value)],
      [
        labels.usual,
        usual === undefined ? labels.unknown : `${write(usual.median)} (${write(usual.p10)} – ${write(usual.p90)})`,
      ],
      ...(data.target === undefined ? [] : [[labels.target, write(data.target)]]),
    ],
  };
}
