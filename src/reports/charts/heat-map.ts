import { measureText } from '../fonts/index.ts';
import { heatColors, pagePx, palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { hatchedRect } from './hatch.ts';
import { evenClasses } from './heat-classes.ts';
import { type LegendEntry, layOutLegend } from './legend.ts';
import { periodLabels } from './period-labels.ts';
import { diamond } from './signs.ts';
import { line, rect } from './svg.ts';
import { centredBaseline, fitText, text, widestText } from './text.ts';

/** A value, `undefined` where unknown (hatched), or that nothing was planned (a thin line). */
export type HeatCell = number | undefined | 'unplanned';

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
  const colorOf = (value: number): (typeof heatColors)[number] => heatColors[classes.indexOf(value)] ?? heatColors[0];
  const legendOf = (y: number): ReturnType<typeof layOutLegend> =>
    layOutLegend(legendEntries(data, options, classes.bounds), 0, y, width, tiny);

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
                  fill: colorOf(cell).text,
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

function markBar(x: number, y: number, width: number): string {
  return rect(x, y, width, 2.5, { fill: palette.mid, class: 'marked' });
}

function drawCell(
  cell: HeatCell,
  x: number,
  y: number,
  width: number,
  height: number,
  colorOf: (value: number) => (typeof heatColors)[number],
): string {
  if (cell === undefined) return hatchedRect(x, y, width, height, 'silent', { class: 'gap' });
  if (cell === 'unplanned') {
    const middleY = y + height / 2;
    return line(x, middleY, x + width, middleY, { stroke: palette.light, 'stroke-width': 0.75, class: 'unplanned' });
  }
  return rect(x, y, width, height, { fill: colorOf(cell).fill, class: 'cell' });
}

function legendEntries(data: HeatData, options: HeatOptions, bounds: readonly number[]): LegendEntry[] {
  const { labels, formatValue } = options;
  const cells = data.rows.flatMap((row) => data.columns.map((_, index) => row.cells[index]));
  const entries = scaleEntries(bounds.map(formatValue), labels.value, options.width);
  const swatch = (cell: HeatCell) => (x: number, middleY: number) =>
    drawCell(cell, x, middleY - 4, 12, 8, () => heatColors[0]);
  if (cells.includes(undefined))
    entries.push({ label: labels.unknown, swatchWidth: 12, drawSwatch: swatch(undefined) });
  if (cells.includes('unplanned')) {
    entries.push({ label: labels.unplanned, swatchWidth: 12, drawSwatch: swatch('unplanned') });
  }
  if (data.columns.some((column) => column.marked === true)) {
    entries.push({
      label: labels.marked,
      swatchWidth: 12,
      drawSwatch: (x, middleY) => markBar(x, middleY - 1.25, 12),
    });
  }
  if (data.rows.some((row) => row.unusual === true)) {
    entries.push({
      label: labels.unusual,
      swatchWidth: 7,
      drawSwatch: (x, middleY) => diamond(x + 3.5, middleY, 3.2),
    });
  }
  return entries;
}

/** The steps of lightness with their bounds between them; where that is too wide, below each other. */
function scaleEntries(bounds: readonly string[], label: string, width: number): LegendEntry[] {
  const [swatchWidth, gap] = [14, 3];
  const widths = bounds.map((bound) => measureText(bound, tiny));
  const total = widths.reduce((sum, each) => sum + each + gap, -gap) + heatColors.length * (swatchWidth + gap);
  if (total > width * 0.75) {
    return [
      { label, swatchWidth: 0, drawSwatch: () => '' },
      ...heatColors.map(
        (color, index): LegendEntry => ({
          label: `${bounds[index] ?? ''}–${bounds[index + 1] ?? ''}`,
          swatchWidth,
          drawSwatch: (x, middleY) => rect(x, middleY - 4, swatchWidth, 8, { fill: color.fill }),
        }),
      ),
    ];
  }
  const drawScale = (x: number, middleY: number): string => {
    let at = x;
    const marks = bounds.flatMap((bound, index) => {
      const boundText = text(at, middleY + centredBaseline(tiny), bound, { sizePt: tiny, fill: palette.mid });
      at += (widths[index] ?? 0) + gap;
      const color = heatColors[index];
      if (color === undefined) return [boundText];
      const swatch = rect(at, middleY - 4, swatchWidth, 8, { fill: color.fill });
      at += swatchWidth + gap;
      return [boundText, swatch];
    });
    return marks.join('');
  };
  return [{ label, swatchWidth: total, drawSwatch: drawScale }];
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
