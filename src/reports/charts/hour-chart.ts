import { scaleLinear } from 'd3-scale';
import { measureText } from '../fonts/index.ts';
import { palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { hatchedRect } from './hatch.ts';
import { drawBar, type HourColumn, type HourSlot, hourLegend, usualBand, widestBetween } from './hour-marks.ts';
import { keepInside, labelStep } from './label-placement.ts';
import { layOutLegend } from './legend.ts';
import { gapRuns, gapWord } from './series.ts';
import { line } from './svg.ts';
import { fitText, text, widestText } from './text.ts';
import { shiftBoundaries, type TimeMark } from './time-axis.ts';
import { valueGrid } from './value-axis.ts';

export interface HourData extends ChartWords {
  readonly hours: readonly HourSlot[];
  /** Where shifts begin, with their names. */
  readonly shifts: readonly TimeMark[];
  /** The whole day beside the rows of figures: what was made, and what is usual (medians of hours do not add up to it). */
  readonly total?: { readonly value: string; readonly usual?: string | undefined } | undefined;
}

export interface HourOptions extends ChartOptions {
  readonly labels: {
    readonly hour: string;
    /** Names the row of figures and the column of the table (`made`). */
    readonly value: string;
    /** Names the row of medians (`usual`). */
    readonly usual: string;
    /** In the legend (`usual: median, 10–90 %`). */
    readonly usualRange: string;
    /** Above the totals (`day`). */
    readonly total: string;
    /** Column of the table: running total of the known hours. */
    readonly cumulative: string;
    readonly above: string;
    readonly below: string;
    /** For hours without report. */
    readonly unknown: string;
  };
  readonly formatValue: (value: number) => string;
  /** px of the bars' field; 100 by default. */
  readonly plotHeight?: number;
  /** The value range of the axis from 0, so that charts side by side share a scale; else from the data. */
  readonly valueMax?: number;
}

const tiny = typeSizesPt.tiny;

/**
 * The hour-by-hour board: bars from zero, each before its usual band and median, with figures in rows below. An hour
 * outside its usual band has a colour and a triangle; one without report is hatched. No known hour: the sentence.
 */
export function hourChart(data: HourData, options: HourOptions): ChartOutput {
  checkOptions(options);
  const table = hourTable(data, options);
  const [first, last] = [data.hours[0], data.hours.at(-1)];
  if (first === undefined || last === undefined || data.hours.every((hour) => hour.value === undefined)) {
    return emptyChart(data, options, table.columns);
  }
  const { width, labels, formatValue } = options;
  const plotHeight = options.plotHeight ?? 100;
  const top = data.shifts.length === 0 ? 10 : 22;
  const bottom = top + plotHeight;
  const y = scaleLinear([0, options.valueMax ?? largestOf(data)], [bottom, top]).clamp(true);
  if (options.valueMax === undefined) y.nice(3);

  const rows = figureRows(data, options);
  const left = Math.min(
    widestText([...y.ticks(3).map(formatValue), ...rows.map((row) => row.name)], tiny, 600) + 6,
    width * 0.2,
  );
  const totals = rows.flatMap((row) => (row.total === '' ? [] : [row.total]));
  const totalWidth = totals.length === 0 ? 0 : Math.min(widestText([...totals, labels.total], tiny, 600), width * 0.2);
  const right = Math.max(left + 1, width - (totalWidth === 0 ? 0 : totalWidth + 8));
  const x = scaleLinear([first.fromAt, last.toAt], [left, right]);
  const columns = data.hours.map((hour): HourColumn => ({ hour, left: x(hour.fromAt), right: x(hour.toAt) }));

  const hourY = bottom + 11;
  const rowY = (index: number): number => hourY + 12 * (index + 1);
  const legendTop = rowY(rows.length - 1) + 8;
  const legend = layOutLegend(hourLegend(data.hours, labels), 0, legendTop, width, tiny);
  const marks = [
    ...columns.map(({ hour, left: from, right: to }) => usualBand(hour, from, to, y)),
    ...valueGrid(y, left, right, 3, tiny, formatValue),
    ...gapRuns(data.hours.map((hour) => hour.value)).map(([from, to]) => {
      const [start, end] = [columns[from]?.left ?? left, columns[to - 1]?.right ?? right];
      const [wordStart, wordEnd] = widestBetween(
        start,
        end,
        data.shifts.map((shift) => x(shift.at)),
      );
      return (
        hatchedRect(start, top, end - start, bottom - top, 'silent', { class: 'gap' }) +
        gapWord(wordStart, wordEnd, bottom - 6, labels.unknown)
      );
    }),
    ...columns.map((column) => drawBar(column, y, bottom)),
    line(left, bottom, right, bottom, { stroke: palette.ink, 'stroke-width': 0.75 }),
    ...hourLabels(columns, hourY, left, right),
    ...shiftBoundaries(data.shifts, { x, top, bottom }, 9, tiny),
    totalWidth === 0
      ? ''
      : text(width, hourY, fitText(labels.total, totalWidth, tiny), {
          sizePt: tiny,
          fill: palette.mid,
          anchor: 'end',
        }),
    ...rows.flatMap((row, index) => drawRow(row, columns, rowY(index), left - 6, width, totalWidth)),
    ...legend.marks,
  ];
  return finishChart(data, options, { height: Math.ceil(legendTop + legend.height + 2), marks, table });
}

interface FigureRow {
  readonly name: string;
  readonly figures: readonly string[];
  readonly total: string;
  readonly weight: 400 | 600;
  readonly fill: string;
}

function largestOf(data: HourData): number {
  const reached = data.hours.flatMap(({ value, usual }) => [value ?? 0, usual?.p90 ?? 0]);
  return Math.max(...reached) || 1;
}

function figureRows(data: HourData, options: HourOptions): FigureRow[] {
  const { labels, formatValue } = options;
  const made: FigureRow = {
    name: labels.value,
    figures: data.hours.map(({ value }) => (value === undefined ? '–' : formatValue(value))),
    total: data.total?.value ?? '',
    weight: 600,
    fill: palette.ink,
  };
  const usual: FigureRow = {
    name: labels.usual,
    figures: data.hours.map((hour) => (hour.usual === undefined ? '' : formatValue(hour.usual.median))),
    total: data.total?.usual ?? '',
    weight: 400,
    fill: palette.mid,
  };
  const hasUsual = data.total?.usual !== undefined || data.hours.some((hour) => hour.usual !== undefined);
  return hasUsual ? [made, usual] : [made];
}

function hourLabels(columns: readonly HourColumn[], baseline: number, from: number, to: number): string[] {
  const names = columns.map(({ hour }) => fitText(hour.label, to - from, tiny));
  const sizes = names.map((name) => measureText(name, tiny));
  const middles = columns.map((column, index) =>
    keepInside((column.left + column.right) / 2, sizes[index] ?? 0, from, to),
  );
  const step = labelStep(middles, sizes, 4);
  return names.flatMap((name, index) =>
    index % step === 0
      ? [text(middles[index] ?? 0, baseline, name, { sizePt: tiny, fill: palette.mid, anchor: 'middle' })]
      : [],
  );
}

/** Figures below their hours; all of them or, where one has no room, only the total. */
function drawRow(
  row: FigureRow,
  columns: readonly HourColumn[],
  baseline: number,
  nameWidth: number,
  width: number,
  totalWidth: number,
): string[] {
  const { weight, fill } = row;
  const style = { sizePt: tiny, weight, fill };
  const haveRoom = columns.every(
    (column, index) => measureText(row.figures[index] ?? '', tiny, weight) <= column.right - column.left - 3,
  );
  const hasTotal = row.total !== '' && totalWidth > 0;
  if (!haveRoom && !hasTotal) return [];
  return [
    text(0, baseline, fitText(row.name, nameWidth, tiny, weight), style),
    ...(haveRoom ? columns : []).map((column, index) =>
      text((column.left + column.right) / 2, baseline, row.figures[index] ?? '', { ...style, anchor: 'middle' }),
    ),
    hasTotal ? text(width, baseline, fitText(row.total, totalWidth, tiny, weight), { ...style, anchor: 'end' }) : '',
  ];
}

function hourTable(data: HourData, options: HourOptions): ChartTable {
  const { labels, formatValue } = options;
  let total = 0;
  return {
    columns: [labels.hour, labels.value, labels.usual, labels.cumulative],
    rows: data.hours.map(({ label, value, usual }) => {
      total += value ?? 0;
      return [
        label,
        value === undefined ? labels.unknown : formatValue(value),
        usual === undefined
          ? '–'
          : `${formatValue(usual.median)} (${formatValue(usual.p10)} – ${formatValue(usual.p90)})`,
        formatValue(total),
      ];
    }),
  };
}
