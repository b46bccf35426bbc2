/** Reports of pieces as quality reads them. */
import { textAt } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import { lineAt, operatorsAt } from '../day-facts.ts';
import { reportRange } from '../reports-in.ts';
import { splitCount } from '../split-count.ts';
import type { QualityReport } from './quality-of-day.ts';

/** A report of a unit, with its pieces within a window. */
export interface PiecesAt {
  readonly unit: UnitActivity;
  readonly place: number;
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
}

/** Every report that touches the window, units in plant-file order. */
export function* piecesIn({ units }: Activity, { fromAt, toAt }: Interval): Generator<PiecesAt> {
  for (const unit of units) {
    const { reports } = unit;
    const { first, last } = reportRange(reports, fromAt, toAt);
    for (let place = first; place < last; place++) {
      const [s, e] = [reports.startAt[place] as number, reports.endAt[place] as number];
      if (!(e > fromAt || (e === s && s >= fromAt))) continue;
      yield piecesOf(unit, place, { fromAt, toAt });
    }
  }
}

/** The pieces of a report that fall into a window. */
export function piecesOf(unit: UnitActivity, place: number, { fromAt, toAt }: Interval): PiecesAt {
  const { reports } = unit;
  const [s, e] = [reports.startAt[place] as number, reports.endAt[place] as number];
  return {
    unit,
    place,
    completed: splitCount(reports.completed[place] as number, s, e, fromAt, toAt),
    scrap: splitCount(reports.scrap[place] as number, s, e, fromAt, toAt),
    hold: splitCount(reports.hold[place] as number, s, e, fromAt, toAt),
  };
}

export function describeReport({ production }: Activity, pieces: PiecesAt): QualityReport {
  const { columns } = production;
  const { unit, place, completed, scrap, hold } = pieces;
  const row = unit.reports.row[place] as number;
  return {
    equipment: unit.equipment.id,
    workOrder: textAt(columns.workOrder, row),
    operation: textAt(columns.operation, row),
    product: textAt(columns.product, row),
    startAt: unit.reports.startAt[place] as number,
    endAt: unit.reports.endAt[place] as number,
    completed,
    scrap,
    hold,
    defect: textAt(columns.defect, row),
    operators: operatorsAt(production, row),
    source: { file: textAt(columns.file, row), line: lineAt(columns.line, row) },
  };
}

/** An order of reports that the order of rows does not change: by start, unit, file and line. */
export function compareReports(a: QualityReport, b: QualityReport): number {
  return (
    a.startAt - b.startAt ||
    a.endAt - b.endAt ||
    compareText(a.equipment, b.equipment) ||
    compareText(a.source.file, b.source.file) ||
    a.source.line - b.source.line
  );
}
