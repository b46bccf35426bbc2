/** Elements of products, for the KPIs that are asked of a product over all of its operations. */
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import type { ElementTable } from '../kpi/element-table.ts';
import { listYields } from './list-yields.ts';
import { defectsOf, doubtfulOf, inspectedOf } from './pass-counts.ts';
import { listRolledYields } from './rolled-yield.ts';

export interface ProductElements {
  /** Products with pieces in the window, by name: the rows of the table. */
  readonly products: readonly string[];
  readonly table: ElementTable;
}

/**
 * @example
 * const { products, table } = productElements(activity, week);
 * evaluate(getKpi('rolledThroughputYield').formula, table).value[products.indexOf('Ballnut')];
 */
export function productElements(activity: Activity, window: Interval): ProductElements {
  const rolled = listRolledYields(activity, window);
  const yields = new Map(listYields(activity, window, ['product']).map((row) => [row.key.product, row]));
  const rows = rolled.flatMap((one) => {
    const own = yields.get(one.product);
    return own === undefined ? [] : [{ rolled: one.rolledThroughputYield, ...own }];
  });
  const column = (of: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, of);
  const beyond = (end: 'low' | 'high'): Float64Array =>
    column((row) => (row.rolled.kind === 'known' ? row.rolled[end] - row.rolled.value : 0));
  const doubtful = column(({ counts }) => doubtfulOf(counts));
  return {
    products: rolled.map(({ product }) => product),
    table: {
      length: rows.length,
      columns: {
        IP: column(({ counts }) => inspectedOf(counts)),
        GP: column(({ counts }) => counts.completed),
        DEFECTS: column(({ counts }) => defectsOf(counts)),
        OPPORTUNITIES: column(({ opportunities }) => opportunities ?? Number.NaN),
        ROLLED: column((row) => (row.rolled.kind === 'known' ? row.rolled.value : Number.NaN)),
      },
      freedoms: [
        {
          name: 'held and reworked pieces',
          ways: [
            {},
            {
              GP: column(({ counts }) => counts.hold),
              DEFECTS: column(({ counts: { hold, reworkHold } }) => 0 - hold - reworkHold),
            },
            { GP: doubtful.map((own) => 0 - own), DEFECTS: doubtful },
          ],
        },
        {
          name: 'held and reworked pieces of each operation',
          ways: [{}, { ROLLED: beyond('low') }, { ROLLED: beyond('high') }],
        },
      ],
    },
  };
}
