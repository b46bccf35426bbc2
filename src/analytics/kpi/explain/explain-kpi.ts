/** Explains a figure: its formula, the elements in it, and the facts that these are made of. */
import { clip, type Interval, type IntervalSet, intersect, listIntervals } from '../../../time/index.ts';
import { visitIdealTimes } from '../../ideal-times.ts';
import { type ElementColumns, type ElementTable, sumRows } from '../element-table.ts';
import { type ElementId, elements } from '../elements.ts';
import { evaluate } from '../evaluate.ts';
import { elementsOf, type Formula, textOf } from '../formula.ts';
import type { KpiRow } from '../kpi-row.ts';
import {
  prepareUnits,
  type UnitElementId,
  type UnitElementsOptions,
  unitElementIds,
  unitElements,
} from '../unit-elements.ts';
import { listBoundSteps } from './bound-steps.ts';
import type {
  ElementStep,
  ExplainedResult,
  KpiExplanation,
  UnitElementStep,
  UnitStep,
  UntoldStep,
} from './explanation.ts';
import { createFactList } from './fact-list.ts';
import { createIdealTimeList } from './ideal-time-list.ts';
import { listMade } from './unit-facts.ts';
import { silentSet, type UnitContext, unitParts } from './unit-parts.ts';

export interface ExplainKpiOptions extends Omit<UnitElementsOptions, 'windows'> {
  readonly kpi: KpiRow;
  /** Whole ms. */
  readonly window: Interval;
  /** Work units by id, whose figures are taken together. Default: all of the activity. */
  readonly units?: readonly string[];
}

/**
 * Explains a KPI of work units in a window. Of each unit the parts of an element add up to its value exactly, and values of
 * units to the element's. An element that no fact tells, or that is not of work units, has no parts; the result then says
 * which are missing.
 *
 * @param activity all reports that started before the window's end, of all units: ideal times are learned from them
 * @example
 * const { result, units, facts } = explainKpi({ activity, kpi, window: plant.productionDay('2012-02-29'), units: ['machine-8'] });
 * result.kind === 'known' && result.value; // 0.16, the product of what `units[0].elements` say
 */
export function explainKpi(options: ExplainKpiOptions): KpiExplanation {
  const { kpi, window, activity } = options;
  const { id, name, unit, note, formula } = kpi;
  const asked = new Set(options.units ?? activity.units.map(({ equipment }) => equipment.id as string));
  const all = unitElements({ ...options, windows: [window] });
  const groupOf = Int32Array.from(activity.units, ({ equipment }) => (asked.has(equipment.id) ? 0 : -1));
  const table = sumRows(all, groupOf, 1);
  const facts = createFactList(activity);
  const units: UnitStep[] = [];
  let idealTimes: KpiExplanation['idealTimes'] = [];
  let steps: readonly ElementId[] = elementsOf(formula);
  visitIdealTimes(activity, [window.fromAt], (_, learned) => {
    const known = createIdealTimeList(activity, learned, window.fromAt);
    ({ idealTimes } = known);
    const contexts = prepareUnits({ ...options, windows: [window] }).flatMap((unit, row): UnitContext[] =>
      asked.has(unit.activity.equipment.id)
        ? [
            {
              activity,
              unit,
              window,
              made: listMade(unit.activity, window),
              facts,
              idealTimes: known,
              figureOf: (element) => all.columns[element]?.[row] ?? Number.NaN,
            },
          ]
        : [],
    );
    // Parts name further elements, and these may again.
    const parts = contexts.map((context) => createParts(context));
    for (let place = 0; place < steps.length; place++)
      for (const partsOf of parts) steps = [...new Set([...steps, ...listNamed(partsOf(steps[place] as ElementId))])];
    units.push(...contexts.map((context, i) => unitStep(context, steps, parts[i] as PartsOf)));
  });
  const figure = evaluate(formula, table);
  return {
    kpi: { id, name, unit, note },
    window: { fromAt: window.fromAt, toAt: window.toAt },
    formula: textOf(formula),
    result: resultOf(formula, table, figure),
    elements: steps.map((element) => elementStep(element, table)),
    bounds: listBoundSteps(formula, table, figure),
    units,
    facts: facts.facts,
    idealTimes,
  };
}

type PartsOf = (element: ElementId) => UnitElementStep['parts'];

/** Parts of a unit's elements, each worked out once. */
function createParts(context: UnitContext): PartsOf {
  const known = new Map<ElementId, UnitElementStep['parts']>();
  return (element) => {
    const parts = known.get(element) ?? (isOfUnits(element) ? partsIfKnown(context, element) : []);
    known.set(element, parts);
    return parts;
  };
}

function partsIfKnown(context: UnitContext, element: UnitElementId): UnitElementStep['parts'] {
  return Number.isNaN(context.figureOf(element)) ? [] : unitParts[element](context);
}

function isOfUnits(element: ElementId): element is UnitElementId {
  return (unitElementIds as readonly ElementId[]).includes(element);
}

function listNamed(parts: UnitElementStep['parts']): readonly ElementId[] {
  return parts.flatMap((part) => {
    if (part.kind === 'element') return [part.element];
    return part.kind === 'formula' ? elementsOf(part.formula) : [];
  });
}

function unitStep(context: UnitContext, steps: readonly ElementId[], partsOf: PartsOf): UnitStep {
  const { unit, window, figureOf } = context;
  const { id, name } = unit.activity.equipment;
  const untold = (kind: UntoldStep['kind'], set: IntervalSet): UntoldStep[] =>
    listIntervals(clip(set, window)).map((span) => ({ kind, ...span }));
  return {
    equipment: id,
    name,
    elements: steps.map((element) => ({
      element,
      value: knownOr(figureOf(element)),
      parts: partsOf(element),
    })),
    untold: [
      ...untold('silent', silentSet(context)),
      ...untold('unheard', intersect(unit.unheard.set, unit.planned.planned.set)),
    ].sort((a, b) => a.fromAt - b.fromAt),
  };
}

function elementStep(element: ElementId, table: ElementTable): ElementStep {
  const { name, unit, meaning, from } = elements[element];
  const { value, low, high } = evaluate({ kind: 'element', element }, table);
  const amount = { value: value[0] as number, low: low[0] as number, high: high[0] as number };
  return { element, name, unit, meaning, from, amount: Number.isNaN(amount.value) ? undefined : amount };
}

function resultOf(
  formula: Formula,
  table: ElementTable,
  { value, low, high }: ReturnType<typeof evaluate>,
): ExplainedResult {
  if (!Number.isNaN(value[0]))
    return { kind: 'known', value: value[0] as number, low: low[0] as number, high: high[0] as number };
  const missing = elementsOf(formula).filter((element) => isMissing(table.columns, element));
  const zero = listDivisors(formula).filter(
    (divisor) =>
      elementsOf(divisor).every((element) => !missing.includes(element)) && evaluate(divisor, table).value[0] === 0,
  );
  return { kind: 'unknown', missing, zero };
}

function isMissing(columns: ElementColumns, element: ElementId): boolean {
  return Number.isNaN(columns[element]?.[0] ?? Number.NaN);
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

function knownOr(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
