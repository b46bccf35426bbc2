/** The facts of a unit as a table: what each adds to which element, and the row it came from. */
import type { ElementId, ElementPart, ExplainedFact, UnitStep } from '../../analytics/index.ts';
import { formatTable } from '../table.ts';
import { factOf, indent } from './element-lines.ts';
import { countText, originsText, originText, type Scene } from './scene.ts';

interface FactRow {
  readonly fact: ExplainedFact;
  /** Of the fact, by element. */
  readonly parts: ReadonlyMap<ElementId, ElementPart>;
}

export function factLines(unit: UnitStep, scene: Scene): string[] {
  const rows = listRows(unit, scene);
  if (rows.length === 0) return unit.elements.some(({ parts }) => parts.length > 0) ? [] : ['No fact tells of it.'];
  const columns = unit.elements
    .map(({ element }) => element)
    .filter((element) => rows.some(({ parts }) => parts.has(element)));
  const shown = rows.slice(0, scene.rowsMax);
  const cellsOf = ({ fact, parts }: FactRow): string[] => [
    scene.time(fact.startAt),
    scene.time(fact.endAt),
    whatText(fact),
    ...columns.map((element) => {
      const part = parts.get(element);
      return part === undefined ? '' : scene.amount(element, part.value);
    }),
    originText(fact.origin),
    remarksOf(fact, parts, scene).join('; '),
  ];
  const sumRow = (name: string, of: readonly FactRow[]): string[] => [
    '',
    '',
    name,
    ...columns.map((element) =>
      scene.amount(
        element,
        of.reduce((sum, { parts }) => sum + (parts.get(element)?.value ?? 0), 0),
      ),
    ),
    '',
    '',
  ];
  const rest = rows.slice(shown.length);
  return [
    `Facts, times in ${scene.scale.name}`,
    ...indent(
      formatTable(
        ['from', 'to', 'what', ...columns, 'where', 'remark'],
        [
          ...shown.map(cellsOf),
          ...(rest.length === 0 ? [] : [sumRow(`${countText(rest.length, 'more fact')}: --all lists them`, rest)]),
          sumRow('together', rows),
        ],
        { right: columns },
      ),
    ),
  ];
}

function listRows(unit: UnitStep, { explanation }: Scene): FactRow[] {
  const byFact = new Map<number, Map<ElementId, ElementPart>>();
  for (const { element, parts } of unit.elements)
    for (const part of parts) {
      const fact = factOf(part);
      if (fact === undefined) continue;
      const own = byFact.get(fact) ?? new Map<ElementId, ElementPart>();
      byFact.set(fact, own.set(element, part));
    }
  return [...byFact]
    .map(([place, parts]) => ({ fact: explanation.facts[place] as ExplainedFact, parts }))
    .sort((a, b) => a.fact.startAt - b.fact.startAt || a.fact.endAt - b.fact.endAt);
}

function whatText({ state, workOrder, operation, product, reason }: ExplainedFact): string {
  return [state, reason, workOrder, operation, product].filter((part) => part !== '').join(', ');
}

/** What keeps a fact from counting whole, and what was done to it. */
function remarksOf(fact: ExplainedFact, parts: FactRow['parts'], scene: Scene): string[] {
  const { scale, amount, step } = scene;
  const remarks: string[] = [];
  const wholeMs = fact.endAt - fact.startAt;
  for (const [element, part] of parts) {
    if (part.kind !== 'factTime' || element === 'RAPT' || step(element).unit !== 'time') continue;
    if (part.clippedMs < wholeMs) remarks.push(`${amount(element, part.clippedMs)} ${scale.name} of it in the window`);
    if (part.sharedMs > 0) {
      remarks.push(
        `${amount(element, part.sharedMs)} ${scale.name} of it shared with ${originsText(part.sharedWith, scene)}`,
      );
    }
    if (part.otherMs > 0)
      remarks.push(
        `${amount(element, part.otherMs)} ${scale.name} of it ${otherText(element, originsText(part.outrankedBy, scene))}`,
      );
    break;
  }
  if (parts.has('APT') && fact.state !== 'running') remarks.push('too short to count as a stop: run time');
  if (fact.isRework) remarks.push('rework');
  if (fact.versionCount > 1) remarks.push('corrected');
  if (fact.adjustment !== '') remarks.push(`read otherwise than written: ${fact.adjustment}`);
  const ideal = parts.get('PRPQ');
  if (ideal?.kind === 'factIdealTime' && ideal.idealTime === undefined) remarks.push('no ideal time');
  return remarks;
}

/** Why time that a fact tells is not of the element. */
function otherText(element: ElementId, stronger: string): string {
  if (stronger !== '') return `told otherwise by ${stronger}`;
  return element === 'POT' ? 'within planned time' : 'not of this';
}
