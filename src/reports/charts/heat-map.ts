import { measureText } from '../fonts/index.ts';
import { heatColors, pagePx, palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { evenClasses } from './heat-classes.ts';
import { drawCell, type HeatCell, type HeatColor, heatLegend, markBar } from './heat-marks.ts';
import { layOutLegend } from './legend.ts';
import { periodLabels } from './period-labels.ts';
import { diamond } from './signs.ts';
import { centredBaseline, fitText, text, widestText } from './text.ts';

export interface HeatColumn {
  /** A few of them stand above (`27 Feb`); all of them in the table. */
  readonly label: string;
  /** One of the few whose label stands above, such as Mondays; where no column is, they are thinned evenly. */
  readonly named?: boolean;
  /** A weekend or another day that is not like the rest: a bar above its column. */
  readonly marked?: boolean;
}

export interface HeatRow {
  readonly label: string;
  /** One per column. */
  readonly cells: readonly HeatCell[];
  /** At the right end of the row, such as its sum. */
  readonly note?: string;
  /** Marked and set in bold. */
  readonly unusual?: boolean;
}

export interface HeatData extends ChartWords {
  readonly columns: readonly HeatColumn[];
  /** In the order to be shown. */
  readonly rows: readonly HeatRow[];
}

export interface HeatOptions extends ChartOptions {
  readonly labels: {
    readonly row: string;
    /** What the lightness means, with its unit (`hours down`). */
    readonly value: string;
    /** Above the notes. */
    readonly note: string;
    readonly unknown: string;
    readonly unplanned: string;
    /** What a marked column is (`weekend`). */
    readonly marked: string;
    readonly unusual: string;
  };
  readonly formatValue: (value: number) => string;
  /** px; 359 by default. Rows are never closer than 9.5 px, so very many rows exceed it. */
  readonly heightMax?: number;
  /** The value range of the five steps of lightness; else round steps over the data, from 0. */
  readonly domain?: readonly [number, number];
}

const [rowPitchMin, rowPitchMax] = [9.5, 15];
const tiny = typeSizesPt.tiny;

/**
 * Rows by columns in five steps of lightness, darker for more, with the value printed where cells have room for all.
 * No known value: the sentence `data.empty`.
 */
export function heatMap(data: HeatData, options: HeatOptions): ChartOutput {
  checkOptions(options);
  const table = heatTable(data, options);
  const known = data.rows.flatMap((row) => row.cells.filter((cell) => typeof cell === 'number'));
  if (known.length === 0 || data.columns.length === 0) return emptyChart(data, options, table.columns);

  const { width, labels, formatValue } = options;
  const classes = evenClasses(
    options.domain ?? [Math.min(0, ...known), Math.max(...known)],
    heatColors.length,
    options.domain === undefined,
  );
  const startsAtNought = classes.bounds[0] === 0;
  const colorOf = (value: number): HeatColor | undefined =>
    value === 0 && startsAtNought ? undefined : heatColors[classes.indexOf(value)];
  const cells = data.rows.flatMap((row) => data.columns.map((_, index) => row.cells[index]));
  const legend = heatLegend(
    startsAtNought ? cells : cells.filter((cell) => cell !== 0),
    {
      marked: data.columns.some((column) => column.marked === true),
      unusual: data.rows.some((row) => row.unusual === true),
    },
    classes.bounds.map(formatValue),
    labels,
    width,
  );
  const legendOf = (y: number): ReturnType<typeof layOutLegend> => layOutLegend(legend, 0, y, width, tiny);

  const top = 19;
  const footer = legendOf(0).height + 6;
  const room = (options.heightMax ?? pagePx.timelineHeight) - top - footer;
  const pitch = Math.max(rowPitchMin, Math.min(rowPitchMax, room / data.rows.length));
  const sizePt = pitch >= 12.5 ? typeSizesPt.small : tiny;
  const bottom = top + pitch * data.rows.length;

  const markWidth = data.rows.some((row) => row.unusual === true) ? 10 : 0;
  const nameWidth = Math.min(
    widestText(
      data.rows.map((row) => row.label),
      sizePt,
      600,
    ),
    width * 0.3,
  );
  const notes = data.rows.flatMap((row) => (row.note === undefined || row.note === '' ? [] : [row.note]));
  const noteWidth =
    notes.length === 0
      ? 0
      : Math.min(Math.max(widestText(notes, sizePt, 600), measureText(labels.note, tiny)), width * 0.2);
  const left = markWidth + nameWidth + 8;
  const right = Math.max(left + 1, noteWidth === 0 ? width : width - noteWidth - 8);
  const step = (right - left) / data.columns.length;
  const inset = Math.min(0.5, step * 0.1);
  const valueWidth = widestText(known.map(formatValue), tiny);
  const showsValues = valueWidth + 3 <= step && pitch >= 10.5;

  const header = (x: number, content: string, widthMax: number, anchor: 'start' | 'end'): string =>
    text(x, 9, fitText(content, widthMax, tiny), { sizePt: tiny, fill: palette.mid, anchor });
  const marks = [
    header(markWidth, labels.row, nameWidth, 'start'),
    noteWidth === 0 ? '' : header(width, labels.note, noteWidth, 'end'),
    ...columnNames(data.columns, (index) => left + (index + 0.5) * step, [left, right]),
    ...data.columns.map((column, index) =>
      column.marked === true ? markBar(left + index * step + inset, 13, step - 2 * inset) : '',
    ),
    ...data.rows.flatMap((row, index) => {
      const middleY = top + pitch * (index + 0.5);
      const baseline = middleY + centredBaseline(sizePt);
      const weight = row.unusual === true ? 600 : 400;
      return [
        row.unusual === true ? diamond(4, middleY, 3.2) : '',
        text(markWidth, baseline, fitText(row.label, nameWidth, sizePt, weight), { sizePt, weight }),
        ...data.columns.map((_, column) => {
          const cell = row.cells[column];
          const x = left + column * step + inset;
          return (
            drawCell(cell, x, middleY - pitch / 2 + 0.5, step - 2 * inset, pitch - 1, colorOf) +
            (showsValues && typeof cell === 'number'
              ? text(left + (column + 0.5) * step, middleY + centredBaseline(tiny), formatValue(cell), {
                  sizePt: tiny,
                  fill: colorOf(cell)?.text ?? palette.mid,
                  anchor: 'middle',
                })
              : '')
          );
        }),
        noteWidth === 0
          ? ''
          : text(width, baseline, fitText(row.note ?? '', noteWidth, sizePt, weight), {
              sizePt,
              weight,
              anchor: 'end',
            }),
      ];
    }),
    ...legendOf(bottom + 5).marks,
  ];
  return finishChart(data, options, { height: Math.ceil(bottom + footer), marks, table });
}

function columnNames(
  columns: readonly HeatColumn[],
  at: (index: number) => number,
  span: readonly [number, number],
): string[] {
  const indexes = columns.map((_, index) => index);
  const named = indexes.filter((index) => columns[index]?.named === true);
  const shown = named.length === 0 ? indexes : named;
  const names = shown.map((index) => columns[index]?.label ?? '');
  return periodLabels(names, (position) => at(shown[position] ?? 0), span, 9, tiny);
}

function heatTable(data: HeatData, options: HeatOptions): ChartTable {
  const { labels, formatValue } = options;
  const write = (cell: HeatCell): string =>
    cell === undefined ? labels.unknown : cell === 'unplanned' ? labels.unplanned : formatValue(cell);
  return {
    columns: [labels.row, ...data.columns.map((column) => column.label)],
    rows: data.rows.map((row) => [row.label, ...data.columns.map((_, index) => write(row.cells[index]))]),
  };
}
