import { extent } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { measureText } from '../fonts/index.ts';
import { palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords, UsualBand } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { layOutLegend } from './legend.ts';
import { hatchFill } from './patterns.ts';
import { triangle } from './signs.ts';
import { line, rect } from './svg.ts';
import { centredBaseline, fitText, text, widestText } from './text.ts';
import { standingOf, usualBracket } from './usual-range.ts';

export interface WaterfallStep {
  readonly id: string;
  readonly label: string;
  /** Totals stand on the axis; losses go left and gains right from where the step before ended. */
  readonly role: 'total' | 'loss' | 'gain';
  /** At least 0 for a total; a negative loss is a gain. */
  readonly valueMs: number;
  readonly usual?: UsualBand | undefined;
  /** Time nobody accounted for is hatched. */
  readonly silent?: boolean;
}

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

interface PlacedStep {
  readonly step: WaterfallStep;
  /** Where the bar begins (its end towards the step before) and ends, ms. */
  readonly startMs: number;
  readonly endMs: number;
  /** Where the usual range would end the bar, ms. */
  readonly usualEnds: UsualBand | undefined;
}

const [rowPitch, barHeight] = [23, 11];

/**
 * How planned machine time becomes good machine time: one bar per step, each hanging where the one before ended, with
 * its usual range below. Only a loss outside its usual range has a colour. No steps, or all zero: the sentence.
 */
export function lossWaterfall(data: WaterfallData, options: WaterfallOptions): ChartOutput {
  checkOptions(options);
  const { width, idPrefix } = options;
  const table = waterfallTable(data, options);
  if (data.steps.every((step) => step.valueMs === 0)) return emptyChart(data, options, table.columns);

  const sizePt = typeSizesPt.small;
  const placed = placeSteps(data.steps);
  const labelWidth = Math.min(
    widestText(
      data.steps.map((step) => step.label),
      sizePt,
      600,
    ),
    width * 0.34,
  );
  const valueTexts = data.steps.map((step) => valueText(step, options));
  const shareTexts = data.steps.map((step) => shareText(step, data, options));
  const shareWidth = Math.min(widestText(shareTexts, sizePt, 600), width * 0.15);
  const valueWidth = Math.min(widestText(valueTexts, sizePt, 600), width * 0.3);
  const left = labelWidth + 10;
  // The longest bar leaves room for its sign and figures; every other bar ends left of it, so figures never collide.
  const right = Math.max(left + 1, width - valueWidth - shareWidth - 34);
  const x = waterfallScale(placed, left, right);

  const hasUsual = data.steps.some((step) => step.usual !== undefined);
  const bottom = data.steps.length * rowPitch;
  const legend = layOutLegend(
    hasUsual
      ? [
          {
            label: options.labels.usual,
            swatchWidth: 26,
            drawSwatch: (at, middleY) => usualBracket(at, at + 12, at + 26, middleY),
          },
        ]
      : [],
    left,
    bottom + 3,
    width - left,
    typeSizesPt.tiny,
  );

  const marks = [
    line(x(0), 0, x(0), bottom - 3, { stroke: palette.ink, 'stroke-width': 0.75 }),
    ...placed.flatMap((each, index) => {
      const barTop = index * rowPitch + 2;
      const barMiddle = barTop + barHeight / 2;
      const baseline = barMiddle + centredBaseline(sizePt);
      const emphasis = emphasisOf(each.step);
      const [from, to] = sorted(x(each.startMs), x(each.endMs));
      const usual = each.usualEnds;
      const reach = Math.max(from, to, usual === undefined ? 0 : x(Math.max(usual.p10, usual.p90)));
      const weight = each.step.role === 'total' || emphasis.direction !== undefined ? 600 : 400;
      const signWidth = emphasis.direction === undefined ? 0 : 11;
      const next = placed[index + 1];
      const valueX = Math.min(reach + 6 + signWidth, width - valueWidth - shareWidth - 10);
      const value = fitText(valueTexts[index] ?? '', valueWidth, sizePt, weight);
      return [
        text(0, baseline, fitText(each.step.label, labelWidth, sizePt, weight), { sizePt, weight }),
        rect(from, barTop, Math.max(to - from, each.step.valueMs === 0 ? 0 : 0.5), barHeight, {
          fill: each.step.silent === true ? hatchFill(idPrefix, 'silent') : emphasis.fill,
          stroke: each.step.silent === true ? emphasis.fill : undefined,
          'stroke-width': each.step.silent === true ? 0.75 : undefined,
          class: `step ${each.step.role}`,
        }),
        next === undefined
          ? ''
          : line(x(each.endMs), barTop + barHeight, x(each.endMs), barTop + rowPitch, {
              stroke: palette.mid,
              'stroke-width': 0.5,
            }),
        usual === undefined ? '' : usualBracket(x(usual.p10), x(usual.median), x(usual.p90), barTop + barHeight + 4),
        emphasis.direction === undefined ? '' : triangle(valueX - 7, barMiddle, 3.6, emphasis.direction, emphasis.fill),
        text(valueX, baseline, value, { sizePt, weight }),
        text(
          valueX + measureText(value, sizePt, weight) + 7,
          baseline,
          fitText(shareTexts[index] ?? '', shareWidth, sizePt),
          {
            sizePt,
            fill: palette.mid,
          },
        ),
      ];
    }),
    ...legend.marks,
  ];
  return finishChart(data, options, {
    height: Math.ceil(bottom + (hasUsual ? legend.height + 5 : 0)),
    marks,
    hatches: data.steps.some((step) => step.silent === true) ? ['silent'] : [],
    table,
  });
}

function sorted(a: number, b: number): [number, number] {
  return a <= b ? [a, b] : [b, a];
}

function placeSteps(steps: readonly WaterfallStep[]): PlacedStep[] {
  let levelMs = 0;
  return steps.map((step) => {
    const startMs = step.role === 'total' ? 0 : levelMs;
    const sign = step.role === 'loss' ? -1 : 1;
    const endAt = (ms: number): number => startMs + sign * ms;
    levelMs = endAt(step.valueMs);
    const { usual } = step;
    return {
      step,
      startMs,
      endMs: levelMs,
      usualEnds: usual && { median: endAt(usual.median), p10: endAt(usual.p10), p90: endAt(usual.p90) },
    };
  });
}

/** From zero, or from below it where the steps do not add up or a usual loss is larger than what there was. */
function waterfallScale(placed: readonly PlacedStep[], left: number, right: number): ScaleLinear<number, number> {
  const reached = placed.flatMap(({ startMs, endMs, usualEnds }) => [
    startMs,
    endMs,
    ...(usualEnds === undefined ? [] : [usualEnds.p10, usualEnds.p90]),
  ]);
  const [low = 0, high = 0] = extent(reached);
  return scaleLinear([Math.min(0, low), Math.max(high, 1)], [left, right]);
}

function emphasisOf(step: WaterfallStep): { fill: string; direction: 'up' | 'down' | undefined } {
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
