/** The elements of lines, in columns, so that their KPIs are rows of the one table like all others. */
import type { Known } from '../../model/index.ts';
import type { ElementTable } from '../kpi/element-table.ts';
import type { LineAnalysis } from './analyse-line.ts';

/**
 * Row `i` is the line and window of analysis `i`. What nobody told of the line's OEE, and of where in a report pieces were made, are
 * two freedoms; what is unknown is `NaN`.
 *
 * @example evaluate(getKpi('lineOee').formula, lineElements([analyseLine({ activity, line, window })])).low[0]
 */
export function lineElements(analyses: readonly LineAnalysis[]): ElementTable {
  const column = (of: (analysis: LineAnalysis) => number): Float64Array => Float64Array.from(analyses, of);
  const oee = (part: 'goodMs' | 'baseMs', bound: 'value' | 'low' | 'high'): Float64Array =>
    column(({ oee: known, oeeParts }) =>
      oeeParts === undefined || known.kind === 'unknown' ? Number.NaN : oeeParts.made[bound][part],
    );
  const wipMs = (bound: 'value' | 'low' | 'high'): Float64Array =>
    column(({ wip: { mean }, window }) =>
      mean.kind === 'unknown' ? Number.NaN : mean[bound] * (window.toAt - window.fromAt),
    );
  const [good, base, wip] = [oee('goodMs', 'value'), oee('baseMs', 'value'), wipMs('value')];
  const way = (bound: 'low' | 'high') => ({
    LINEGOOD: less(oee('goodMs', bound), good),
    PBT: less(oee('baseMs', bound), base),
  });
  return {
    length: analyses.length,
    columns: {
      CT: column(({ window }) => window.toAt - window.fromAt),
      PBT: base,
      LINEGOOD: good,
      OUTPUT: column(({ pace }) => pace.outputCount),
      AVAILABLE: column(({ pace }) => pace.availableMs),
      DEMAND: column(({ pace }) => pace.demandCount ?? Number.NaN),
      WIPTIME: wip,
      LEADTIMES: column(({ leadTimes: { meanMs, orders } }) => valueOr(meanMs, 0) * orders),
      ORDERSLEFT: column(({ leadTimes: { orders } }) => orders),
    },
    freedoms: [
      { name: 'constraint of the line, and its silence', ways: [{}, way('low'), way('high')] },
      {
        name: 'when in their reports pieces were made',
        ways: [{}, { WIPTIME: less(wipMs('low'), wip) }, { WIPTIME: less(wipMs('high'), wip) }],
      },
    ],
  };
}

function less(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, row) => value - (other[row] as number));
}

function valueOr(known: Known, otherwise: number): number {
  return known.kind === 'known' ? known.value : otherwise;
}
