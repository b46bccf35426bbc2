/** Why a KPI has no value, and what would give it one. */
import type { ElementTable } from './element-table.ts';
import { type ElementId, elements } from './elements.ts';
import { evaluate } from './evaluate.ts';
import { elementsOf, type Formula, textOf } from './formula.ts';
import type { KpiRow } from './kpi-row.ts';

export interface MissingElement {
  readonly element: ElementId;
  readonly name: string;
  /** Whether gemba takes facts that tell it; if not, `toldBy` says which these would be. */
  readonly isTaken: boolean;
  /** The facts and settings that tell it. */
  readonly toldBy: string;
}

export interface WhyUnknown {
  /** Elements that no fact of the row tells, in the order of the formula. */
  readonly missing: readonly MissingElement[];
  /** What the formula divides by and is 0, though all of it is told. */
  readonly zero: readonly Formula[];
}

/**
 * What is missing where a KPI is unknown; undefined where it is known.
 *
 * @param row of the table
 * @example whyUnknown(getKpi('workerEfficiency'), unitElements({ activity, windows: [day] }), 0)?.missing[1]?.element // 'APAT'
 */
export function whyUnknown(
  { formula }: Pick<KpiRow, 'formula'>,
  table: ElementTable,
  row: number,
): WhyUnknown | undefined {
  const own = rowOf(table, row);
  const figureOf = (part: Formula): number => evaluate(part, own).value[0] as number;
  if (!Number.isNaN(figureOf(formula))) return undefined;
  const untold = elementsOf(formula).filter((element) => Number.isNaN(own.columns[element]?.[0] ?? Number.NaN));
  return {
    missing: untold.map(missingElement),
    zero: listDivisors(formula).filter((divisor) => figureOf(divisor) === 0),
  };
}

/**
 * The same in a sentence for each reason.
 *
 * @example sayWhyUnknown({ missing: [], zero: [toFormula('PBT')] }) // 'PBT is 0, and nothing can be divided by it.'
 */
export function sayWhyUnknown({ missing, zero }: WhyUnknown): string {
  return [
    ...missing.map(({ element, name, isTaken, toldBy }) =>
      isTaken
        ? `${element} (${name}) is not told: it comes from ${toldBy}.`
        : `${element} (${name}) is not told: it would come from ${toldBy}, which gemba does not take yet.`,
    ),
    ...zero.map((divisor) => `${textOf(divisor)} is 0, and nothing can be divided by it.`),
  ].join(' ');
}

function missingElement(element: ElementId): MissingElement {
  const { name, from, wanted } = elements[element];
  return { element, name, isTaken: from !== undefined, toldBy: from ?? wanted ?? '' };
}

/** One row, without what it might have been: that makes no value known. */
function rowOf({ columns }: ElementTable, row: number): ElementTable {
  return {
    length: 1,
    columns: Object.fromEntries(
      Object.entries(columns).map(([element, column]) => [element, column.slice(row, row + 1)]),
    ),
    freedoms: [],
  };
}

/** What a formula divides by, innermost first. */
function listDivisors(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case 'element':
    case 'constant':
      return [];
    case 'difference':
      return [...listDivisors(formula.left), ...listDivisors(formula.right)];
    case 'quotient':
      return [...listDivisors(formula.left), ...listDivisors(formula.right), formula.right];
    default:
      return formula.of.flatMap(listDivisors);
  }
}
