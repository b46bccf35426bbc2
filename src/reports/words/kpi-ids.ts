import { type ReportKpiId, reportKpiIds } from '../../analytics/index.ts';

/** The KPIs of a list of ids with spaces between, as the parameter of a finding has it. */
export function kpiIdsOf(list: string): ReportKpiId[] {
  return list.split(' ').filter((id): id is ReportKpiId => (reportKpiIds as readonly string[]).includes(id));
}
