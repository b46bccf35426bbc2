/** Values and bounds of a formula over the rows of a table, a block of rows at a time. */
import type { ElementColumns, ElementTable, Freedom } from './element-table.ts';
import type { ElementId } from './elements.ts';
import { elementsOf, type Formula } from './formula.ts';
import { widenByMembers } from './group-bounds.ts';

/** `low ≤ value ≤ high`; all three `NaN` where the value is unknown. */
export interface BoundedColumns {
  readonly value: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Rows of a block: what stands on the stack of a formula stays in the fastest cache. */
const blockRows = 512;
/** More combinations of ways than these are not gone through. */
const combinationsMax = 256;

/**
 * Where nothing is free the bounds are the value. A way in which the formula has no value (its base is 0) bounds nothing.
 *
 * Throws `RangeError` for freedoms of more than 256 combinations of ways.
 *
 * @example evaluate(quotient('APT', 'PBT'), table).value[0] // 0.8880952380952381
 */
export function evaluate(formula: Formula, table: ElementTable): BoundedColumns {
  const { length } = table;
  const program = compile(formula);
  const value = new Float64Array(length);
  const low = new Float64Array(length);
  const high = new Float64Array(length);
  const freedoms = feltBy(elementsOf(formula), table.freedoms);
  const stack = Array.from({ length: program.depth }, () => new Float64Array(blockRows));
  const [way] = stack as [Float64Array];
  for (let from = 0; from < length; from += blockRows) {
    const to = Math.min(length, from + blockRows);
    run(program, [table.columns], stack, from, to);
    value.set(way.subarray(0, to - from), from);
    low.set(way.subarray(0, to - from), from);
    high.set(way.subarray(0, to - from), from);
    for (const columns of combine(freedoms, from, to)) {
      run(program, [table.columns, ...columns], stack, from, to);
      for (let row = from; row < to; row++) {
        const one = way[row - from] as number;
        if (one < (low[row] as number)) low[row] = one;
        if (one > (high[row] as number)) high[row] = one;
      }
    }
  }
  widenByMembers(formula, table, { value, low, high });
  return { value, low, high };
}

type Ways = readonly ElementColumns[];

/** The ways of each freedom, as far as a formula feels them, each once; of freedoms it feels. */
function feltBy(elements: readonly ElementId[], freedoms: readonly Freedom[]): readonly Ways[] {
  const isFelt = (name: string): boolean => (elements as readonly string[]).includes(name);
  return freedoms.flatMap(({ ways }) => {
    const felt = ways.map((way) => Object.fromEntries(Object.entries(way).filter(([name]) => isFelt(name))));
    const distinct = felt.filter((way, i) => felt.findIndex((other) => isSame(way, other)) === i);
    return distinct.some((way) => Object.keys(way).length > 0) ? [distinct] : [];
  });
}

/** Every choice of one way from each freedom that is more than nothing in some of the rows; none where nothing is free there. */
function combine(freedoms: readonly Ways[], from: number, to: number): readonly Ways[] {
  let combinations: readonly Ways[] = [[]];
  for (const ways of freedoms) {
    const added = ways.filter((way) => !isZero(way, from, to));
    if (added.length === 0) continue;
    const choices = added.length < ways.length ? [{}, ...added] : added;
    combinations = combinations.flatMap((before) => choices.map((way) => [...before, way]));
    if (combinations.length > combinationsMax)
      throw new RangeError(`Bounds over ${combinations.length} combinations of ways; at most ${combinationsMax}.`);
  }
  return combinations.filter((chosen) => chosen.some((way) => Object.keys(way).length > 0));
}

function isSame(way: ElementColumns, other: ElementColumns): boolean {
  const names = Object.keys(way) as ElementId[];
  return names.length === Object.keys(other).length && names.every((name) => way[name] === other[name]);
}

function isZero(columns: ElementColumns, from: number, to: number): boolean {
  return Object.values(columns).every((column) => {
    for (let row = from; row < to; row++) if (column[row] !== 0) return false;
    return true;
  });
}

type Step =
  | { readonly kind: 'element'; readonly element: ElementId }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'add' | 'subtract' | 'multiply' | 'divide' | 'least' };

interface Program {
  readonly steps: readonly Step[];
  /** Columns on its stack at most. */
  readonly depth: number;
}

/** The formula in the order in which it is worked out: operands first. */
function compile(formula: Formula): Program {
  const steps: Step[] = [];
  let [now, depth] = [0, 0];
  const push = (step: Step): void => {
    now += step.kind === 'element' || step.kind === 'constant' ? 1 : -1;
    depth = Math.max(depth, now);
    steps.push(step);
  };
  const visit = (part: Formula): void => {
    switch (part.kind) {
      case 'element':
      case 'constant':
        push(part);
        return;
      case 'difference':
      case 'quotient':
        visit(part.left);
        visit(part.right);
        push({ kind: part.kind === 'difference' ? 'subtract' : 'divide' });
        return;
      default: {
        const kind = ({ sum: 'add', product: 'multiply', least: 'least' } as const)[part.kind];
        for (const [i, one] of part.of.entries()) {
          visit(one);
          if (i > 0) push({ kind });
        }
      }
    }
  };
  visit(formula);
  return { steps, depth };
}

/** Leaves the value of rows `from` to `to` in the first column of the stack. */
function run(
  { steps }: Program,
  columns: readonly ElementColumns[],
  stack: readonly Float64Array[],
  from: number,
  to: number,
): void {
  const count = to - from;
  let top = -1;
  for (const step of steps) {
    if (step.kind === 'element') {
      load(stack[++top] as Float64Array, columns, step.element, from, to);
      continue;
    }
    if (step.kind === 'constant') {
      (stack[++top] as Float64Array).fill(step.value, 0, count);
      continue;
    }
    const right = stack[top--] as Float64Array;
    const left = stack[top] as Float64Array;
    operate(step.kind, left, right, count);
  }
}

function load(target: Float64Array, columns: readonly ElementColumns[], element: ElementId, from: number, to: number) {
  const [base, ...added] = columns.map((one) => one[element]);
  if (base === undefined) {
    target.fill(Number.NaN, 0, to - from);
    return;
  }
  target.set(base.subarray(from, to));
  for (const more of added)
    if (more !== undefined)
      for (let row = from; row < to; row++) target[row - from] = (target[row - from] as number) + (more[row] as number);
}

function operate(
  kind: 'add' | 'subtract' | 'multiply' | 'divide' | 'least',
  left: Float64Array,
  right: Float64Array,
  count: number,
): void {
  switch (kind) {
    case 'add':
      for (let i = 0; i < count; i++) left[i] = (left[i] as number) + (right[i] as number);
      return;
    case 'subtract':
      for (let i = 0; i < count; i++) left[i] = (left[i] as number) - (right[i] as number);
      return;
    case 'multiply':
      for (let i = 0; i < count; i++) left[i] = (left[i] as number) * (right[i] as number);
      return;
    case 'divide':
      for (let i = 0; i < count; i++)
        left[i] = right[i] === 0 ? Number.NaN : (left[i] as number) / (right[i] as number);
      return;
    case 'least':
      for (let i = 0; i < count; i++) left[i] = Math.min(left[i] as number, right[i] as number);
  }
}
