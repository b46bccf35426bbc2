/** The KPIs that daily reports compare, draw and export, with their values in figures. */
import { exactly, type Known, unknown } from '../../model/index.ts';
import type { Figures, PlantFigures, UnitFigures } from '../figures.ts';
import { getKpi, type Kpi } from './kpis.ts';

/** In the order in which reports list them. */
export const reportKpiIds = [
  'finished',
  'completed',
  'scrap',
  'hold',
  'availability',
  'effectiveness',
  'qualityRatio',
  'oeeIndex',
  'setupRatio',
  'downRatio',
  'reportedRatio',
  'runMs',
  'setupMs',
  'downMs',
  'silentPlannedMs',
] as const;
export type ReportKpiId = (typeof reportKpiIds)[number];

type ValueOf = (figures: Figures | UnitFigures | PlantFigures) => Known;

/** A row of the table of KPIs that reports have a value of. */
export interface ReportKpi extends Kpi {
  readonly id: ReportKpiId;
  /** Its value in the figures of a unit, a group or the plant. */
  readonly valueOf: ValueOf;
}

const values: Readonly<Record<ReportKpiId, ValueOf>> = {
  finished: (figures) => ('finished' in figures ? { kind: 'known', ...figures.finished } : unknown('not-in-the-data')),
  completed: ({ pieces }) => exactly(pieces.completed),
  scrap: ({ pieces }) => exactly(pieces.scrap),
  hold: ({ pieces }) => exactly(pieces.hold),
  availability: ({ ratios }) => ratios.availability,
  effectiveness: ({ ratios }) => ratios.performance,
  qualityRatio: ({ ratios }) => ratios.quality,
  oeeIndex: ({ ratios }) => ratios.oee,
  setupRatio: ({ ratios }) => ratios.setupRatio,
  downRatio: ({ ratios }) => ratios.downRatio,
  reportedRatio: ({ ratios }) => ratios.reportedRatio,
  runMs: ({ times }) => exactly(times.runMs),
  setupMs: ({ times }) => exactly(times.setupMs),
  downMs: ({ times }) => exactly(times.downMs),
  silentPlannedMs: ({ times }) => exactly(times.silentPlannedMs),
};

/** A selection of the table, in the order of `reportKpiIds`. */
export const reportKpis: readonly ReportKpi[] = reportKpiIds.map((id) => ({
  ...getKpi(id),
  id,
  valueOf: values[id],
}));
