import { measureText } from '../fonts/index.ts';
import { palette } from '../theme.ts';
import { keepInside, labelStep } from './label-placement.ts';
import { fitText, text } from './text.ts';

/**
 * Names of evenly spaced periods below an axis, thinned from the last one backwards, so that the last period always has
 * its name.
 *
 * @param at px of the period at an index
 */
export function periodLabels(
  names: readonly string[],
  at: (index: number) => number,
  [from, to]: readonly [number, number],
  baseline: number,
  sizePt: number,
): string[] {
  const backwards = names.map((name, index) => ({ label: fitText(name, to - from, sizePt), index })).reverse();
  const sizes = backwards.map(({ label }) => measureText(label, sizePt));
  const middles = backwards.map(({ index }, position) => keepInside(at(index), sizes[position] ?? 0, from, to));
  const step = labelStep(
    middles.map((middle) => to - middle),
    sizes,
    8,
  );
  return backwards.flatMap(({ label }, position) =>
    position % step === 0
      ? [text(middles[position] ?? 0, baseline, label, { sizePt, fill: palette.mid, anchor: 'middle' })]
      : [],
  );
}
