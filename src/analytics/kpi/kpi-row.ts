/** A row of the table of KPIs: what its name, formula, unit and range are, and what it is good for. */
import type { Formula, Term } from './formula.ts';
import { toFormula } from './formula.ts';

/**
 * `ratio`: 0 to 1, shown in %. `index`: a pure number. `time`: ms. `count`: pieces, or events. `rate`: a count per ms, shown
 * per hour. `perMillion`: a count a million. `perPiece`: energy a piece. `perPeriod`: times in the window.
 */
export const kpiUnits = ['ratio', 'index', 'time', 'count', 'rate', 'perMillion', 'perPiece', 'perPeriod'] as const;
export type KpiUnit = (typeof kpiUnits)[number];

/**
 * What a KPI can be asked of. `workUnit` stands for groups of work units too, whose ratios are ratios of sums; `line` and
 * `plant` for what only these have.
 */
export const kpiScopes = [
  'workUnit',
  'line',
  'plant',
  'order',
  'product',
  'storage',
  'personGroup',
  'process',
] as const;
export type KpiScope = (typeof kpiScopes)[number];

export interface KpiRow<Id extends string = string> {
  readonly id: Id;
  readonly name: string;
  /** Its number in ISO 22400-2; undefined where the standard has none, or defines one of this name otherwise. */
  readonly isoNumber: number | undefined;
  /** What it says, in a sentence. */
  readonly meaning: string;
  /** Over elements; `textOf` writes it, `elementsOf` says what it needs. */
  readonly formula: Formula;
  readonly unit: KpiUnit;
  /** Least and greatest value that is possible; undefined: without bound. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Which way is good. */
  readonly better: 'higher' | 'lower';
  readonly scopes: readonly KpiScope[];
  /** Who defines it so. */
  readonly source: string;
  /** What is special about it, or differs from its source, in a sentence or two. */
  readonly note: string | undefined;
  /** Where people go wrong with it, a sentence each. */
  readonly pitfalls: readonly string[];
}

/** What a file of rows says of one; the rest follows from its place. */
export interface KpiSpec extends Pick<KpiRow, 'name' | 'meaning' | 'formula' | 'unit' | 'better' | 'scopes'> {
  /** Default 0; `null`: without bound. */
  readonly min?: number | null;
  /** Default: without bound. */
  readonly max?: number;
  readonly note?: string;
  readonly pitfalls?: readonly string[];
}

/** What all rows have to say of themselves, in the order in which it is read. */
type Said = readonly [name: string, formula: Term, scopes: KpiSpec['scopes'], meaning: string];

/** From 0 to 1, more is better; `rest` says what differs. */
export function ratio([name, formula, scopes, meaning]: Said, rest: Partial<KpiSpec> = {}): KpiSpec {
  return { name, formula: toFormula(formula), scopes, meaning, unit: 'ratio', max: 1, better: 'higher', ...rest };
}

/** A ratio without an upper bound. */
export function openRatio(said: Said, rest: Partial<KpiSpec> = {}): KpiSpec {
  const { max: _, ...open } = ratio(said, rest);
  return open;
}

/** From 0 without bound, in a unit of its own. */
export function figure(unit: KpiUnit, said: Said, rest: Partial<KpiSpec> = {}): KpiSpec {
  return openRatio(said, { unit, ...rest });
}

/** Rows of a file, in the order of their ids. */
export function rowsOf<Id extends string>(
  ids: readonly Id[],
  specs: Readonly<Record<Id, KpiSpec>>,
  origin: (id: Id, place: number) => Pick<KpiRow, 'isoNumber' | 'source'>,
): readonly KpiRow<Id>[] {
  return ids.map((id, place) => {
    const { min = 0, max, note, pitfalls = [], ...said } = specs[id];
    return { id, ...said, min: min ?? undefined, max, note, pitfalls, ...origin(id, place) };
  });
}
