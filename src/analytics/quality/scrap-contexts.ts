/** What a machine did before it reported scrap. */
import { exactly, type Known, textAt, unknown } from '../../model/index.ts';
import type { IntervalSet } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { type Limited, limit } from '../limited.ts';
import { lowerBound } from '../reports-in.ts';
import type { ScrapContext } from './quality-of-day.ts';
import { compareReports, describeReport, type PiecesAt } from './quality-reports.ts';

/** Reports with scrap, most pieces first; what went before is looked up only for those that are kept. */
export function listScrapContexts(activity: Activity, reports: readonly PiecesAt[]): Limited<ScrapContext> {
  const { plant } = activity;
  const found = reports
    .filter(({ scrap }) => scrap > 0)
    .map((pieces) => ({ pieces, report: describeReport(activity, pieces) }))
    .sort((a, b) => b.report.scrap - a.report.scrap || compareReports(a.report, b.report));
  const { rows, count } = limit(found);
  return {
    count,
    rows: rows.map(({ pieces: { unit, place }, report }) => ({
      ...report,
      shift: plant.listShifts({ fromAt: report.startAt, toAt: report.startAt + 1 })[0]?.name ?? '',
      sinceSetupMs: sinceSetup(unit.reportedSetup, report.startAt),
      before: beforeReport(activity, unit, place),
    })),
  };
}

/** From the end of the last setup that began by then; 0 within one. */
function sinceSetup(setup: IntervalSet, at: number): Known {
  let last = -1;
  let [low, high] = [0, setup.length / 2];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((setup[middle * 2] as number) <= at) {
      last = middle;
      low = middle + 1;
    } else high = middle;
  }
  return last < 0 ? unknown('no-facts') : exactly(Math.max(0, at - (setup[last * 2 + 1] as number)));
}

/** Compares with the last running report that began before; of several that began and ended together, with the likest. */
function beforeReport({ production }: Activity, { reports }: UnitActivity, place: number): ScrapContext['before'] {
  const { workOrder, operation } = production.columns;
  const own = reports.row[place] as number;
  const likeness = ['nothing', 'other-order', 'other-operation', 'same-order-and-operation'] as const;
  let [best, startAt, endAt] = [0, 0, 0];
  for (let i = lowerBound(reports.startAt, reports.startAt[place] as number) - 1; i >= 0; i--) {
    if (reports.isRunning[i] === 0) continue;
    if (best > 0 && (reports.startAt[i] !== startAt || reports.endAt[i] !== endAt)) break;
    startAt = reports.startAt[i] as number;
    endAt = reports.endAt[i] as number;
    const row = reports.row[i] as number;
    const isSameOrder = textAt(workOrder, row) === textAt(workOrder, own);
    const isSameOperation = textAt(operation, row) === textAt(operation, own);
    best = Math.max(best, !isSameOrder ? 1 : isSameOperation ? 3 : 2);
  }
  return likeness[best] as ScrapContext['before'];
}
