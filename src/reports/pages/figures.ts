/** The row of figures: each with its usual range, its standing in a word, and its last 28 days. */
import type { ReportKpiId } from '../../analytics/index.ts';
import { sparkline } from '../charts/index.ts';
import type { WrittenKpi, WrittenUsual } from '../documents/comparison.ts';
import type { DailyDocument } from '../documents/daily-document.ts';
import { palette } from '../theme.ts';
import type { Speaker } from '../words/speaker.ts';
import { type FigureFormat, figureFormat, usualBand } from './figure-format.ts';
import { type Markup, markup } from './markup.ts';
import type { FigureView } from './view.ts';

const sparkWidth = 122;

export function buildFigures(document: DailyDocument, shown: readonly ReportKpiId[], speaker: Speaker): FigureView[] {
  return shown.flatMap((kpi) => {
    const row = document.kpis.find((candidate) => candidate.kpi === kpi && candidate.equipment === null);
    return row === undefined ? [] : [buildFigure(row, document, speaker)];
  });
}

function buildFigure(row: WrittenKpi, document: DailyDocument, speaker: Speaker): FigureView {
  const { words } = speaker;
  const { labels } = words;
  // A span is compared with nothing, by rule; that it has too little history would be another thing.
  const isCompared = speaker.window.kind !== 'span';
  const band = usualBand(row.usual);
  const known = 'unknown' in row.value ? undefined : row.value;
  const format = figureFormat(row.kpi, speaker, [known?.value, known?.high, band?.p90]);
  const values = row.last28.map((value) => value ?? undefined);
  const tone = toneOf(row.standing, format);
  const label = words.kpis[row.kpi];
  const last = known === undefined ? words.unknown[unknownOf(row)] : format.text(known.value);
  const chart = sparkline(
    {
      title: `${label}, ${labels.last28}`,
      description: `${label}: ${last}, ${usualText(row.usual, format, speaker)}`,
      empty: labels.trendEmpty,
      values,
      usual: band,
      tone,
    },
    {
      width: sparkWidth,
      height: 26,
      idPrefix: `spark-${row.kpi}`,
      labels: {
        period: labels.trendColumns.period,
        value: label,
        unknown: labels.trendColumns.unknown,
        periodAt: (index) => dayLabel(document, index - values.length + 1, speaker),
      },
      formatValue: format.text,
    },
  );
  const [value, unit] = splitUnit(last, known !== undefined);
  return {
    id: row.id,
    label,
    value,
    isKnown: known !== undefined,
    unit,
    bounds:
      known === undefined || known.low === known.high ? '' : `(${format.bare(known.low)}–${format.bare(known.high)})`,
    usual: isCompared ? usualText(row.usual, format, speaker) : '',
    basis: 'unknown' in row.usual ? '' : labels.usualBasis(row.usual.count, weekdayOf(speaker)),
    target: row.target === null ? '' : `${labels.target} ${format.text(row.target)}`,
    standing: known === undefined ? '' : labels.standing[row.standing],
    tone,
    sign: signOf(row.standing, tone),
    spark: isCompared ? markup(chart.svg) : '',
    table: chart.table,
  };
}

function unknownOf(row: WrittenKpi): keyof Speaker['words']['unknown'] {
  return 'unknown' in row.value ? row.value.unknown : 'not-in-the-data';
}

function usualText(usual: WrittenUsual, format: FigureFormat, { words }: Speaker): string {
  if ('unknown' in usual) return words.labels.tooLittleHistory(usual.count);
  return words.labels.usualRange(format.range(usual.p10, usual.p90));
}

function toneOf(standing: WrittenKpi['standing'], format: FigureFormat): FigureView['tone'] {
  if (standing !== 'above' && standing !== 'below') return 'plain';
  return (standing === 'above') === format.higherIsBetter ? 'good' : 'bad';
}

/** A drawn triangle: the embedded face has none, and colour alone would not print. */
function signOf(standing: WrittenKpi['standing'], tone: FigureView['tone']): Markup | '' {
  if (tone === 'plain') return '';
  const points = standing === 'above' ? '0,9 5,0 10,9' : '0,0 10,0 5,9';
  const fill = tone === 'good' ? palette.good : palette.bad;
  return markup(
    `<svg class="sign" width="10" height="9" viewBox="0 0 10 9" aria-hidden="true"><polygon points="${points}" fill="${fill}"/></svg>`,
  );
}

/** `182 pieces` → `182`, `pieces`; a duration and a reason stay whole. */
function splitUnit(text: string, isKnown: boolean): [string, string] {
  const match = isKnown ? /^([\d.,\u2212\s]+?)[ \u00a0](\D+)$/.exec(text) : null;
  return match === null ? [text, ''] : [match[1] as string, match[2] as string];
}

function weekdayOf({ formats, date }: Speaker): string | undefined {
  return date === undefined ? undefined : formats.weekday(date);
}

/** The date `offset` days from the document's, where it is of a day. */
export function dayLabel({ date }: Pick<DailyDocument, 'date'>, offset: number, { formats }: Speaker): string {
  if (date === null) return String(offset);
  const day = new Date(Date.parse(`${date}T12:00:00Z`) + offset * 86_400_000);
  return formats.shortDate(day.toISOString().slice(0, 10));
}
