/** What quality reads of a window. */
import { unknown } from '../../model/index.ts';
import { dayMs, type Interval, type ProductionDay } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import type { PieceRow } from '../daily-analysis.ts';
import type { WindowHistory } from '../history.ts';
import { limit } from '../limited.ts';
import { addReport, createPassCounts, type GrowingPassCounts, inspectedOf, reworkedOf } from '../yields/pass-counts.ts';
import { firstPassYieldOf } from '../yields/yield-figures.ts';
import { proportionChartOf } from './proportion-of-days.ts';
import type { DefectRow, FirstPassRow, HoldAge, HoldRow, QualityOfDay } from './quality-of-day.ts';
import { compareReports, describeReport, type PiecesAt, piecesIn, piecesOf } from './quality-reports.ts';
import { listScrapContexts } from './scrap-contexts.ts';

/** @param days production days that `history.plant.last28` stands for; none where the window is not one */
export function listQuality(
  activity: Activity,
  window: Interval,
  history: WindowHistory,
  days: readonly ProductionDay[],
  pieceRows: readonly PieceRow[],
): QualityOfDay {
  const reports = [...piecesIn(activity, window)];
  const { completed, scrap, hold } = history.figures.plant.pieces;
  return {
    defects: limit(listDefects(pieceRows)),
    made: completed + scrap + hold,
    scrap,
    hold,
    proportion: proportionChartOf(
      days,
      history.plant.last28.map((day) => day?.pieces),
    ),
    firstPass: listFirstPass(activity, reports),
    rework: limit(
      reports
        .filter(({ unit, place }) => unit.reports.isRework[place] === 1)
        .map((pieces) => describeReport(activity, pieces))
        .sort(compareReports),
    ),
    holds: listHolds(activity, window.toAt),
    scrapContexts: listScrapContexts(activity, reports),
  };
}

function listDefects(pieceRows: readonly PieceRow[]): DefectRow[] {
  const sums = new Map<string, Omit<DefectRow, 'cumulativeRatio' | 'nonconforming' | 'nonconformingRatio'>>();
  for (const { product, operation, completed, scrap, hold } of pieceRows) {
    const key = `${product}\n${operation}`;
    const sum = sums.get(key) ?? { product, operation, made: 0, scrap: 0, hold: 0 };
    sums.set(key, {
      ...sum,
      made: sum.made + completed + scrap + hold,
      scrap: sum.scrap + scrap,
      hold: sum.hold + hold,
    });
  }
  const rows = [...sums.values()]
    .map((sum) => ({ ...sum, nonconforming: sum.scrap + sum.hold }))
    .filter(({ nonconforming }) => nonconforming > 0)
    .sort(
      (a, b) =>
        b.nonconforming - a.nonconforming ||
        b.scrap - a.scrap ||
        compareText(a.product, b.product) ||
        compareText(a.operation, b.operation),
    );
  const all = rows.reduce((sum, { nonconforming }) => sum + nonconforming, 0);
  let before = 0;
  return rows.map((row) => {
    before += row.nonconforming;
    return { ...row, nonconformingRatio: row.nonconforming / row.made, cumulativeRatio: before / all };
  });
}

function listFirstPass({ groups }: Activity, reports: readonly PiecesAt[]): FirstPassRow[] {
  const sums = new Map<string, GrowingPassCounts>();
  for (const { unit, place, completed, scrap, hold } of reports) {
    const operation = groups[unit.reports.group[place] as number]?.operation ?? '';
    const sum = sums.get(operation) ?? createPassCounts();
    sums.set(operation, sum);
    addReport(sum, unit.reports.isRework[place] === 1, completed, scrap, hold);
  }
  return [...sums]
    .map(([operation, sum]) => ({
      operation,
      made: inspectedOf(sum),
      completed: sum.completed,
      scrap: sum.scrap,
      hold: sum.hold,
      rework: reworkedOf(sum),
      firstPassYield: firstPassYieldOf(sum),
    }))
    .filter(({ made, rework }) => made + rework > 0)
    .sort((a, b) => b.made - a.made || b.rework - a.rework || compareText(a.operation, b.operation));
}

const ageClassesMs = [0, 1, 7, 28].map((days) => days * dayMs);

/** All pieces ever reported as held up to an instant, oldest first. */
function listHolds(activity: Activity, at: number): QualityOfDay['holds'] {
  const ever = { fromAt: Number.NEGATIVE_INFINITY, toAt: at };
  const rows = [...heldIn(activity, ever)]
    .map((pieces): HoldRow => {
      const report = describeReport(activity, pieces);
      return { ...report, ageMs: at - Math.min(report.endAt, at) };
    })
    .sort((a, b) => b.ageMs - a.ageMs || compareReports(a, b));
  const ages = ageClassesMs.map((fromMs, i): HoldAge => {
    const toMs = ageClassesMs[i + 1] ?? Number.POSITIVE_INFINITY;
    const own = rows.filter(({ ageMs }) => ageMs >= fromMs && ageMs < toMs);
    return { fromMs, count: own.length, pieces: own.reduce((sum, { hold }) => sum + hold, 0) };
  });
  return {
    ...limit(rows),
    pieces: rows.reduce((sum, { hold }) => sum + hold, 0),
    ages,
    released: unknown('not-in-the-data'),
  };
}

function* heldIn(activity: Activity, window: Interval): Generator<PiecesAt> {
  // Held pieces are few among all reports of a year: the whole report is split only where it has some.
  for (const unit of activity.units) {
    const { hold } = unit.reports;
    for (let place = 0; place < hold.length; place++) {
      if (hold[place] === 0 || (unit.reports.startAt[place] as number) >= window.toAt) continue;
      const pieces = piecesOf(unit, place, window);
      if (pieces.hold > 0) yield pieces;
    }
  }
}
