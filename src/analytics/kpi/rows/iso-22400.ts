/**
 * The 34 KPIs of ISO 22400-2, in its order. Formulas as the standard names their elements; where editions or commentaries
 * differ, and that could not be checked against its text, it is a setting, with a default and a note.
 *
 * Source: ISO 22400-2:2014 with its amendment 1:2017; the table was read from the formulas published with the
 * IndustrialStandard-ODP-ISO22400-2 ontology, not from the standard itself.
 */
import type { KpiSettings } from '../../../model/index.ts';
import { type KpiRow, rowsOf } from '../kpi-row.ts';
import { type Iso22400KpiId, iso22400KpiIds } from './iso-22400-ids.ts';
import { equipmentSpecs } from './iso-equipment.ts';
import { maintenanceSpecs } from './iso-maintenance.ts';
import { materialSpecs } from './iso-material.ts';
import { qualitySpecs } from './iso-quality.ts';

export function iso22400Kpis(settings: KpiSettings): readonly KpiRow<Iso22400KpiId>[] {
  const specs = { ...equipmentSpecs, ...qualitySpecs, ...materialSpecs, ...maintenanceSpecs(settings) };
  return rowsOf(iso22400KpiIds, specs, (_, place) => ({
    isoNumber: place + 1,
    source: `ISO 22400-2:2014 with amendment 1:2017, no. ${place + 1}, as the IndustrialStandard-ODP-ISO22400-2 ontology gives it`,
  }));
}
