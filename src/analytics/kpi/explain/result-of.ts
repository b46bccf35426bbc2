/** What a formula says of the only row of a table, and where it says nothing, why. */
import type { ElementTable } from '../element-table.ts';
import { evaluate } from '../evaluate.ts';
import type { Formula } from '../formula.ts';
import { whyUnknown } from '../why-unknown.ts';
import type { ExplainedResult } from './explanation.ts';

export function resultOf(formula: Formula, table: ElementTable): ExplainedResult {
  const why = whyUnknown({ formula }, table, 0);
  if (why !== undefined) return { kind: 'unknown', ...why };
  const [value, low, high] = boundsOf(formula, table);
  return { kind: 'known', value, low, high };
}

/** Value, low and high. */
export function boundsOf(formula: Formula, table: ElementTable): readonly [number, number, number] {
  const { value, low, high } = evaluate(formula, table);
  return [value[0] as number, low[0] as number, high[0] as number];
}
