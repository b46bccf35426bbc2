/** The one table of KPIs. Every figure that is compared, drawn, explained or exported has its row here, once. */
import { compileKpiSettings, type KpiSettings } from '../../model/index.ts';
import type { KpiRow } from './kpi-row.ts';
import { type ChangeoverKpiId, changeoverKpiIds, changeoverKpis } from './rows/changeovers.ts';
import { type DefectKpiId, defectKpiIds, defectKpis } from './rows/defects.ts';
import { type EffectivenessKpiId, effectivenessKpiIds, effectivenessKpis } from './rows/effectiveness.ts';
import { iso22400Kpis } from './rows/iso-22400.ts';
import { type Iso22400KpiId, iso22400KpiIds } from './rows/iso-22400-ids.ts';
import { type LineKpiId, lineKpiIds, lineKpis } from './rows/lines.ts';
import { type ReportedKpiId, reportedKpiIds, reportedKpis } from './rows/reported.ts';

export type KpiId = Iso22400KpiId | EffectivenessKpiId | DefectKpiId | ChangeoverKpiId | LineKpiId | ReportedKpiId;
export type Kpi = KpiRow<KpiId>;

/** In the order of the table: those of ISO 22400-2 by number, then gemba's own. */
export const kpiIds: readonly KpiId[] = [
  ...iso22400KpiIds,
  ...effectivenessKpiIds,
  ...defectKpiIds,
  ...changeoverKpiIds,
  ...lineKpiIds,
  ...reportedKpiIds,
];

/**
 * The table as a plant has it: what standards leave open is in its formulas.
 *
 * @param settings `Plant.kpis`; default: those of a plant file that says nothing
 * @example listKpis(plant.kpis).length
 */
export function listKpis(settings: KpiSettings = compileKpiSettings()): readonly Kpi[] {
  return [
    ...iso22400Kpis(settings),
    ...effectivenessKpis,
    ...defectKpis,
    ...changeoverKpis,
    ...lineKpis,
    ...reportedKpis,
  ];
}

/** The table with default settings. */
export const kpis: readonly Kpi[] = listKpis();

const byId: ReadonlyMap<string, Kpi> = new Map(kpis.map((kpi) => [kpi.id, kpi]));

/**
 * The row of an id, with default settings.
 *
 * @example textOf(getKpi('availability').formula) // 'APT / PBT'
 */
export function getKpi(id: KpiId): Kpi {
  return byId.get(id) as Kpi;
}

/** The row of an id that somebody typed, with default settings; undefined where there is none. */
export function findKpi(id: string): Kpi | undefined {
  return byId.get(id);
}
