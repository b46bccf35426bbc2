import { measureText } from '../fonts/index.ts';
import { heatColors, palette, typeSizesPt } from '../theme.ts';
import { hatchedRect } from './hatch.ts';
import type { LegendEntry } from './legend.ts';
import { diamond } from './signs.ts';
import { line, rect } from './svg.ts';
import { centredBaseline, text } from './text.ts';

/** A value, `undefined` where unknown (hatched), or that nothing was planned (a thin line). */
export type HeatCell = number | undefined | 'unplanned';

export type HeatColor = (typeof heatColors)[number];

const tiny = typeSizesPt.tiny;
const outline = { stroke: palette.light, 'stroke-width': 0.5 } as const;
/** Fainter: where there was nothing, nothing should catch the eye. */
const noughtOutline = { stroke: palette.grid, 'stroke-width': 0.5 } as const;

/** What stands above a marked column. */
export function markBar(x: number, y: number, width: number): string {
  return rect(x, y, width, 2.5, { fill: palette.mid, class: 'marked' });
}

/** A cell of any kind; nought on a scale from nought is outlined and empty, so that little differs from none. */
export function drawCell(
  cell: HeatCell,
  x: number,
  y: number,
  width: number,
  height: number,
  colorOf: (value: number) => HeatColor | undefined,
): string {
  if (cell === undefined) return hatchedRect(x, y, width, height, 'silent', { class: 'gap', ...outline });
  if (cell === 'unplanned') {
    const middleY = y + height / 2;
    return line(x, middleY, x + width, middleY, { stroke: palette.light, 'stroke-width': 0.75, class: 'unplanned' });
  }
  const color = colorOf(cell);
  return color === undefined
    ? rect(x, y, width, height, { fill: palette.paper, class: 'cell', ...noughtOutline })
    : rect(x, y, width, height, { fill: color.fill, class: 'cell' });
}

/** What the legend has words for. */
export interface HeatLegendLabels {
  readonly value: string;
  readonly unknown: string;
  readonly unplanned: string;
  readonly marked: string;
  readonly unusual: string;
}

/** An entry for each kind of mark that stands in the map. */
export function heatLegend(
  cells: readonly HeatCell[],
  has: { readonly marked: boolean; readonly unusual: boolean },
  bounds: readonly string[],
  labels: HeatLegendLabels,
  width: number,
): LegendEntry[] {
  const entries = scaleEntries(bounds, cells.includes(0), labels.value, width);
  const swatch = (cell: HeatCell) => (x: number, middleY: number) =>
    drawCell(cell, x, middleY - 4, 12, 8, () => heatColors[0]);
  if (cells.includes(undefined))
    entries.push({ label: labels.unknown, swatchWidth: 12, drawSwatch: swatch(undefined) });
  if (cells.includes('unplanned')) {
    entries.push({ label: labels.unplanned, swatchWidth: 12, drawSwatch: swatch('unplanned') });
  }
  if (has.marked) {
    entries.push({
      label: labels.marked,
      swatchWidth: 12,
      drawSwatch: (x, middleY) => markBar(x, middleY - 1.25, 12),
    });
  }
  if (has.unusual) {
    entries.push({
      label: labels.unusual,
      swatchWidth: 7,
      drawSwatch: (x, middleY) => diamond(x + 3.5, middleY, 3.2),
    });
  }
  return entries;
}

/** The steps of lightness with their bounds between them; where that is too wide, below each other. */
function scaleEntries(bounds: readonly string[], hasNought: boolean, label: string, width: number): LegendEntry[] {
  const [swatchWidth, gap] = [14, 3];
  const noughtWidth = hasNought ? swatchWidth + gap : 0;
  const drawNought = (x: number, middleY: number): string =>
    rect(x, middleY - 4, swatchWidth, 8, { fill: palette.paper, ...noughtOutline });
  const widths = bounds.map((bound) => measureText(bound, tiny));
  const total =
    widths.reduce((sum, each) => sum + each + gap, noughtWidth - gap) + heatColors.length * (swatchWidth + gap);
  if (total > width * 0.75) {
    return [
      { label, swatchWidth: 0, drawSwatch: () => '' },
      ...(hasNought ? [{ label: bounds[0] ?? '', swatchWidth, drawSwatch: drawNought }] : []),
      ...heatColors.map(
        (color, index): LegendEntry => ({
          label: `${bounds[index] ?? ''}–${bounds[index + 1] ?? ''}`,
          swatchWidth,
          drawSwatch: (x, middleY) => rect(x, middleY - 4, swatchWidth, 8, { fill: color.fill }),
        }),
      ),
    ];
  }
  const drawScale = (x: number, middleY: number): string => {
    let at = x + noughtWidth;
    const marks = bounds.flatMap((bound, index) => {
      const boundText = text(at, middleY + centredBaseline(tiny), bound, { sizePt: tiny, fill: palette.mid });
      at += (widths[index] ?? 0) + gap;
      const color = heatColors[index];
      if (color === undefined) return [boundText];
      const swatch = rect(at, middleY - 4, swatchWidth, 8, { fill: color.fill });
      at += swatchWidth + gap;
      return [boundText, swatch];
    });
    return (hasNought ? drawNought(x, middleY) : '') + marks.join('');
  };
  return [{ label, swatchWidth: total, drawSwatch: drawScale }];
}
