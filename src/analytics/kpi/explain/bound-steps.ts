/** How it may have been, so that a figure would be as low as its low, or as high as its high. */
import type { ElementColumns, ElementTable } from '../element-table.ts';
import type { ElementId } from '../elements.ts';
import type { Formula } from '../formula.ts';
import type { BoundChange, BoundStep } from './explanation.ts';
import { boundsOf } from './result-of.ts';

/** One way of each freedom. */
interface Combination {
  readonly columns: ElementColumns;
  readonly changes: readonly BoundChange[];
}

/**
 * The ways that lead to the bounds of a table of one row, the one that changes least where several do; none where the value
 * is its own bound, or unknown.
 */
export function listBoundSteps(formula: Formula, table: ElementTable): BoundStep[] {
  const [value, low, high] = boundsOf(formula, table);
  if (Number.isNaN(value) || low === high) return [];
  const combinations = listCombinations(table)
    .map((combination) => ({
      ...combination,
      value: boundsOf(formula, { length: 1, columns: combination.columns, freedoms: [] })[0],
    }))
    .sort((a, b) => a.changes.length - b.changes.length);
  return (['low', 'high'] as const).flatMap((bound): BoundStep[] => {
    const wanted = bound === 'low' ? low : high;
    const found = combinations.find((combination) => combination.value === wanted);
    return found === undefined || found.changes.length === 0 ? [] : [{ bound, value: wanted, changes: found.changes }];
  });
}

function listCombinations({ columns, freedoms }: ElementTable): readonly Combination[] {
  return freedoms.reduce<readonly Combination[]>(
    (before, { name, ways }) => before.flatMap((combination) => ways.map((way) => withWay(combination, name, way))),
    [{ columns, changes: [] }],
  );
}

function withWay({ columns, changes }: Combination, untold: string, way: ElementColumns): Combination {
  const added = (Object.entries(way) as [ElementId, Float64Array][]).filter(([, column]) => column[0] !== 0);
  return {
    columns: {
      ...columns,
      ...Object.fromEntries(
        added.map(([element, column]) => [element, columns[element]?.map((own, i) => own + (column[i] as number))]),
      ),
    },
    changes: [...changes, ...added.map(([element, column]) => ({ untold, element, added: column[0] as number }))],
  };
}
