import { measureText } from '../fonts/index.ts';
import { palette, typeSizesPt } from '../theme.ts';
import { spreadLabels } from './label-placement.ts';
import { centredBaseline, fitText, lineHeight, text } from './text.ts';

/** What stands right of a plot, beside the height of what it names. */
export interface SideLabel {
  readonly label: string;
  /** The height it belongs to, px. */
  readonly atY: number;
  /** Larger, bold and dark: the last value. The rest names lines. */
  readonly isValue: boolean;
}

const styleOf = (each: SideLabel): { sizePt: number; weight: 400 | 600; fill: string } =>
  each.isValue
    ? { sizePt: typeSizesPt.small, weight: 600, fill: palette.ink }
    : { sizePt: typeSizesPt.tiny, weight: 400, fill: palette.mid };

/** The room that labels need right of the plot, px. */
export function sideLabelsWidth(labels: readonly Omit<SideLabel, 'atY'>[], widthMax: number): number {
  const widths = labels.map((each) => {
    const { sizePt, weight } = styleOf({ ...each, atY: 0 });
    return measureText(each.label, sizePt, weight);
  });
  return Math.min(Math.max(0, ...widths), widthMax);
}

/** Labels each beside its own height, moved apart where they would touch. */
export function sideLabels(
  labels: readonly SideLabel[],
  x: number,
  width: number,
  [from, to]: readonly [number, number],
): string[] {
  const shown = labels.filter((each) => each.label !== '');
  const middles = spreadLabels(
    shown.map((each) => ({ middle: each.atY, size: lineHeight(styleOf(each).sizePt) })),
    from,
    to,
  );
  return shown.map((each, index) => {
    const { sizePt, weight, fill } = styleOf(each);
    const label = fitText(each.label, width, sizePt, weight);
    return text(x, (middles[index] ?? 0) + centredBaseline(sizePt), label, { sizePt, weight, fill });
  });
}
