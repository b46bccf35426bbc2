import { sum } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { hatchedRect } from './hatch.ts';
import { line, rect } from './svg.ts';
import { centredBaseline, fitText, text, twoLines, widestText } from './text.ts';

export interface ParetoItem {
  readonly label: string;
  /** A second, smaller line below the label (the operation of a part). */
  readonly detail?: string | undefined;
  /** At least 0. */
  readonly value: number;
  /** A cause nobody stated: hatched. */
  readonly unknown?: boolean | undefined;
}

export interface ParetoData extends ChartWords {
  /** In any order; ranked here, equals in the order given. */
  readonly items: readonly ParetoItem[];
}

export interface ParetoOptions extends ChartOptions {
  readonly labels: {
    readonly item: string;
    readonly value: string;
    readonly share: string;
    readonly cumulative: string;
    /** The name of the last bar, into which all beyond `barsMax` are folded. */
    readonly others: (count: number) => string;
  };
  readonly formatValue: (value: number) => string;
  /** 0 to 1. */
  readonly formatShare: (ratio: number) => string;
  /** The most bars, the folded one included; 10 by default. */
  readonly barsMax?: number;
}

interface RankedBar extends ParetoItem {
  readonly share: number;
  readonly cumulative: number;
  readonly folded: boolean;
  /** Among the few that make up the first 80 %. */
  readonly vital: boolean;
}

const [oneLinePitch, twoLinePitch, barHeight] = [16, 25, 10];

/**
 * Causes ranked by weight, as bars from zero with value, share and running share in columns at the right. The few that
 * make up 80 % are dark; causes nobody stated are hatched. Items of value 0 are left out; without any other: the sentence `data.empty`.
 */
export function paretoBars(data: ParetoData, options: ParetoOptions): ChartOutput {
  checkOptions(options);
  const { width, labels, formatValue, formatShare } = options;
  const columns = [labels.item, labels.value, labels.share, labels.cumulative];
  const bars = rankBars(data.items, options);
  if (bars.length === 0) return emptyChart(data, options, columns);

  const texts = bars.map(
    (bar) => [formatValue(bar.value), formatShare(bar.share), formatShare(bar.cumulative)] as const,
  );
  const [sizePt, headPt] = [typeSizesPt.small, typeSizesPt.tiny];
  const columnWidths = [0, 1, 2].map((column) =>
    Math.min(
      Math.max(
        widestText(
          texts.map((row) => row[column] ?? ''),
          sizePt,
        ),
        widestText([columns[column + 1] ?? ''], headPt),
      ),
      width * 0.16,
    ),
  );
  const columnEnds = [2, 1, 0].reduce<number[]>((ends, column) => {
    ends[column] = column === 2 ? width : (ends[column + 1] ?? 0) - (columnWidths[column + 1] ?? 0) - 12;
    return ends;
  }, []);
  const labelWidth = Math.min(
    Math.max(
      widestText(
        bars.map((bar) => bar.label),
        sizePt,
      ),
      widestText(
        bars.map((bar) => bar.detail ?? ''),
        headPt,
      ),
    ),
    width * 0.34,
  );
  const names = bars.map((bar) => nameLines(bar, labelWidth));
  const rowPitch = names.some((lines) => lines.length > 1) ? twoLinePitch : oneLinePitch;
  const left = labelWidth + 8;
  const right = Math.max(left + 1, (columnEnds[0] ?? 0) - (columnWidths[0] ?? 0) - 10);
  const x = scaleLinear([0, Math.max(...bars.map((bar) => bar.value))], [left, right]);
  const top = 15;
  const bottom = top + bars.length * rowPitch;

  const head = (column: number): string =>
    text(columnEnds[column] ?? width, 9, fitText(columns[column + 1] ?? '', columnWidths[column] ?? 0, headPt), {
      sizePt: headPt,
      fill: palette.mid,
      anchor: 'end',
    });
  const marks = [
    text(0, 9, fitText(labels.item, labelWidth, headPt), { sizePt: headPt, fill: palette.mid }),
    head(0),
    head(1),
    head(2),
    ...bars.flatMap((bar, index) => {
      const middleY = top + rowPitch * (index + 0.5);
      const baseline = middleY + centredBaseline(sizePt);
      return [
        ...drawName(names[index] ?? [], middleY),
        drawBar(bar, left, middleY - barHeight / 2, x(bar.value) - left),
        ...(texts[index] ?? []).map((content, column) =>
          text(columnEnds[column] ?? width, baseline, fitText(content, columnWidths[column] ?? 0, sizePt), {
            sizePt,
            fill: column === 0 ? palette.ink : palette.mid,
            anchor: 'end',
          }),
        ),
      ];
    }),
    line(left, top, left, bottom, { stroke: palette.ink, 'stroke-width': 0.75 }),
  ];
  const table: ChartTable = { columns, rows: bars.map((bar, index) => [wholeName(bar), ...(texts[index] ?? [])]) };
  return finishChart(data, options, { height: bottom + 2, marks, table });
}

interface NameLine {
  readonly content: string;
  readonly sizePt: number;
  readonly fill: string;
}

/** The label with its detail below, or a long label alone on two lines. */
function nameLines(bar: RankedBar, labelWidth: number): NameLine[] {
  const [labelPt, detailPt] = [typeSizesPt.small, typeSizesPt.tiny];
  const { label, detail } = bar;
  if (detail === undefined || detail === '') {
    return twoLines(label, labelWidth, labelPt).map((content) => ({ content, sizePt: labelPt, fill: palette.ink }));
  }
  return [
    { content: fitText(label, labelWidth, labelPt), sizePt: labelPt, fill: palette.ink },
    { content: fitText(detail, labelWidth, detailPt), sizePt: detailPt, fill: palette.mid },
  ];
}

function drawName(lines: readonly NameLine[], middleY: number): string[] {
  return lines.map(({ content, sizePt, fill }, index) => {
    const lineMiddle = lines.length === 1 ? middleY : middleY + (index === 0 ? -5.2 : 5.6);
    return text(0, lineMiddle + centredBaseline(sizePt), content, { sizePt, fill });
  });
}

function drawBar(bar: RankedBar, x: number, y: number, width: number): string {
  if (bar.unknown === true) {
    return hatchedRect(x, y, width, barHeight, 'silent', { stroke: palette.mid, 'stroke-width': 0.75, class: 'bar' });
  }
  const fill = bar.folded ? palette.light : bar.vital ? palette.ink : palette.mid;
  return rect(x, y, width, barHeight, { fill, class: 'bar' });
}

function wholeName({ label, detail }: RankedBar): string {
  return detail === undefined || detail === '' ? label : `${label}, ${detail}`;
}

function rankBars(items: readonly ParetoItem[], options: ParetoOptions): RankedBar[] {
  const ranked = items.filter((item) => item.value > 0).sort((a, b) => b.value - a.value);
  const total = sum(ranked, (item) => item.value);
  const barsMax = Math.max(2, options.barsMax ?? 10);
  const kept = ranked.length > barsMax ? ranked.slice(0, barsMax - 1) : ranked;
  const rest = ranked.slice(kept.length);
  const shown: (ParetoItem & { folded: boolean })[] = kept.map((item) => ({ ...item, folded: false }));
  if (rest.length > 0) {
    shown.push({ label: options.labels.others(rest.length), value: sum(rest, (item) => item.value), folded: true });
  }
  let before = 0;
  return shown.map((item) => {
    const share = item.value / total;
    const vital = before < 0.8;
    before += share;
    return { ...item, share, cumulative: Math.min(1, before), vital };
  });
}
