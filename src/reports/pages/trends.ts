/** The last 13 weeks of four figures, on charts of one size, before the band of the weeks before and the plant's target. */
import type { ReportKpiId } from '../../analytics/index.ts';
import { bandOf } from '../../stats/index.ts';
import { trendChart } from '../charts/index.ts';
import type { DirectorDocument } from '../documents/director.ts';
import type { Speaker } from '../words/speaker.ts';
import { chartView } from './chart-view.ts';
import { type FigureFormat, figureFormat } from './figure-format.ts';
import { findChange, type SpokenChange, sayReportsChange } from './trend-changes.ts';
import type { ChartsView, ChartView } from './view.ts';

const shown: readonly ReportKpiId[] = ['finished', 'oeeIndex', 'qualityRatio', 'setupRatio'];
const [width, height] = [332, 84];
/** Fewer earlier weeks make no band, as fewer days make no usual range. */
const bandWeeksMin = 6;
/** Open hours of a week that differ by so much from those of the week before are said. */
const openChangeMin = 0.05;

interface Trend {
  readonly view: ChartView;
  readonly hasBand: boolean;
  readonly change: SpokenChange | undefined;
}

export function buildTrends(document: DirectorDocument, speaker: Speaker): ChartsView {
  const { trend, trendScope, trendBand, trendChangeScope, trendChangesMore } = speaker.words.labels;
  const charts = shown.map((kpi) => buildTrend(kpi, document, speaker));
  const changes = charts.flatMap(({ change }) => (change === undefined ? [] : [change]));
  const [first, ...others] = changes.toSorted((a, b) => a.p - b.p);
  const scope = [
    trendScope,
    ...(charts.some(({ hasBand }) => hasBand) ? [trendBand] : []),
    ...(first === undefined ? [] : [trendChangeScope]),
    ...sayOpenHours(document, speaker),
  ].join('; ');
  const more = others.length === 0 ? [] : [trendChangesMore(others)];
  return {
    id: 'trend',
    title: first?.sentence ?? trend,
    scope: first === undefined ? scope : [scope, ...more, ...sayReportsChange(document, speaker)].join('; '),
    charts: charts.map(({ view }) => view),
    isLeftOut: false,
  };
}

function buildTrend(kpi: ReportKpiId, document: DirectorDocument, speaker: Speaker): Trend {
  const { words, formats } = speaker;
  const { labels } = words;
  const points = document.weeks.map((week) => {
    const value = week.values[kpi];
    return {
      label: formats.shortDate(week.to),
      ...(value === undefined || 'unknown' in value
        ? { value: undefined }
        : { value: value.value, low: value.low, high: value.high }),
    };
  });
  const values = points.flatMap((point) => ('low' in point ? [point.value, point.high] : []));
  const earlier = points.slice(0, -1).flatMap(({ value }) => (value === undefined ? [] : [value]));
  const band = earlier.length < bandWeeksMin ? undefined : bandOf(earlier);
  const format: FigureFormat = figureFormat(kpi, speaker, values);
  const change = findChange(kpi, document, format, speaker);
  const last = points.at(-1);
  const lastLabel = last?.value === undefined ? labels.trendColumns.unknown : format.text(last.value);
  const title = format.unit === '' ? words.kpis[kpi] : `${words.kpis[kpi]}, ${format.unit}`;
  const chart = trendChart(
    {
      title: `${title}: ${labels.trend}`,
      description: [`${title}: ${lastLabel}`, ...(change === undefined ? [] : [change.sentence])].join('. '),
      empty: speaker.window.kind === 'day' ? labels.trendEmpty : labels.overDaysOnly,
      points,
      lastLabel,
      usual: band,
      target: targetOf(kpi, document.kpis),
      changes: change === undefined ? [] : [change],
    },
    {
      width,
      height,
      idPrefix: `trend-${kpi}`,
      labels: { ...labels.trendColumns, usual: labels.trendUsual, target: labels.target },
      formatValue: format.bare,
    },
  );
  return {
    view: chartView({ id: `trend-of-${kpi}`, title, scope: '' }, chart),
    hasBand: band !== undefined,
    change,
  };
}

/** Where the week was open clearly longer or shorter than the one before: its sum of pieces alone says little. */
function sayOpenHours({ weekOfDay }: DirectorDocument, { words, formats }: Speaker): readonly string[] {
  if (weekOfDay === null) return [];
  const { openMs, beforeOpenMs, finishedChangeRatio: ratio, isToldApart, exceptions } = weekOfDay;
  if ('unknown' in ratio || Math.abs(openMs - beforeOpenMs) < openChangeMin * beforeOpenMs) return [];
  const percent = formats.percent(Math.abs(ratio.value), 0);
  const change = isToldApart ? { percent, isMore: ratio.value > 0 } : undefined;
  return [words.labels.trendOpenHours(change, formats.duration(openMs), formats.duration(beforeOpenMs), exceptions)];
}

/** A target is of a day: it holds for the ratios of a week, and not for its sum of pieces. */
function targetOf(kpi: ReportKpiId, kpis: DirectorDocument['kpis']): number | undefined {
  if (kpi === 'finished') return undefined;
  return kpis.find((row) => row.kpi === kpi && row.equipment === null)?.target ?? undefined;
}
