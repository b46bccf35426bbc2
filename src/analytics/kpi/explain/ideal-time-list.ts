/** Where the ideal times of an explanation come from, each once: set by the plant, or learned from which reports. */
import { findIdealTimeMs, signalSourceId, textAt } from '../../../model/index.ts';
import type { Activity, UnitActivity } from '../../activity.ts';
import { type IdealTimeLookup, idealTimeQuantile } from '../../ideal-times.ts';
import { listRowsMax } from '../../limited.ts';
import { lowerBound } from '../../reports-in.ts';
import type { IdealTimeStep, TeachingReport } from './explanation.ts';
import { originOf } from './fact-list.ts';

export interface IdealTimeList {
  /** The place of a unit's ideal time of a group of pieces; undefined where it has none. */
  placeOf(unit: UnitActivity, group: number): number | undefined;
  readonly idealTimes: readonly IdealTimeStep[];
}

/** @param learned as it was known at `asOfAt` */
export function createIdealTimeList(activity: Activity, learned: IdealTimeLookup, asOfAt: number): IdealTimeList {
  const idealTimes: IdealTimeStep[] = [];
  const places = new Map<string, number | undefined>();
  const stepOf = ({ equipment }: UnitActivity, group: number): IdealTimeStep | undefined => {
    const { product, operation } = activity.groups[group] as Activity['groups'][number];
    const of = { equipment: equipment.id, product, operation };
    const setMs = findIdealTimeMs(equipment, operation, product);
    if (setMs !== undefined) return { ...of, kind: 'set', msPerPiece: setMs };
    const known = learned(group);
    if (known === undefined) return undefined;
    const reports = listTeaching(activity, known.provisional ? { operation } : { operation, product }, asOfAt);
    return {
      ...of,
      kind: 'learned',
      msPerPiece: known.ms,
      quantile: idealTimeQuantile,
      isProvisional: known.provisional,
      asOfAt,
      reportCount: reports.length,
      pieceCount: reports.reduce((sum, { pieceCount }) => sum + pieceCount, 0),
      deciding: nearest(reports, known.ms),
      reports: reports.slice(0, listRowsMax),
    };
  };
  return {
    idealTimes,
    placeOf(unit, group) {
      const key = `${group}\n${unit.equipment.id}`;
      if (!places.has(key)) {
        const step = stepOf(unit, group);
        places.set(key, step === undefined ? undefined : idealTimes.push(step) - 1);
      }
      return places.get(key);
    },
  };
}

/** The reports that teach an ideal time, as `visitIdealTimes` takes them; fastest first. */
function listTeaching(
  { plant, units, groups, production }: Activity,
  { operation, product }: { readonly operation: string; readonly product?: string },
  asOfAt: number,
): TeachingReport[] {
  const teaches = groups.map((group) => group.operation === operation && (product ?? group.product) === group.product);
  const { source } = production.columns;
  const found: TeachingReport[] = [];
  for (const { equipment, reports, shared } of units)
    for (let i = 0; i < lowerBound(reports.startAt, asOfAt + 1); i++) {
      const row = reports.row[i] as number;
      const [fromAt, toAt] = [reports.startAt[i] as number, reports.endAt[i] as number];
      const pieceCount = (reports.completed[i] as number) + (reports.scrap[i] as number) + (reports.hold[i] as number);
      if (reports.isRunning[i] === 0 || pieceCount <= 0 || toAt > asOfAt) continue;
      if (!teaches[reports.group[i] as number] || textAt(source, row) === signalSourceId) continue;
      found.push({
        equipment: equipment.id,
        product: textAt(production.columns.product, row),
        fromAt,
        toAt,
        pieceCount,
        msPerPiece: shared.of(fromAt, toAt) / pieceCount,
        origin: originOf(plant, production, row),
      });
    }
  return found.sort((a, b) => a.msPerPiece - b.msPerPiece || a.fromAt - b.fromAt);
}

/** There is at least one: what is learned is the time of a report. */
function nearest(reports: readonly TeachingReport[], ms: number): TeachingReport {
  return reports.reduce((best, one) => (Math.abs(one.msPerPiece - ms) < Math.abs(best.msPerPiece - ms) ? one : best));
}
