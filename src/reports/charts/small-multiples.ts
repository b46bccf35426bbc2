import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { measureText } from '../fonts/index.ts';
import { palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords, UsualBand } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { keepInside } from './label-placement.ts';
import { gapFields, type PlotBox, seriesLine } from './series.ts';
import { diamond } from './signs.ts';
import { toneColor } from './sparkline.ts';
import { element, line, rect } from './svg.ts';
import { fitText, text, widestText } from './text.ts';
import { paddedDomain, valueGrid } from './value-axis.ts';

export interface SmallPanel {
  readonly title: string;
  /** Right of the title, such as the last value. */
  readonly note?: string;
  /** Oldest first; `undefined` where unknown: hatched. */
  readonly values: readonly (number | undefined)[];
  readonly usual?: UsualBand | undefined;
  /** Colour of the last value; plain by default. Say it in words too. */
  readonly tone?: 'good' | 'bad' | 'plain';
  /** Marked with a diamond. */
  readonly unusual?: boolean;
}

export interface SmallMultiplesData extends ChartWords {
  /** In the order to be shown, row by row. */
  readonly panels: readonly SmallPanel[];
  /** The periods of all panels, oldest first; the first and the last are named below. */
  readonly periods: readonly string[];
}

export interface SmallMultiplesOptions extends ChartOptions {
  /** Bars begin at zero; lines where the data do. */
  readonly kind: 'line' | 'bar';
  readonly labels: {
    /** The column of panels in the table (`Machine`). */
    readonly panel: string;
    readonly unknown: string;
  };
  readonly formatValue: (value: number) => string;
  /** Panels side by side; as many as are at least 130 px wide by default. */
  readonly columns?: number;
  /** px of one panel's field; 42 by default. */
  readonly plotHeight?: number;
  /** The value range of all panels; else from the data. */
  readonly domain?: readonly [number, number];
}

const tiny = typeSizesPt.tiny;
const small = typeSizesPt.small;
const [gutter, titlePitch, tickCount] = [16, 12, 3];

/**
 * One small chart per machine, part or unit, all on one scale, so that heights may be compared. Figures of the scale
 * stand left of each row. No known value in any panel: the sentence `data.empty`.
 */
export function smallMultiples(data: SmallMultiplesData, options: SmallMultiplesOptions): ChartOutput {
  checkOptions(options);
  const table = multiplesTable(data, options);
  const known = data.panels.flatMap((panel) => panel.values.filter((value) => value !== undefined));
  if (known.length === 0) return emptyChart(data, options, table.columns);

  const { width, formatValue } = options;
  const plotHeight = options.plotHeight ?? 42;
  const y = scaleLinear(options.domain ?? domainOf(data, known, options.kind), [plotHeight, 0]).clamp(true);
  if (options.domain === undefined) y.nice(5);
  const left = Math.min(widestText(y.ticks(tickCount).map(formatValue), tiny), width * 0.25) + 6;
  const columns = Math.max(
    1,
    Math.min(options.columns ?? Math.floor((width - left + gutter) / (130 + gutter)), data.panels.length),
  );
  const panelWidth = (width - left - gutter * (columns - 1)) / columns;
  const titleLines = data.panels.every((panel) => fitsOneLine(panel, panelWidth)) ? 1 : 2;
  const titleHeight = 3 + titleLines * titlePitch;
  const footHeight = 17;
  const rowPitch = titleHeight + plotHeight + footHeight;
  const rows = Math.ceil(data.panels.length / columns);

  const marks = data.panels.flatMap((panel, index) => {
    const x = left + (index % columns) * (panelWidth + gutter);
    const top = Math.floor(index / columns) * rowPitch + titleHeight;
    const box = { left: x, right: x + panelWidth, top, bottom: top + plotHeight };
    const level = y.copy().range([box.bottom, box.top]);
    const isFirst = index % columns === 0;
    return [
      ...valueGrid(level, box.left, box.right, tickCount, tiny, isFirst ? formatValue : () => ''),
      ...drawTitle(panel, box, titleLines),
      ...drawPanel(panel, data.periods.length, box, level, options.kind),
      ...endLabels(data.periods, box),
    ];
  });
  return finishChart(data, options, { height: Math.ceil(rows * rowPitch), marks, table });
}

function domainOf(data: SmallMultiplesData, known: readonly number[], kind: 'line' | 'bar'): [number, number] {
  const bands = data.panels.flatMap(({ usual }) => (usual === undefined ? [] : [usual.p10, usual.p90]));
  const [low, high] = paddedDomain([...known, ...bands], 0.04);
  return kind === 'bar' ? [Math.min(0, ...known), Math.max(0, ...known, ...bands) || 1] : [low, high];
}

