/** The last 13 weeks of four figures, on charts of one size. */
import type { KpiId } from '../../analytics/index.ts';
import { trendChart } from '../charts/index.ts';
import type { DirectorDocument } from '../documents/director.ts';
import type { Speaker } from '../words/speaker.ts';
import { chartView } from './chart-view.ts';
import { figureFormat } from './figure-format.ts';
import type { ChartView } from './view.ts';

const shown: readonly KpiId[] = ['finished', 'oeeIndex', 'qualityRatio', 'setupRatio'];
const [width, height] = [332, 92];

export function buildTrends({ weeks }: DirectorDocument, speaker: Speaker): ChartView[] {
  const { words, formats } = speaker;
  const { labels } = words;
  return shown.map((kpi) => {
    const points = weeks.map((week) => {
      const value = week.values[kpi];
      return {
        label: formats.shortDate(week.to),
        ...(value === undefined || 'unknown' in value
          ? { value: undefined }
          : { value: value.value, low: value.low, high: value.high }),
      };
    });
    const values = points.flatMap((point) => ('low' in point ? [point.value, point.high] : []));
    const format = figureFormat(kpi, speaker, values);
    const last = points.at(-1);
    const lastLabel = last?.value === undefined ? labels.trendColumns.unknown : format.text(last.value);
    const title = format.unit === '' ? words.kpis[kpi] : `${words.kpis[kpi]}, ${format.unit}`;
    const chart = trendChart(
      {
        title: `${title}: ${labels.trend}`,
        description: `${title}: ${lastLabel}`,
        empty: speaker.window.kind === 'day' ? labels.trendEmpty : labels.overDaysOnly,
        points,
        lastLabel,
      },
      {
        width,
        height,
        idPrefix: `trend-${kpi}`,
        labels: { ...labels.trendColumns, usual: labels.usual, target: labels.target },
        formatValue: format.bare,
      },
    );
    return chartView({ id: `trend-of-${kpi}`, title, scope: '' }, chart);
  });
}
