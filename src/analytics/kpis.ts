/** The KPI table: one row per KPI, ids after ISO 22400-2 where it has them. Filled by `kpis`. */

export const kpiIds = [
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
export type KpiId = (typeof kpiIds)[number];
