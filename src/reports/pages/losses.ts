/** The loss waterfall, with what was unusual as its title. */
import { lossWaterfall } from '../charts/index.ts';
import type { WrittenLoss } from '../documents/comparison.ts';
import type { WrittenLossNode } from '../documents/loss-tree.ts';
import type { Speaker } from '../words/speaker.ts';
import { chartView } from './chart-view.ts';
import { usualBand } from './figure-format.ts';
import type { ChartView } from './view.ts';

/** The title of the chart where a loss is outside its usual range. */
export type LossChartView = ChartView & { readonly isUnusual: boolean };

export function buildLosses(
  { losses, lossTree }: { readonly losses: readonly WrittenLoss[]; readonly lossTree: readonly WrittenLossNode[] },
  speaker: Speaker,
): LossChartView {
  const { words, formats } = speaker;
  const { labels } = words;
  // A loss or gain of nothing is no step.
  const steps = losses.filter(({ role, ms }) => role === 'total' || ms !== 0);
  const unusual = mostUnusual(losses);
  const title =
    unusual === undefined
      ? labels.losses
      : labels.lossUnusual(
          words.lossSteps[unusual.loss.id],
          formats.duration(Math.abs(unusual.differenceMs)),
          unusual.differenceMs > 0,
        );
  const chart = lossWaterfall(
    {
      title,
      description: steps.map(({ id, ms }) => `${words.lossSteps[id]}: ${formats.duration(ms)}`).join('; '),
      empty: labels.lossesEmpty,
      steps: steps.map(({ id, role, ms, usualMs }) => ({
        id,
        label: words.lossSteps[id],
        role,
        valueMs: ms,
        usual: usualBand(usualMs),
        silent: id === 'silent',
      })),
    },
    {
      width: 680,
      idPrefix: 'losses',
      labels: labels.lossColumns,
      formatDuration: formats.duration,
      formatShare: (ratio) =>
        ratio > 0 && ratio < 0.005 ? labels.lessThan(formats.percent(0.01, 0)) : formats.percent(ratio, 0),
    },
  );
  const hasUsual = steps.some(({ usualMs }) => usualBand(usualMs) !== undefined);
  const shown = [
    labels.lossesScope,
    ...(hasUsual ? [labels.lossesBracket] : []),
    ...sayCalendar(lossTree, speaker),
  ].join('; ');
  const scope = unusual === undefined ? shown : `${labels.losses}. ${shown}`;
  return {
    ...chartView({ id: 'losses', title, scope }, chart),
    isUnusual: unusual !== undefined,
  };
}

/** Where planned time is less than calendar time: what of the calendar was never meant to run. */
function sayCalendar(lossTree: readonly WrittenLossNode[], { words, formats }: Speaker): readonly string[] {
  const msOf = (id: WrittenLossNode['id']): number => lossTree.find((node) => node.id === id)?.ms ?? 0;
  const [calendar, notScheduled, plannedStops] = [msOf('calendar'), msOf('notScheduled'), msOf('plannedStops')];
  if (notScheduled + plannedStops === 0) return [];
  const planned = plannedStops === 0 ? undefined : formats.duration(plannedStops);
  return [words.labels.lossesCalendar(formats.duration(calendar), formats.duration(notScheduled), planned)];
}

/** The loss furthest outside its usual range, in machine time. */
function mostUnusual(
  losses: readonly WrittenLoss[],
): { readonly loss: WrittenLoss; readonly differenceMs: number } | undefined {
  return losses
    .flatMap((loss) => {
      const band = usualBand(loss.usualMs);
      if (band === undefined || loss.role !== 'loss' || (loss.ms >= band.p10 && loss.ms <= band.p90)) return [];
      return [{ loss, differenceMs: loss.ms - band.median }];
    })
    .sort((a, b) => Math.abs(b.differenceMs) - Math.abs(a.differenceMs))[0];
}
