/**
 * Bounds of groups whose members may each have been in another way. Summed way by way, all of them went the same; a KPI that weighs
 * time against pieces may be lower or higher where one went otherwise, as a fast machine that made scrap while a slow one stood.
 */
import type { ElementTable, Freedom, FreedomMembers } from './element-table.ts';
import type { ElementId } from './elements.ts';
import { elementsOf, type Formula } from './formula.ts';

/** Passes over the members of a group, after which what was found stands; each finds less than the one before. */
const passesMax = 8;

interface Bounds {
  readonly value: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Amounts by element, of those that the formula names. */
type Amounts = Float64Array;

/** A freedom whose members weigh more than one element, so that it matters which of them went which way. */
interface Weighed {
  readonly members: FreedomMembers;
  /** Rows of members by group. */
  readonly rowsOf: ReadonlyMap<number, readonly number[]>;
}

/**
 * Widens bounds in place: from the way of all that is lowest (highest), each member goes the way that makes it lower (higher), until
 * none does. Each bound is what some choice of ways gives.
 */
export function widenByMembers(formula: Formula, table: ElementTable, { value, low, high }: Bounds): void {
  const elements = elementsOf(formula);
  const weighed = new Map<Freedom, Weighed>();
  for (const freedom of table.freedoms) {
    const { members } = freedom;
    if (members === undefined) continue;
    const named = new Set(members.ways.flatMap((way) => Object.keys(way)));
    if (elements.filter((element) => named.has(element)).length < 2) continue;
    const rowsOf = listMembers(members, elements);
    if (rowsOf.size > 0) weighed.set(freedom, { members, rowsOf });
  }
  const groups = new Set([...weighed.values()].flatMap(({ rowsOf }) => [...rowsOf.keys()]));
  const figureOf = createFigure(formula, elements);
  for (const group of groups) {
    if (Number.isNaN(value[group])) continue;
    low[group] = Math.min(low[group] as number, climb(group, -1));
    high[group] = Math.max(high[group] as number, climb(group, 1));
  }

  function climb(group: number, sign: 1 | -1): number {
    const own = table.freedoms.map((freedom) => uniformWays(freedom, group, elements));
    let best = { figure: Number.NEGATIVE_INFINITY, ways: [] as readonly number[] };
    for (const ways of choices(own.map(({ length }) => length))) {
      const figure =
        sign *
        figureOf(
          sumOf(
            baseOf(table, group, elements),
            ways.map((way, f) => own[f]?.[way] as Amounts),
          ),
        );
      if (figure > best.figure) best = { figure, ways };
    }
    const amounts = sumOf(
      baseOf(table, group, elements),
      best.ways.map((way, f) => own[f]?.[way] as Amounts),
    );
    let { figure } = best;
    for (const [freedom, { members, rowsOf }] of weighed) {
      const rows = rowsOf.get(group) ?? [];
      const chosen = rows.map(() => best.ways[table.freedoms.indexOf(freedom)] as number);
      for (let pass = 0, isBetter = true; isBetter && pass < passesMax; pass++) {
        isBetter = false;
        for (const [i, row] of rows.entries())
          for (const way of members.ways.keys()) {
            if (way === chosen[i]) continue;
            const before = amounts.slice();
            move(amounts, members, row, chosen[i] as number, way, elements);
            const now = sign * figureOf(amounts);
            if (now > figure) {
              figure = now;
              chosen[i] = way;
              isBetter = true;
            } else amounts.set(before);
          }
      }
    }
    return sign * figure;
  }
}

/** Of groups in which two members or more have something to choose. */
function listMembers({ groupOf, ways }: FreedomMembers, elements: readonly ElementId[]): Weighed['rowsOf'] {
  const columns = new Set(ways.flatMap((way) => elements.flatMap((element) => way[element] ?? [])));
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < groupOf.length; row++) {
    const group = groupOf[row] as number;
    if (group < 0) continue;
    let isFree = false;
    for (const column of columns) if (column[row] !== 0) isFree = true;
    if (isFree) rowsOf.set(group, [...(rowsOf.get(group) ?? []), row]);
  }
  return new Map([...rowsOf].filter(([, rows]) => rows.length > 1));
}

function baseOf({ columns }: ElementTable, group: number, elements: readonly ElementId[]): Amounts {
  return Float64Array.from(elements, (element) => columns[element]?.[group] ?? Number.NaN);
}

/** What each way of a freedom adds to a group that went it as one. */
function uniformWays({ ways }: Freedom, group: number, elements: readonly ElementId[]): readonly Amounts[] {
  return ways.map((way) => Float64Array.from(elements, (element) => way[element]?.[group] ?? 0));
}

function* choices(counts: readonly number[]): Generator<readonly number[]> {
  const [first, ...rest] = counts;
  if (first === undefined) {
    yield [];
    return;
  }
  for (let i = 0; i < first; i++) for (const others of choices(rest)) yield [i, ...others];
}

function sumOf(base: Amounts, added: readonly Amounts[]): Amounts {
  const sum = base.slice();
  for (const one of added) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (one[i] as number);
  return sum;
}

function move(
  amounts: Amounts,
  { ways }: FreedomMembers,
  row: number,
  from: number,
  to: number,
  elements: readonly ElementId[],
): void {
  for (const [i, element] of elements.entries())
    amounts[i] = (amounts[i] as number) + (ways[to]?.[element]?.[row] ?? 0) - (ways[from]?.[element]?.[row] ?? 0);
}

/** Value of a formula from amounts in the order of its elements. */
function createFigure(formula: Formula, elements: readonly ElementId[]): (amounts: Amounts) => number {
  switch (formula.kind) {
    case 'element': {
      const place = elements.indexOf(formula.element);
      return (amounts) => amounts[place] as number;
    }
    case 'constant':
      return () => formula.value;
    case 'difference':
    case 'quotient': {
      const [left, right] = [createFigure(formula.left, elements), createFigure(formula.right, elements)];
      if (formula.kind === 'difference') return (amounts) => left(amounts) - right(amounts);
      return (amounts) => {
        const base = right(amounts);
        return base === 0 ? Number.NaN : left(amounts) / base;
      };
    }
    default: {
      const parts = formula.of.map((part) => createFigure(part, elements));
      const { kind } = formula;
      return (amounts) => {
        const values = parts.map((part) => part(amounts));
        if (kind === 'least') return Math.min(...values);
        return values.reduce((a, b) => (kind === 'sum' ? a + b : a * b));
      };
    }
  }
}
