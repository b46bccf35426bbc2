import { type KpiId, kpiIds } from '../../analytics/index.ts';

/** The KPIs of a list of ids with spaces between, as the parameter of a finding has it. */
export function kpiIdsOf(list: string): KpiId[] {
  return list.split(' ').filter((id): id is KpiId => (kpiIds as readonly string[]).includes(id));
}