function fitsOneLine(panel: SmallPanel, room: number): boolean {
  const noteWidth = panel.note === undefined ? 0 : measureText(panel.note, small) + 6;
  return markWidthOf(panel) + measureText(panel.title, small, 600) + noteWidth <= room;
}

function markWidthOf(panel: SmallPanel): number {
  return panel.unusual === true ? 10 : 0;
}

/** The title with its note right of it or, where any panel has no room for both, below it with the sign. */
function drawTitle(panel: SmallPanel, { left, right, top }: PlotBox, lineCount: 1 | 2): string[] {
  const markWidth = markWidthOf(panel);
  const noteY = top - 5;
  const titleY = noteY - (lineCount - 1) * titlePitch;
  const titleX = lineCount === 1 ? left + markWidth : left;
  const title = fitText(panel.title, right - titleX, small, 600);
  const noteRoom = lineCount === 1 ? right - left : right - left - markWidth;
  const note = fitText(panel.note ?? '', noteRoom, small);
  const noteStyle = { sizePt: small, fill: palette.mid } as const;
  return [
    panel.unusual === true ? diamond(left + 4, noteY - 3.5, 3.2) : '',
    text(titleX, titleY, title, { sizePt: small, weight: 600 }),
    note === '' || lineCount === 2 ? '' : text(right, noteY, note, { ...noteStyle, anchor: 'end' }),
    note === '' || lineCount === 1 ? '' : text(left + markWidth, noteY, note, noteStyle),
  ];
}

function drawPanel(
  panel: SmallPanel,
  periodCount: number,
  box: PlotBox,
  y: ScaleLinear<number, number>,
  kind: 'line' | 'bar',
): string[] {
  const values = Array.from({ length: Math.max(periodCount, panel.values.length) }, (_, index) => panel.values[index]);
  const step = (box.right - box.left) / values.length;
  const at = (index: number): number => box.left + (index + 0.5) * step;
  const last = values.at(-1);
  const band =
    panel.usual === undefined
      ? ''
      : rect(box.left, y(panel.usual.p90), box.right - box.left, y(panel.usual.p10) - y(panel.usual.p90), {
          fill: palette.band,
          class: 'usual',
        });
  const ground = [band, ...gapFields(values, at, step, box)];
  if (kind === 'line') {
    const dot =
      last === undefined
        ? ''
        : element('circle', {
            cx: at(values.length - 1),
            cy: y(last),
            r: 2.4,
            fill: toneColor(panel.tone),
            class: 'last',
          });
    return [...ground, seriesLine(values, at, y, 1.1), dot];
  }
  const zero = y(0);
  const bars = values.map((value, index) => {
    if (value === undefined) return '';
    const isLast = index === values.length - 1;
    const level = y(value);
    return rect(at(index) - step * 0.35, Math.min(level, zero), step * 0.7, Math.abs(level - zero), {
      fill: isLast ? toneColor(panel.tone) : palette.mid,
      class: isLast ? 'bar last' : 'bar',
    });
  });
  return [...ground, ...bars, line(box.left, zero, box.right, zero, { stroke: palette.ink, 'stroke-width': 0.75 })];
}

/** The first and the last period below a panel; only the last where there is no room for both. */
function endLabels(periods: readonly string[], { left, right, bottom }: PlotBox): string[] {
  const room = right - left;
  const lastName = fitText(periods.at(-1) ?? '', room, tiny);
  const firstName = periods.length > 1 ? (periods[0] ?? '') : '';
  const [firstWidth, lastWidth] = [measureText(firstName, tiny), measureText(lastName, tiny)];
  const style = { sizePt: tiny, fill: palette.mid, anchor: 'middle' } as const;
  const place = (width: number, wanted: number): number => keepInside(wanted, width, left, right);
  return [
    lastName === '' ? '' : text(place(lastWidth, right - lastWidth / 2), bottom + 10, lastName, style),
    firstName === '' || firstWidth + lastWidth + 8 > room
      ? ''
      : text(place(firstWidth, left + firstWidth / 2), bottom + 10, firstName, style),
  ];
}

function multiplesTable(data: SmallMultiplesData, options: SmallMultiplesOptions): ChartTable {
  const { labels, formatValue } = options;
  return {
    columns: [labels.panel, ...data.periods],
    rows: data.panels.map((panel) => [
      panel.title,
      ...data.periods.map((_, index) => {
        const value = panel.values[index];
        return value === undefined ? labels.unknown : formatValue(value);
      }),
    ]),
  };
}
