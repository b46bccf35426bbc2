/** KPIs as CSV, one figure a line, so that any of them can be asked for and pivoted. */
import type { Plant } from '../../model/index.ts';
import type { PlantKpis } from '../../runtime/index.ts';
import { csvLine } from '../csv.ts';
import { reasonOf } from './kpi-lines.ts';

/** Ratios as 0 to 1 and times in ms, as in JSON; instants with their offset. */
export function kpiCsv({ zone }: Pick<Plant, 'zone'>, { rows, kpis, groupBy }: PlantKpis): string {
  const head = ['window', 'fromAt', 'toAt', ...groupBy, 'kpi', 'unit', 'value', 'low', 'high', 'unknown'];
  const lines = rows.flatMap(({ window, group, figures }) =>
    kpis.map(({ id, unit }) => {
      const figure = figures[id];
      const bounds = figure?.kind === 'known' ? [figure.value, figure.low, figure.high] : [null, null, null];
      return [
        window.name ?? '',
        zone.format(window.fromAt),
        zone.format(window.toAt),
        ...groupBy.map((dimension) => group[dimension] ?? ''),
        id,
        unit,
        ...bounds,
        reasonOf(figure),
      ];
    }),
  );
  return [head, ...lines].map(csvLine).join('');
}
