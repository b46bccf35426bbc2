/** Each element with its amount, and what that is the sum of. */
import { type ElementId, type ElementPart, textOf, type UnitStep } from '../../analytics/index.ts';
import { formatTable } from '../table.ts';
import { countText, originsText, type Scene } from './scene.ts';

/** A sum, one line a part; facts are one, as they have a table of their own. */
export function elementLines(scene: Scene): string[] {
  const { explanation, step, amountWithUnit } = scene;
  const [only, ...others] = explanation.units;
  const rows = explanation.elements.flatMap(({ element, name, amount }) => {
    const parts =
      only !== undefined && others.length === 0
        ? partTexts(element, only, scene)
        : [`of ${countText(explanation.units.length, 'unit')}`];
    const range =
      amount === undefined || amount.low === amount.high
        ? ''
        : `${scene.amount(element, amount.low)} to ${scene.amount(element, amount.high)}`;
    const first = [
      element,
      name,
      amount === undefined ? 'unknown' : amountWithUnit(element, amount.value),
      range,
      (amount === undefined
        ? [`would come from ${step(element).from ?? 'facts that gemba does not take yet'}`]
        : parts)[0] ?? 'nothing',
    ];
    return [first, ...(amount === undefined ? [] : parts.slice(1)).map((part) => ['', '', '', '', part])];
  });
  return [
    'What it is made of',
    ...indent(formatTable(['element', '', 'amount', 'low to high', 'which is'], rows, { right: ['amount'] })),
  ];
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

/** Parts of a unit's element; beyond the most that are shown, the rest together. */
function partTexts(element: ElementId, unit: UnitStep, scene: Scene): string[] {
  const parts = unit.elements.find((one) => one.element === element)?.parts ?? [];
  const ofFacts = parts.filter((part) => factOf(part) !== undefined);
  const others = parts.filter((part) => factOf(part) === undefined);
  const shown = others.slice(0, scene.rowsMax);
  const rest = others.slice(scene.rowsMax);
  const sumOf = (all: readonly ElementPart[]): number => all.reduce((sum, { value }) => sum + value, 0);
  const texts = [
    ...(ofFacts.length === 0 ? [] : [{ value: sumOf(ofFacts), text: factsText(element, ofFacts.length) }]),
    ...shown.map((part) => ({ value: part.value, text: partText(part, scene) })),
    ...(rest.length === 0 ? [] : [{ value: sumOf(rest), text: `of ${rest.length} more` }]),
  ];
  const width = Math.max(...texts.map(({ value }) => scene.amount(element, Math.abs(value)).length));
  return texts.map(({ value, text }, i) => {
    const sign = value < 0 || Object.is(value, -0) ? '− ' : i === 0 ? '' : '+ ';
    return texts.length === 1 && sign === ''
      ? text
      : `${sign.padStart(2)}${scene.amount(element, Math.abs(value)).padStart(width)}  ${text}`;
  });
}

function factsText(element: ElementId, count: number): string {
  const facts = `${countText(count, 'fact')} below`;
  return element === 'POT' ? `of ${facts}, outside shifts` : `of ${facts}`;
}

/** The place of the fact that a part is of; undefined where it is of none. */
export function factOf(part: ElementPart): number | undefined {
  switch (part.kind) {
    case 'factTime':
    case 'factPieces':
    case 'factIdealTime':
      return part.fact;
    default:
      return undefined;
  }
}

function partText(part: ElementPart, scene: Scene): string {
  switch (part.kind) {
    case 'window':
      return 'the window';
    case 'shift':
      return `shift ${part.name} of ${part.date}, ${scene.span(part)}`;
    case 'plannedStop':
      return `planned stop ${part.name}, ${scene.span(part)}`;
    case 'silence':
      return `nothing told, ${scene.span(part)}`;
    case 'failure':
      return `failure, ${scene.span(part)}, ${originsText(part.facts, scene)}`;
    case 'unratedRun':
      return `run time by states alone, of ${part.piecesWithout} of ${part.pieces} counted pieces without an ideal time`;
    case 'element':
      return part.element;
    case 'formula':
      return textOf(part.formula);
    default:
      return 'a fact';
  }
}
