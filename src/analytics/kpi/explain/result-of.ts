/** What a formula says of the only row of a table, and where it says nothing, why. */
import type { ElementTable } from '../element-table.ts';
import { evaluate } from '../evaluate.ts';
import { elementsOf, type Formula } from '../formula.ts';
import type { ExplainedResult } from './explanation.ts';

export function resultOf(formula: Formula, table: ElementTable): ExplainedResult {
  const [value, low, high] = boundsOf(formula, table);
  if (!Number.isNaN(value)) return { kind: 'known', value, low, high };
  const missing = elementsOf(formula).filter((element) => Number.isNaN(table.columns[element]?.[0] ?? Number.NaN));
  const zero = listDivisors(formula).filter(
    (divisor) =>
      elementsOf(divisor).every((element) => !missing.includes(element)) && boundsOf(divisor, table)[0] === 0,
  );
  return { kind: 'unknown', missing, zero };
}

/** Value, low and high. */
export function boundsOf(formula: Formula, table: ElementTable): readonly [number, number, number] {
  const { value, low, high } = evaluate(formula, table);
  return [value[0] as number, low[0] as number, high[0] as number];
}

function listDivisors(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case 'element':
    case 'constant':
      return [];
    case 'quotient':
      return [...listDivisors(formula.left), ...listDivisors(formula.right), formula.right];
    case 'difference':
      return [...listDivisors(formula.left), ...listDivisors(formula.right)];
    default:
      return formula.of.flatMap(listDivisors);
  }
}
