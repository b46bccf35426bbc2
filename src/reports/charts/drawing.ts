import { GembaError } from '../../model/index.ts';
import { fontFamily, palette, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords } from './chart.ts';
import { element, escapeXml, formatNumber } from './svg.ts';
import { lineHeight, text, wrapText } from './text.ts';

export interface Drawing {
  readonly height: number;
  readonly marks: readonly string[];
  readonly table: ChartTable;
  /** Whether marks are links: then the chart is a group, since what lies in an image cannot be reached. */
  readonly hasLinks?: boolean;
}

/** Checks the options that every chart shares; throws `GembaError`. */
export function checkOptions(options: ChartOptions): void {
  if (!/^[A-Za-z][\w-]*$/.test(options.idPrefix)) {
    throw new GembaError(
      'template-invalid',
      `The id prefix "${options.idPrefix}" of a chart must begin with a letter and hold only letters, digits, - and _.`,
    );
  }
  if (!(options.width > 0) || !Number.isFinite(options.width)) {
    throw new GembaError(
      'template-invalid',
      `The width ${options.width} of chart ${options.idPrefix} must be above 0 px.`,
    );
  }
}

/** The SVG document around the marks: size, alternative text, type. */
export function finishChart(words: ChartWords, options: ChartOptions, drawing: Drawing): ChartOutput {
  const { width, idPrefix } = options;
  const { height } = drawing;
  const [titleId, descriptionId] = [`${idPrefix}-title`, `${idPrefix}-desc`];
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${formatNumber(width)} ${formatNumber(height)}`,
      role: drawing.hasLinks === true ? 'group' : 'img',
      'aria-labelledby': `${titleId} ${descriptionId}`,
      'font-family': fontFamily,
    },
    element('title', { id: titleId }, escapeXml(words.title)),
    element('desc', { id: descriptionId }, escapeXml(words.description)),
    ...drawing.marks,
  );
  return { svg, width, height, title: words.title, description: words.description, table: drawing.table };
}

/** A chart without data is the sentence that says so. */
export function emptyChart(words: ChartWords, options: ChartOptions, columns: readonly string[]): ChartOutput {
  const sizePt = typeSizesPt.small;
  const lines = wrapText(words.empty, options.width, sizePt);
  const marks = lines.map((each, index) =>
    text(0, (index + 1) * lineHeight(sizePt), each, { sizePt, fill: palette.mid }),
  );
  return finishChart(words, options, {
    height: (lines.length + 0.5) * lineHeight(sizePt),
    marks,
    table: { columns, rows: [] },
  });
}
