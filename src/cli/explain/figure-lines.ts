/** The figure itself, its formula with the numbers in it, and its bounds. */
import { type ElementId, type ExplainedResult, elementIds, sayWhyUnknown } from '../../analytics/index.ts';
import type { PlantKpiExplanation } from '../../runtime/index.ts';
import { figureText, plainFigureText, suffixOf } from '../amounts.ts';
import type { Scene } from './scene.ts';

export function figureLines(explanation: PlantKpiExplanation, scene: Scene): string[] {
  const { kpi, of, window, result, formula, factors } = explanation;
  // What a ratio multiplies are ratios; what others do is shown by its elements.
  const ratios = kpi.unit === 'ratio' ? factors : [];
  const factorsText = ratios.map((factor) => resultText(factor.result, 'ratio', scene)).join(' × ');
  return [
    `${kpi.name} (${kpi.id}) of ${of.name}`,
    `${scene.longTime(window.fromAt)} to ${scene.longTime(window.toAt)}`,
    '',
    `${resultText(result, kpi.unit, scene)}${result.kind === 'known' ? boundsText(result, scene) : ''}`,
    ...(result.kind === 'unknown' ? [`  ${sayWhyUnknown(result)}`] : []),
    '',
    `  = ${formula}`,
    ...(result.kind === 'known' ? [`  = ${withNumbers(formula, scene)}`] : []),
    ...(factorsText === '' || result.kind === 'unknown' ? [] : [`  = ${factorsText}`]),
    ...boundLines(scene),
    ...(kpi.note === undefined ? [] : ['', kpi.note]),
  ];
}

export function resultText(
  result: ExplainedResult,
  unit: PlantKpiExplanation['kpi']['unit'],
  { scale }: Scene,
): string {
  return result.kind === 'unknown' ? 'unknown' : figureText(result.value, unit, scale);
}

function boundsText({ low, high }: Extract<ExplainedResult, { kind: 'known' }>, scene: Scene): string {
  const { unit } = scene.explanation.kpi;
  const plain = (one: number): string => plainFigureText(one, unit, scene.scale);
  if (plain(low) === plain(high)) return '';
  return `  (${[`${plain(low)} to ${plain(high)}`, suffixOf(unit, scene.scale)].join(' ').trim()})`;
}

/** The formula with every element as its amount. */
function withNumbers(formula: string, { step, amountWithUnit }: Scene): string {
  const known = new Set<string>(elementIds);
  return formula.replaceAll(/[A-Z]+/g, (word) => {
    if (!known.has(word)) return word;
    const { amount } = step(word as ElementId);
    return amount === undefined ? word : amountWithUnit(word as ElementId, amount.value);
  });
}

/** What would make it so low, or so high. */
function boundLines({ explanation, scale, amountWithUnit }: Scene): string[] {
  return explanation.bounds.map(({ bound, value, changes }) => {
    const parts = [...Map.groupBy(changes, ({ untold }) => untold)].map(([untold, own]) => {
      const texts = own.map(({ element, added }) =>
        added < 0
          ? `took ${amountWithUnit(element, -added)} off ${element}`
          : `added ${amountWithUnit(element, added)} to ${element}`,
      );
      return `${untold} ${texts.join(', ')}`;
    });
    const how = parts.length === 0 ? 'if what nobody told went another way in each unit' : `if ${parts.join(', and ')}`;
    return `  ${bound} ${figureText(value, explanation.kpi.unit, scale)}: ${how}`;
  });
}
