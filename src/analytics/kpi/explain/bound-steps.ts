/** How it may have been, so that a figure would be as low as its low, or as high as its high. */
import type { ElementColumns, ElementTable } from '../element-table.ts';
import type { ElementId } from '../elements.ts';
import { elementsOf, type Formula } from '../formula.ts';
import type { BoundChange, BoundStep } from './explanation.ts';
import { boundsOf } from './result-of.ts';

/** One way of each freedom. */
interface Combination {
  readonly columns: ElementColumns;
  readonly changes: readonly BoundChange[];
}

/**
 * The ways that lead to the bounds of a table of one row, the one that changes least where several do; none where the value
 * is its own bound, or unknown. A bound of several units that each went a way of their own has no changes in common.
 */
export function listBoundSteps(formula: Formula, table: ElementTable): BoundStep[] {
  const [value, low, high] = boundsOf(formula, table);
  if (Number.isNaN(value) || low === high) return [];
  const combinations = listCombinations(formula, table)
    .map((combination) => ({
      ...combination,
      value: boundsOf(formula, { length: 1, columns: combination.columns, freedoms: [] })[0],
    }))
    .sort((a, b) => a.changes.length - b.changes.length);
  return (['low', 'high'] as const).flatMap((bound): BoundStep[] => {
    const wanted = bound === 'low' ? low : high;
    if (wanted === value) return [];
    const found = combinations.find((combination) => combination.value === wanted);
    return [{ bound, value: wanted, changes: found?.changes ?? [] }];
  });
}

function listCombinations(formula: Formula, { columns, freedoms }: ElementTable): readonly Combination[] {
  const felt = new Set<ElementId>(elementsOf(formula));
  let combinations: readonly Combination[] = [{ columns, changes: [] }];
  for (const { name, ways } of freedoms) {
    const changes = distinct(ways.map((way) => changesOf(name, way, felt)));
    combinations = combinations.flatMap((before) => changes.map((own) => withChanges(before, own)));
  }
  return combinations;
}

/** What a way adds to elements of the formula. */
function changesOf(untold: string, way: ElementColumns, felt: ReadonlySet<ElementId>): readonly BoundChange[] {
  return (Object.entries(way) as [ElementId, Float64Array][])
    .map(([element, column]) => ({ untold, element, added: column[0] as number }))
    .filter(({ element, added }) => felt.has(element) && added !== 0);
}

function distinct(all: readonly (readonly BoundChange[])[]): readonly (readonly BoundChange[])[] {
  return [...new Map(all.map((changes) => [JSON.stringify(changes), changes])).values()];
}

function withChanges({ columns, changes }: Combination, added: readonly BoundChange[]): Combination {
  const changed = added.map(({ element, added: more }) => [element, columns[element]?.map((own) => own + more)]);
  return { columns: { ...columns, ...Object.fromEntries(changed) }, changes: [...changes, ...added] };
}
