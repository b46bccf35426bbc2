/** Formulas of KPIs as data, so that what is read, what it needs, its value and its bounds are one definition. */
import type { ElementId } from './elements.ts';

export type Formula =
  | { readonly kind: 'element'; readonly element: ElementId }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'sum' | 'product' | 'least'; readonly of: readonly Formula[] }
  | { readonly kind: 'difference' | 'quotient'; readonly left: Formula; readonly right: Formula };

/** An element by its id, a number as itself. */
export type Term = ElementId | number | Formula;

export const sum = (...of: readonly Term[]): Formula => ({ kind: 'sum', of: of.map(toFormula) });
export const product = (...of: readonly Term[]): Formula => ({ kind: 'product', of: of.map(toFormula) });
export const least = (...of: readonly Term[]): Formula => ({ kind: 'least', of: of.map(toFormula) });
export const difference = (left: Term, right: Term): Formula => pair('difference', left, right);
/** Nothing where the right side is 0. */
export const quotient = (left: Term, right: Term): Formula => pair('quotient', left, right);

export function toFormula(term: Term): Formula {
  if (typeof term === 'string') return { kind: 'element', element: term };
  return typeof term === 'number' ? { kind: 'constant', value: term } : term;
}

function pair(kind: 'difference' | 'quotient', left: Term, right: Term): Formula {
  return { kind, left: toFormula(left), right: toFormula(right) };
}

/** The elements a formula names, each once, in the order they are read. */
export function elementsOf(formula: Formula): readonly ElementId[] {
  return [...new Set(listElements(formula))];
}

function listElements(formula: Formula): readonly ElementId[] {
  switch (formula.kind) {
    case 'element':
      return [formula.element];
    case 'constant':
      return [];
    case 'difference':
    case 'quotient':
      return [...listElements(formula.left), ...listElements(formula.right)];
    default:
      return formula.of.flatMap(listElements);
  }
}

/** How tightly a part binds; one that binds less than what it stands in takes brackets. */
const strengths: Readonly<Record<Formula['kind'], number>> = {
  sum: 1,
  difference: 1,
  product: 2,
  quotient: 2,
  element: 3,
  constant: 3,
  least: 3,
};

/**
 * A formula as people read it.
 *
 * @param nameOf how elements are called; default: by their ids
 * @example textOf(quotient('APT', sum('APT', 'ADET'))) // 'APT / (APT + ADET)'
 */
export function textOf(formula: Formula, nameOf: (element: ElementId) => string = (element) => element): string {
  const strength = strengths[formula.kind];
  const text = (part: Formula): string => textOf(part, nameOf);
  const bracketed = (part: Formula, strengthMin: number): string =>
    strengths[part.kind] < strengthMin ? `(${text(part)})` : text(part);
  switch (formula.kind) {
    case 'element':
      return nameOf(formula.element);
    case 'constant':
      return String(formula.value);
    case 'sum':
      return formula.of.map((part) => bracketed(part, strength)).join(' + ');
    case 'product':
      // A quotient within a product is bracketed too: who reads it need not know which comes first.
      return formula.of.map((part) => bracketed(part, part.kind === 'quotient' ? 3 : strength)).join(' × ');
    case 'least':
      return `min(${formula.of.map(text).join(', ')})`;
    case 'difference':
      return `${bracketed(formula.left, strength)} − ${bracketed(formula.right, strength + 1)}`;
    case 'quotient':
      return `${bracketed(formula.left, strength)} / ${bracketed(formula.right, strength + 1)}`;
  }
}
