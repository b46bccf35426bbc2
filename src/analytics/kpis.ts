/** The KPI table: one row per KPI, ids after ISO 22400-2 where it has them. */
import { exactly, type Known, unknown } from '../model/index.ts';
import type { Figures, PlantFigures, UnitFigures } from './figures.ts';

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

/** A KPI of ISO 22400-2. */
export interface IsoKpi {
  readonly number: number;
  readonly id: string;
}

export interface Kpi {
  readonly id: KpiId;
  readonly name: string;
  /** Undefined where ISO 22400-2 has no such KPI, or defines one of this name otherwise (then `note` says how). */
  readonly iso: IsoKpi | undefined;
  readonly formula: string;
  readonly unit: 'pieces' | 'ratio' | 'ms';
  readonly min: number;
  /** Undefined: without bound. */
  readonly max: number | undefined;
  /** Which way is good. */
  readonly better: 'higher' | 'lower';
  readonly note: string | undefined;
  /** Its value in the figures of a unit, a group or the plant. */
  valueOf(figures: Figures | UnitFigures | PlantFigures): Known;
}

type KpiRow = Omit<Kpi, 'iso' | 'note' | 'min' | 'max'> & Partial<Pick<Kpi, 'iso' | 'note' | 'max'>>;

const rows: readonly KpiRow[] = [
  {
    id: 'finished',
    name: 'Finished pieces',
    formula: 'pieces completed at the final operations, rework not counted again',
    unit: 'pieces',
    better: 'higher',
    note: 'Of the plant only: a unit completes operations, not products.',
    valueOf: (figures) => ('finished' in figures ? { kind: 'known', ...figures.finished } : unknown('not-in-the-data')),
  },
  {
    id: 'completed',
    name: 'Completed pieces',
    formula: 'sum of completed pieces over operations',
    unit: 'pieces',
    better: 'higher',
    valueOf: ({ pieces }) => exactly(pieces.completed),
  },
  {
    id: 'scrap',
    name: 'Scrapped pieces',
    formula: 'sum of scrapped pieces over operations',
    unit: 'pieces',
    better: 'lower',
    valueOf: ({ pieces }) => exactly(pieces.scrap),
  },
  {
    id: 'hold',
    name: 'Pieces held for review',
    formula: 'sum of held pieces over operations',
    unit: 'pieces',
    better: 'lower',
    valueOf: ({ pieces }) => exactly(pieces.hold),
  },
  {
    id: 'availability',
    name: 'Availability',
    iso: { number: 8, id: 'availability' },
    formula: 'run / (planned + extra − ignored silence)',
    unit: 'ratio',
    max: 1,
    better: 'higher',
    note: 'APT / PBT with extra time in the base, so that overtime does not exceed 1.',
    valueOf: ({ ratios }) => ratios.availability,
  },
  {
    id: 'effectiveness',
    name: 'Effectiveness (performance)',
    iso: { number: 9, id: 'effectiveness' },
    formula: 'sum of ideal time of pieces / run',
    unit: 'ratio',
    better: 'higher',
    note: 'Above 1 the ideal time is suspect. Over the reports whose pieces have an ideal time.',
    valueOf: ({ ratios }) => ratios.performance,
  },
  {
    id: 'qualityRatio',
    name: 'Quality ratio',
    iso: { number: 10, id: 'qualityRatio' },
    formula: 'completed / (completed + scrap + hold)',
    unit: 'ratio',
    max: 1,
    better: 'higher',
    valueOf: ({ ratios }) => ratios.quality,
  },
  {
    id: 'oeeIndex',
    name: 'Overall equipment effectiveness index',
    iso: { number: 6, id: 'oeeIndex' },
    formula: 'availability × effectiveness × qualityRatio',
    unit: 'ratio',
    better: 'higher',
    note: 'Its bounds come from those of availability.',
    valueOf: ({ ratios }) => ratios.oee,
  },
  {
    id: 'setupRatio',
    name: 'Setup share of the time base',
    formula: 'setup / (planned + extra)',
    unit: 'ratio',
    max: 1,
    better: 'lower',
    note: 'Not the setup ratio of ISO 22400-2 (no. 11), whose base is unit processing time.',
    valueOf: ({ ratios }) => ratios.setupRatio,
  },
  {
    id: 'downRatio',
    name: 'Down share of the time base',
    formula: 'down / (planned + extra)',
    unit: 'ratio',
    max: 1,
    better: 'lower',
    valueOf: ({ ratios }) => ratios.downRatio,
  },
  {
    id: 'reportedRatio',
    name: 'Share of planned time that reports cover',
    formula: '1 − silent planned / planned',
    unit: 'ratio',
    max: 1,
    better: 'higher',
    valueOf: ({ ratios }) => ratios.reportedRatio,
  },
  {
    id: 'runMs',
    name: 'Run time',
    formula: 'union of production reports, less down',
    unit: 'ms',
    better: 'higher',
    valueOf: ({ times }) => exactly(times.runMs),
  },
  {
    id: 'setupMs',
    name: 'Setup time',
    formula: 'union of setup reports, less run and down',
    unit: 'ms',
    better: 'lower',
    valueOf: ({ times }) => exactly(times.setupMs),
  },
  {
    id: 'downMs',
    name: 'Down time',
    formula: 'union of reported stops',
    unit: 'ms',
    better: 'lower',
    valueOf: ({ times }) => exactly(times.downMs),
  },
  {
    id: 'silentPlannedMs',
    name: 'Silent planned time',
    formula: 'planned time in which nothing was reported',
    unit: 'ms',
    better: 'lower',
    valueOf: ({ times }) => exactly(times.silentPlannedMs),
  },
];

/** One row per KPI, in the order of `kpiIds`. */
export const kpis: readonly Kpi[] = rows.map((row) => ({
  iso: undefined,
  note: undefined,
  min: 0,
  max: undefined,
  ...row,
}));

const byId: ReadonlyMap<KpiId, Kpi> = new Map(kpis.map((kpi) => [kpi.id, kpi]));

export function getKpi(id: KpiId): Kpi {
  return byId.get(id) as Kpi;
}
