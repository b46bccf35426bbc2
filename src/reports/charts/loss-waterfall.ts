import { type FontWeight, measureText } from '../fonts/index.ts';
import { palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { hatchedRect } from './hatch.ts';
import { type Legend, type LegendEntry, layOutLegend } from './legend.ts';
import { triangle } from './signs.ts';
import { line, rect } from './svg.ts';
import { centredBaseline, fitText, text, widestText } from './text.ts';
import { standingOf, usualBracket } from './usual-range.ts';
import { type PlacedStep, placeSteps, type WaterfallStep, waterfallScale } from './waterfall-geometry.ts';

export interface WaterfallData extends ChartWords {
  readonly steps: readonly WaterfallStep[];
}

export interface WaterfallOptions extends ChartOptions {
  readonly labels: {
    readonly step: string;
    readonly value: string;
    readonly share: string;
    readonly usual: string;
  };
  readonly formatDuration: (ms: number) => string;
  /** A share of the first total, 0 to 1. */
  readonly formatShare: (ratio: number) => string;
}

const [rowPitch, barHeight] = [24, 11];
const sizePt = typeSizesPt.small;

/**
 * How planned machine time becomes good machine time: one bar per step, each hanging where the one before ended, with
 * its usual range below. Only a loss outside its usual range has a colour. No steps, or all zero: the sentence.
 */
export function lossWaterfall(data: WaterfallData, options: WaterfallOptions): ChartOutput {
  checkOptions(options);
  const { width } = options;
  const table = waterfallTable(data, options);
  if (data.steps.every((step) => step.valueMs === 0)) return emptyChart(data, options, table.columns);

  const labelWidth = Math.min(widestText(labelsOf(data), sizePt, 600), width * 0.36);
  const rows = placeSteps(data.steps).map((placed): Row => {
    const emphasis = emphasisOf(placed.step);
    const weight = placed.step.role === 'total' || emphasis.direction !== undefined ? 600 : 400;
    const value = fitText(valueText(placed.step, options), width * 0.26, sizePt, weight);
    const share = fitText(shareText(placed.step, data, options), width * 0.14, sizePt);
    const signWidth = emphasis.direction === undefined ? 0 : 11;
    const valueWidth = measureText(value, sizePt, weight);
    const figureWidth = 6 + signWidth + valueWidth + 7 + measureText(share, sizePt) + 1;
    return { placed, emphasis, weight, value, share, signWidth, valueWidth, figureWidth };
  });
  const left = labelWidth + 10;
  const figureWidths = rows.map((row) => row.figureWidth);
  const x = waterfallScale(
    rows.map((row) => row.placed),
    figureWidths,
    left,
    width,
  );
  const bottom = rows.length * rowPitch;
  const legend = usualLegend(data, options, left, bottom + 3);
  const marks = [
    line(x(0), 0, x(0), bottom - 3, { stroke: palette.ink, 'stroke-width': 0.75 }),
    ...rows.flatMap((row, index) => drawRow(row, index * rowPitch + 2, index === rows.length - 1, x, labelWidth)),
    ...legend.marks,
  ];
  return finishChart(data, options, {
    height: Math.ceil(bottom + (legend.height === 0 ? 0 : legend.height + 5)),
    marks,
    table,
  });
}

/** A step with everything that stands in its row. */
interface Row {
  readonly placed: PlacedStep;
  readonly emphasis: Emphasis;
  readonly weight: FontWeight;
  readonly value: string;
  readonly share: string;
  readonly signWidth: number;
  readonly valueWidth: number;
  readonly figureWidth: number;
}

interface Emphasis {
  readonly fill: string;
  readonly direction: 'up' | 'down' | undefined;
}

function labelsOf(data: WaterfallData): string[] {
  return data.steps.map((step) => step.label);
}

function drawRow(row: Row, barTop: number, isLast: boolean, x: (ms: number) => number, labelWidth: number): string[] {
  const { placed, emphasis, weight } = row;
  const { step, usualEnds } = placed;
  const middleY = barTop + barHeight / 2;
  const baseline = middleY + centredBaseline(sizePt);
  const from = x(Math.min(placed.startMs, placed.endMs));
  const to = x(Math.max(placed.startMs, placed.endMs));
  const valueX = to + 6 + row.signWidth;
  const barWidth = step.valueMs === 0 ? 0 : Math.max(0.5, to - from);
  const className = `step ${step.role}`;
  return [
    text(0, baseline, fitText(step.label, labelWidth, sizePt, weight), { sizePt, weight }),
    step.silent === true
      ? hatchedRect(from, barTop, barWidth, barHeight, 'silent', {
          stroke: emphasis.fill,
          'stroke-width': 0.75,
          class: className,
        })
      : rect(from, barTop, barWidth, barHeight, { fill: emphasis.fill, class: className }),
    isLast
      ? ''
      : line(x(placed.endMs), barTop + barHeight, x(placed.endMs), barTop + rowPitch, {
          stroke: palette.mid,
          'stroke-width': 0.5,
        }),
    usualEnds === undefined
      ? ''
      : usualBracket(x(usualEnds.p10), x(usualEnds.median), x(usualEnds.p90), barTop + barHeight + 5),
    emphasis.direction === undefined ? '' : triangle(valueX - 7, middleY, 3.6, emphasis.direction, emphasis.fill),
    text(valueX, baseline, row.value, { sizePt, weight }),
    row.share === '' ? '' : text(valueX + row.valueWidth + 7, baseline, row.share, { sizePt, fill: palette.mid }),
  ];
}

function usualLegend(data: WaterfallData, options: WaterfallOptions, x: number, y: number): Legend {
  const entry: LegendEntry = {
    label: options.labels.usual,
    swatchWidth: 26,
    drawSwatch: (at, middleY) => usualBracket(at, at + 12, at + 26, middleY),
  };
  const hasUsual = data.steps.some((step) => step.usual !== undefined);
  // Below the bars, or from the very left where the label needs more room.
  const needed = entry.swatchWidth + 5 + measureText(entry.label, typeSizesPt.tiny);
  const start = x + needed <= options.width ? x : 0;
  return layOutLegend(hasUsual ? [entry] : [], start, y, options.width - start, typeSizesPt.tiny);
}

function emphasisOf(step: WaterfallStep): Emphasis {
  if (step.role === 'total') return { fill: palette.ink, direction: undefined };
  const standing = standingOf(step.valueMs, step.usual);
  if (step.role === 'loss' && standing === 'above') return { fill: palette.bad, direction: 'up' };
  if (step.role === 'loss' && standing === 'below') return { fill: palette.good, direction: 'down' };
  return { fill: palette.mid, direction: undefined };
}

function valueText(step: WaterfallStep, options: WaterfallOptions): string {
  if (step.role === 'total' || step.valueMs === 0) return options.formatDuration(step.valueMs);
  const lost = (step.role === 'loss') === step.valueMs > 0;
  return `${lost ? '−' : '+'}${options.formatDuration(Math.abs(step.valueMs))}`;
}

function shareText(step: WaterfallStep, data: WaterfallData, options: WaterfallOptions): string {
  const base = data.steps.find((each) => each.role === 'total')?.valueMs ?? 0;
  return base > 0 ? options.formatShare(Math.abs(step.valueMs) / base) : '';
}

function waterfallTable(data: WaterfallData, options: WaterfallOptions): ChartTable {
  const { labels, formatDuration } = options;
  return {
    columns: [labels.step, labels.value, labels.share, labels.usual],
    rows: data.steps.map((step) => [
      step.label,
      valueText(step, options),
      shareText(step, data, options),
      step.usual === undefined
        ? '–'
        : `${formatDuration(step.usual.median)} (${formatDuration(step.usual.p10)} – ${formatDuration(step.usual.p90)})`,
    ]),
  };
}
