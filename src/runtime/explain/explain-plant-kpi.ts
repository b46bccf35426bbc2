/** Explains a figure of a plant, from its history. */
import { createActivity, explainKpi, type KpiExplanation } from '../../analytics/index.ts';
import { throwUnknown } from '../../history/index.ts';
import type { Equipment } from '../../model/index.ts';
import type { ReadDerivedOptions } from '../derived/read-derived.ts';
import { getEquipmentNamed, getKpiNamed } from '../kpis/names.ts';
import { readKpiFacts } from '../kpis/read-kpi-facts.ts';
import type { OpenPlant } from '../open-plant.ts';
import type { ReportWindow } from '../report-window.ts';
import { listGapsOf, type UnitGap } from './unit-gaps.ts';

export interface ExplainPlantKpiOptions extends Pick<ReadDerivedOptions, 'signal' | 'onNotice'> {
  /** Id or name of a KPI, such as `oee`. */
  readonly kpi: string;
  readonly window: ReportWindow;
  /** Id or name of equipment, whose work units are taken together. Default: the whole plant. */
  readonly equipment?: string;
}

export interface PlantKpiExplanation extends KpiExplanation {
  /** What it is of. */
  readonly of: { readonly kind: 'plant' | 'equipment'; readonly id: string; readonly name: string };
  /** As files and titles of reports name the window, such as `2012-02-29`. */
  readonly label: string;
  /** In which its units could not be heard. */
  readonly gaps: readonly UnitGap[];
  /** Of all facts it stands on. */
  readonly dataFingerprint: string;
}

/**
 * Explains a figure step by step, down to the facts it is made of and the file and row of each. Reads only, what is committed.
 *
 * @throws GembaError `unknown-name` for a KPI or equipment; `aborted`
 * @example
 * const window = resolveWindow(plant.plant, { day: '2012-02-29' }, plant.clock());
 * const { result, facts } = await explainPlantKpi(plant, { kpi: 'oee', equipment: 'machine-8', window });
 * facts[0]?.origin; // { source: 'mes', file: 'production_log.csv', line: 312 }
 */
export async function explainPlantKpi(plant: OpenPlant, options: ExplainPlantKpiOptions): Promise<PlantKpiExplanation> {
  const { equipment: name, window: asked, kpi: kpiName, ...reading } = options;
  const kpi = getKpiNamed(plant.plant, kpiName);
  const equipment = name === undefined ? undefined : getEquipmentNamed(plant.plant, name);
  const units = equipment === undefined ? plant.plant.equipment.workUnits : unitsBelow(plant, equipment);
  const { window, label } = asked;
  const { production, equipmentState, gaps, unheard, dataFingerprint } = await readKpiFacts(plant, window, reading);
  const activity = createActivity(plant.plant, production, equipmentState);
  const ids = units.map(({ id }) => id as string);
  return {
    of:
      equipment === undefined
        ? { kind: 'plant', id: plant.plant.id, name: plant.plant.name }
        : { kind: 'equipment', id: equipment.id, name: equipment.name },
    label,
    ...explainKpi({ activity, kpi, window, units: ids, unheard }),
    gaps: listGapsOf(activity, gaps, window, ids),
    dataFingerprint,
  };
}

function unitsBelow({ plant }: OpenPlant, { id, name }: Equipment): readonly Equipment[] {
  const units = plant.equipment.listBelow(id).filter(({ level }) => level === 'workUnit');
  if (units.length > 0) return units;
  return throwUnknown(
    'equipment with work units, which figures are of',
    name,
    plant.equipment.workUnits.map((unit) => unit.name),
  );
}
