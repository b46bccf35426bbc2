/** Which recorded reports stand on facts that are damaged. Pure. */
import type { HistoryFinding } from '../../history/index.ts';
import type { ReportRecord } from '../../state/index.ts';
import type { Interval } from '../../time/index.ts';
import type { TouchedReport } from './finding.ts';

/**
 * Reports are made of facts and readings, and of no rollup; whatever facts are gone, a window that touches their time may say
 * something else when it is made again. What was sent stays as it was: it lies in the archive.
 */
export function findTouchedReports(
  { touches }: Pick<HistoryFinding, 'touches'>,
  reports: readonly ReportRecord[],
): readonly TouchedReport[] {
  if (touches?.window === undefined || 'level' in touches.what) return [];
  const { fromAt, toAt } = touches.window;
  return reports.map(touchedReport).filter(({ window }) => window.fromAt <= toAt && window.toAt > fromAt);
}

/** What a person knows a report by. */
export function touchedReport({ manifest, revision }: ReportRecord): TouchedReport {
  const { label } = manifest as { readonly label?: string };
  const { fromAt, toAt } = manifest.window as Interval;
  return { label: label ?? manifest.kind, audience: manifest.audience, revision, window: { fromAt, toAt } };
}
