/** One of each chart of the role reports, with every kind of mark it has. */
import {
  type ChartOutput,
  heatMap,
  hourChart,
  paretoBars,
  proportionChart,
  smallMultiples,
  timelineChart,
  trendChart,
} from '../../../src/reports/charts/index.ts';

const hourMs = 3_600_000;
const usual = { median: 20, p10: 10, p90: 30 };
const words = { title: 'What & when', description: 'What the chart says.', empty: 'Nothing was reported on 3 March.' };
const formatValue = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 });
const formatShare = (ratio: number): string => `${Math.round(ratio * 100)} %`;
const days = Array.from({ length: 28 }, (_, index) => `${(index % 29) + 1} Feb`);

/** @param isEmpty without any data, so that each is its sentence */
export function sampleCharts(isEmpty = false): ChartOutput[] {
  const some = <T>(items: readonly T[]): readonly T[] => (isEmpty ? [] : items);
  return [
    hourChart(
      {
        ...words,
        hours: some(
          Array.from({ length: 25 }, (_, index) => ({
            fromAt: index * hourMs,
            toAt: (index + 1) * hourMs,
            label: String(index).padStart(2, '0'),
            value: index === 7 ? undefined : (index * 7) % 40,
            usual,
          })),
        ),
        shifts: [
          { at: 0, label: 'Early' },
          { at: 8 * hourMs, label: 'Late' },
        ],
        total: { value: '1,398', usual: '1,431' },
      },
      {
        width: 680,
        idPrefix: 'hours',
        labels: {
          hour: 'Hour',
          value: 'made',
          usual: 'usual',
          usualRange: 'usual: median, 10–90 %',
          total: 'day',
          cumulative: 'Running total',
          above: 'more than usual',
          below: 'less than usual',
          unknown: 'no report',
        },
        formatValue,
      },
    ),
    heatMap(
      {
        ...words,
        columns: days.map((label, index) => ({ label, marked: index % 7 > 4, named: index % 7 === 0 })),
        rows: some([
          {
            label: 'Machine 9 - Turning & Milling',
            cells: days.map((_, index) => [0, 3, undefined, 'unplanned' as const, 9.5][index % 5]),
            note: '112 h',
            unusual: true,
          },
        ]),
      },
      {
        width: 680,
        idPrefix: 'heat',
        labels: {
          row: 'Machine',
          value: 'hours down',
          note: '28 days',
          unknown: 'no report',
          unplanned: 'nothing planned',
          marked: 'weekend',
          unusual: 'unusual',
        },
        formatValue,
      },
    ),
    proportionChart(
      {
        ...words,
        points: some(
          days.map((label, index) => ({
            label,
            value: index === 12 ? undefined : (index % 9) / 100,
            count: 200 + index,
            lower: 0.001,
            upper: 0.06 + (index % 3) / 100,
            signal: index % 9 === 8 ? { label: 'beyond the limit', tone: 'bad' as const } : undefined,
          })),
        ),
        centre: 0.03,
        lastLabel: '4.2 %',
      },
      {
        width: 680,
        idPrefix: 'proportion',
        labels: {
          period: 'Day',
          value: 'Scrap',
          count: 'Made',
          centre: 'mean 3 %',
          lower: 'lower limit',
          upper: 'upper limit',
          signal: 'signal',
          unknown: 'unknown',
        },
        formatValue: formatShare,
        formatCount: formatValue,
      },
    ),
    ...(['line', 'bar'] as const).map((kind) =>
      smallMultiples(
        {
          ...words,
          periods: days,
          panels: some(
            ['Machine 9 - Turning & Milling', 'Packing', 'Oven'].map((title, panel) => ({
              title,
              note: '12.5 h',
              values: days.map((_, index) => (index === 3 ? undefined : (index * (panel + 3)) % 17)),
              usual: { median: 8, p10: 4, p90: 12 },
              unusual: panel === 0,
            })),
          ),
        },
        { width: 680, idPrefix: kind, kind, labels: { panel: 'Machine', unknown: 'unknown' }, formatValue },
      ),
    ),
    paretoBars(
      {
        ...words,
        items: some([
          { label: 'Cable Head', detail: 'Final Inspection Q.C.', value: 50 },
          { label: 'no reason stated', value: 20, unknown: true },
          { label: 'Insert change and re-clamping of the whole fixture after the break', value: 8 },
        ]),
      },
      {
        width: 500,
        idPrefix: 'pareto',
        labels: { item: 'What', value: 'Scrap', share: 'Share', cumulative: 'Running', others: String },
        formatValue,
        formatShare,
      },
    ),
    trendChart(
      {
        ...words,
        points: some(
          days.slice(0, 13).map((label, index) => ({ label, value: index === 4 ? undefined : 0.5 + (index % 5) / 20 })),
        ),
        lastLabel: '60 % (58–63)',
        usual: { median: 0.6, p10: 0.55, p90: 0.66 },
        target: 0.8,
        changes: [
          { beforeIndex: 3, label: 'second shift on Turning & Milling' },
          { beforeIndex: 6, label: 'new fixture' },
        ],
      },
      {
        width: 680,
        idPrefix: 'trend',
        labels: {
          period: 'Week',
          value: 'OEE',
          low: 'low',
          high: 'high',
          usual: 'usual',
          target: 'target',
          unknown: 'unknown',
          change: 'Changed',
        },
        formatValue: formatShare,
      },
    ),
    timelineChart(
      {
        ...words,
        fromAt: 0,
        toAt: 24 * hourMs,
        hours: Array.from({ length: 25 }, (_, index) => ({ at: index * hourMs, label: `${index}:00` })),
        shifts: [{ at: 0, label: 'Day' }],
        rows: some([
          {
            name: 'Machine 9 - Turning & Milling',
            lost: '9 h 12 min',
            unusual: true,
            href: '#machine-9',
            intervals: [
              { state: 'run' as const, fromAt: 0, toAt: 9 * hourMs },
              { state: 'down' as const, fromAt: 9 * hourMs, toAt: 12 * hourMs },
              { state: 'silent' as const, fromAt: 12 * hourMs, toAt: 24 * hourMs },
            ],
          },
        ]),
      },
      {
        width: 680,
        idPrefix: 'timeline',
        labels: {
          resource: 'Machine',
          lost: 'Lost',
          unusual: 'unusual',
          states: {
            run: 'running',
            setup: 'setup',
            down: 'down',
            wait: 'waiting',
            silent: 'silent',
            plannedStop: 'planned stop',
            unplanned: 'nothing planned',
          },
        },
        formatDuration: (ms) => `${ms / 60_000} min`,
      },
    ),
  ];
}
