/**
 * KPIs of more than units: of changeovers between reports, of products over their operations, of lines, of the whole plant. Each
 * kind has elements of its own, worked out where groups are what it can be asked of; elsewhere they stay unknown.
 */
import { type Activity, createActivity } from '../../activity.ts';
import { changeoverElements } from '../../changeovers/changeover-elements.ts';
import { analyseLine } from '../../lines/analyse-line.ts';
import { listLines } from '../../lines/line.ts';
import { lineElements } from '../../lines/line-elements.ts';
import { productElements } from '../../yields/product-elements.ts';
import { type ElementTable, pickRows, sumRows } from '../element-table.ts';
import type { ElementId } from '../elements.ts';
import { evaluate } from '../evaluate.ts';
import { withFinished } from '../finished-elements.ts';
import { elementsOf } from '../formula.ts';
import type { KpiAnswer, KpiColumn } from './answer.ts';
import { computeKpis, type KpiFacts } from './compute-kpis.ts';
import { isOfPieces } from './piece-elements.ts';
import { planKpis } from './plan.ts';
import type { KpiQuestion } from './question.ts';

interface Asked {
  readonly activity: Activity;
  readonly facts: KpiFacts;
  readonly question: KpiQuestion;
  /** Of units and pieces. */
  readonly answer: KpiAnswer;
}

interface Kind {
  /** A KPI whose formula names one of them is of this kind. */
  readonly elements: readonly ElementId[];
  isOf(question: KpiQuestion): boolean;
  /** All elements of its KPIs, by the rows of the answer. */
  tableOf(asked: Asked): ElementTable;
}

const kinds: readonly Kind[] = [
  {
    elements: ['FINISHED'],
    isOf: ({ groupBy = [], equipment }) => groupBy.length === 0 && equipment === undefined,
    tableOf: ({ activity, answer: { elements, windows } }) =>
      withFinished(
        elements,
        activity,
        windows.map((window, row) => ({ ...window, row })),
      ),
  },
  {
    elements: ['CHANGEOVERTIME', 'CHANGEOVERS'],
    isOf: (question) => !isOfPieces(question),
    tableOf: ({ activity, answer, question, facts: { plant } }) => {
      const { windows, groups, parts, rowOf } = planKpis(
        plant,
        activity.units.map(({ equipment }) => equipment),
        answer.windows,
        question,
      );
      return sumRows(changeoverElements(activity, parts), rowOf, groups.length * windows.length);
    },
  },
  {
    elements: ['ROLLED'],
    isOf: ({ groupBy = [], equipment }) => groupBy.join() === 'product' && equipment === undefined,
    tableOf: ({ activity, answer: { groups, windows } }) => {
      const byWindow = windows.map((window) => productElements(activity, window));
      return pickRows(
        byWindow.map(({ table }) => table),
        groups.flatMap(({ key: { product = '' } }) =>
          byWindow.map(({ products }, table) => {
            const row = products.indexOf(product);
            return row < 0 ? undefined : { table, row };
          }),
        ),
      );
    },
  },
  {
    elements: ['LINEGOOD', 'OUTPUT', 'AVAILABLE', 'DEMAND', 'WIPTIME', 'LEADTIMES', 'ORDERSLEFT'],
    isOf: ({ groupBy = [], equipment }) => groupBy.join() === 'workCenter' && equipment === undefined,
    tableOf: ({ activity, answer: { groups, windows }, facts: { plant, unheard } }) => {
      const lines = listLines(plant);
      const heard = unheard === undefined ? {} : { unheard };
      const tables: ElementTable[] = [];
      const places = groups.flatMap(({ key }) => {
        const line = lines.find(({ id }) => id === key.workCenter);
        return windows.map((window) => {
          const { fromAt, toAt } = window;
          if (line === undefined || toAt <= fromAt) return undefined;
          // These KPIs are of the whole window, however long: nothing is asked of its parts.
          const analysis = analyseLine({ activity, line, window, ...heard, sliceMs: toAt - fromAt });
          return { table: tables.push(lineElements([analysis])) - 1, row: 0 };
        });
      });
      return pickRows(tables, places);
    },
  },
];

/**
 * As `computeKpis`, with KPIs of changeovers by equipment, of products over all their operations where products are asked for, of
 * lines where work centers are, and of what the whole plant finished.
 *
 * @throws GembaError `unknown-name` for equipment that the plant does not have
 * @example computeWiderKpis(facts, { windows: [week], groupBy: ['product'], kpis: [getKpi('rolledThroughputYield')] })
 */
export function computeWiderKpis(facts: KpiFacts, question: KpiQuestion): KpiAnswer {
  const answer = computeKpis(facts, question);
  let activity: Activity | undefined;
  const columns = [...answer.columns];
  for (const kind of kinds) {
    const own = columns.filter(({ kpi }) => elementsOf(kpi.formula).some((id) => kind.elements.includes(id)));
    if (own.length === 0 || answer.elements.length === 0 || !kind.isOf(question)) continue;
    activity ??= createActivity(facts.plant, facts.production, facts.equipmentState);
    const elements = kind.tableOf({ activity, facts, question, answer });
    for (const column of own) columns[columns.indexOf(column)] = columnOf(column, elements);
  }
  return { ...answer, columns };
}

function columnOf({ kpi }: KpiColumn, elements: ElementTable): KpiColumn {
  return { kpi, ...evaluate(kpi.formula, elements), elements };
}
