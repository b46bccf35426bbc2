/** Explains a figure: its formula, the elements in it, and the facts that these are made of. */
import { clip, type Interval, type IntervalSet, listIntervals } from '../../../time/index.ts';
import { type IdealTimeLookup, visitIdealTimes } from '../../ideal-times.ts';
import { type ElementTable, sumRows } from '../element-table.ts';
import { type ElementId, elements } from '../elements.ts';
import { withFinished } from '../finished-elements.ts';
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
import type { ElementPart, ElementStep, KpiExplanation, UnitStep, UntoldStep } from './explanation.ts';
import { createFactList } from './fact-list.ts';
import { finishedParts, listFinished } from './finished-parts.ts';
import { createIdealTimeList } from './ideal-time-list.ts';
import { boundsOf, resultOf } from './result-of.ts';
import { silentSet } from './state-parts.ts';
import type { UnitContext } from './unit-context.ts';
import { listMade } from './unit-facts.ts';
import { unitParts } from './unit-parts.ts';

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
 * @param options `activity`: all reports that started before the window's end, of all units, as ideal times are learned of them
 * @example
 * const { result } = explainKpi({ activity, kpi, window: plant.productionDay('2012-02-29'), units: ['machine-8'] });
 * result.kind === 'known' && result.value; // 0.18: what the elements of its one unit, and the parts of these, lead to
 */
export function explainKpi(options: ExplainKpiOptions): KpiExplanation {
  const { kpi, window, activity, units = activity.units.map(({ equipment }) => equipment.id as string) } = options;
  const { id, name, unit, note, formula } = kpi;
  const all = unitElements({ ...options, windows: [window] });
  const tableOf = (ids: readonly string[]): ElementTable =>
    sumRows(
      all,
      Int32Array.from(activity.units, ({ equipment }) => (ids.includes(equipment.id) ? 0 : -1)),
      1,
    );
  let explained: ExplainedUnits | undefined;
  visitIdealTimes(activity, [window.fromAt], (_, learned) => {
    explained = explainUnits(options, units, all, learned);
  });
  const { contexts, facts, idealTimes } = explained as ExplainedUnits;
  const steps = listSteps(elementsOf(formula), contexts);
  const isWhole = activity.units.every(({ equipment }) => units.includes(equipment.id));
  const table = isWhole ? withFinished(tableOf(units), activity, [{ ...window, row: 0 }]) : tableOf(units);
  return {
    kpi: { id, name, unit, note },
    window: { fromAt: window.fromAt, toAt: window.toAt },
    formula: textOf(formula),
    result: resultOf(formula, table),
    factors: listFactors(formula).map((factor) => ({ formula: textOf(factor), result: resultOf(factor, table) })),
    elements: steps.map((element) => elementStep(element, table)),
    bounds: listBoundSteps(formula, table),
    units: contexts.map((context) => {
      const { equipment } = context.unit.activity;
      const result = resultOf(formula, tableOf([equipment.id]));
      return { equipment: equipment.id, name: equipment.name, result, ...unitSteps(context, steps) };
    }),
    facts,
    idealTimes,
  };
}

/** Of products within products too. */
function listFactors(formula: Formula): readonly Formula[] {
  return formula.kind === 'product'
    ? formula.of.flatMap((part) => (part.kind === 'product' ? listFactors(part) : [part]))
    : [];
}

interface ExplainedUnit extends UnitContext {
  /** Empty where the element is not known of the unit. */
  partsOf(element: ElementId): readonly ElementPart[];
}

interface ExplainedUnits extends Pick<KpiExplanation, 'facts' | 'idealTimes'> {
  readonly contexts: readonly ExplainedUnit[];
}

function explainUnits(
  options: ExplainKpiOptions,
  ids: readonly string[],
  { columns }: ElementTable,
  learned: IdealTimeLookup,
): ExplainedUnits {
  const { activity, window } = options;
  const facts = createFactList(activity);
  const idealTimes = createIdealTimeList(activity, learned, window.fromAt);
  const prepared = prepareUnits({ ...options, windows: [window] }).map((unit, row) => ({ unit, row }));
  const asked = prepared.filter(({ unit }) => ids.includes(unit.activity.equipment.id));
  const isWhole = asked.length === prepared.length;
  const finished = isWhole ? listFinished(activity, window) : [];
  const contexts = asked.map(({ unit, row }): ExplainedUnit => {
    const made = listMade(unit.activity, window);
    const ofUnit = finished.filter((pieces) => pieces.unit === row);
    const figureOf = (element: ElementId): number =>
      element === 'FINISHED' && isWhole
        ? ofUnit.reduce((sum, { count }) => sum + count, 0)
        : (columns[element]?.[row] ?? Number.NaN);
    const context: UnitContext = { activity, unit, window, made, facts, idealTimes, figureOf };
    const listParts = (element: ElementId): readonly ElementPart[] => {
      if (element === 'FINISHED') return finishedParts(context, ofUnit);
      return isOfUnits(element) && !Number.isNaN(figureOf(element)) ? unitParts[element](context) : [];
    };
    const known = new Map<ElementId, readonly ElementPart[]>();
    const partsOf = (element: ElementId): readonly ElementPart[] => {
      const parts = known.get(element) ?? listParts(element);
      known.set(element, parts);
      return parts;
    };
    return { ...context, partsOf };
  });
  return {
    contexts,
    facts: facts.facts,
    idealTimes: idealTimes.idealTimes,
  };
}

function isOfUnits(element: ElementId): element is UnitElementId {
  return (unitElementIds as readonly ElementId[]).includes(element);
}

/** The elements of a formula, those that their parts name, and so on. */
function listSteps(ofFormula: readonly ElementId[], contexts: readonly ExplainedUnit[]): readonly ElementId[] {
  const steps = new Set(ofFormula);
  // A set visits what is put into it on the way too.
  for (const element of steps)
    for (const { partsOf } of contexts)
      for (const part of partsOf(element)) {
        if (part.kind === 'element') steps.add(part.element);
        if (part.kind === 'formula') for (const named of elementsOf(part.formula)) steps.add(named);
      }
  return [...steps];
}

function elementStep(element: ElementId, table: ElementTable): ElementStep {
  const { name, unit, meaning, from } = elements[element];
  const [value, low, high] = boundsOf({ kind: 'element', element }, table);
  return { element, name, unit, meaning, from, amount: Number.isNaN(value) ? undefined : { value, low, high } };
}

function unitSteps(context: ExplainedUnit, steps: readonly ElementId[]): Pick<UnitStep, 'elements' | 'untold'> {
  const { unit, window, figureOf, partsOf } = context;
  const untold = (kind: UntoldStep['kind'], set: IntervalSet): UntoldStep[] =>
    listIntervals(clip(set, window)).map((span) => ({ kind, ...span }));
  return {
    elements: steps.map((element) => {
      const value = figureOf(element);
      return { element, value: Number.isNaN(value) ? undefined : value, parts: partsOf(element) };
    }),
    untold: [...untold('silent', silentSet(context)), ...untold('unheard', unit.unheard.set)].sort(
      (a, b) => a.fromAt - b.fromAt,
    ),
  };
}
