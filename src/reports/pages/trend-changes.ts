/** Changes of level within the weeks, in words: in the chart, in its table, in its alternative text and in the heading. */
import type { ReportKpiId } from '../../analytics/index.ts';
import type { TrendChange } from '../charts/index.ts';
import type { WrittenWeekChange } from '../documents/comparison.ts';
import type { DirectorDocument } from '../documents/director.ts';
import type { Speaker } from '../words/speaker.ts';
import { type FigureFormat, figureFormat } from './figure-format.ts';

export interface SpokenChange extends TrendChange {
  /** `Setup share since the week from 20 Feb: 31 % instead of 24 %`. */
  readonly sentence: string;
  readonly figure: string;
  readonly since: string;
  readonly p: number;
}

/** The change of a figure; undefined where there is none, or where it is too small for the decimals of the figure. */
export function findChange(
  kpi: ReportKpiId,
  { weeks, weekChanges }: Pick<DirectorDocument, 'weeks' | 'weekChanges'>,
  format: FigureFormat,
  { words, formats }: Speaker,
): SpokenChange | undefined {
  const change = weekChanges.find((each) => each.kpi === kpi);
  if (change === undefined || format.text(change.before) === format.text(change.after)) return undefined;
  const label = sayChange(change, format, words.labels.insteadOf);
  const [figure, since] = [words.kpis[kpi], formats.shortDate(change.from)];
  return {
    beforeIndex: weeks.findIndex(({ from }) => from === change.from),
    label,
    sentence: words.labels.trendChange(figure, since, label),
    figure,
    since,
    p: change.p,
  };
}

/** Where reports became more or fewer as well: what changed may be what was reported. */
export function sayReportsChange(
  { weekChanges }: Pick<DirectorDocument, 'weekChanges'>,
  speaker: Speaker,
): readonly string[] {
  const { labels } = speaker.words;
  const change = weekChanges.find(({ kpi }) => kpi === 'reportedRatio');
  if (change === undefined) return [];
  const format = figureFormat('reportedRatio', speaker, [change.before, change.after]);
  const since = speaker.formats.shortDate(change.from);
  return [labels.trendReportsChange(since, sayChange(change, format, labels.insteadOf))];
}

/** `31 % instead of 24 %`, and `823 instead of 640 pieces`. */
function sayChange(
  { before, after }: WrittenWeekChange,
  format: FigureFormat,
  insteadOf: (now: string, before: string) => string,
): string {
  return insteadOf(format.unit === '%' ? format.text(after) : format.bare(after), format.text(before));
}
