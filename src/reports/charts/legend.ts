import { measureText } from '../fonts/index.ts';
import { palette, pxPerPt } from '../theme.ts';
import { fitText, lineHeight, text } from './text.ts';

/** An entry: draws its swatch around the middle of the space it is given. */
export interface LegendEntry {
  readonly label: string;
  /** px. */
  readonly swatchWidth: number;
  readonly drawSwatch: (x: number, middleY: number) => string;
}

export interface Legend {
  readonly marks: readonly string[];
  readonly height: number;
}

/** Entries in a row from the left, wrapped where the width ends. */
export function layOutLegend(
  entries: readonly LegendEntry[],
  x: number,
  y: number,
  width: number,
  sizePt: number,
): Legend {
  const pitch = lineHeight(sizePt) + 1;
  const entryGap = 14;
  const marks: string[] = [];
  let [at, row] = [x, 0];
  for (const entry of entries) {
    const swatchGap = entry.swatchWidth === 0 ? 0 : 4;
    const label = fitText(entry.label, width - entry.swatchWidth - swatchGap, sizePt);
    const taken = entry.swatchWidth + swatchGap + measureText(label, sizePt);
    if (at > x && at + taken > x + width) {
      at = x;
      row += 1;
    }
    const baseline = y + row * pitch + sizePt * pxPerPt * 0.9;
    marks.push(
      entry.drawSwatch(at, baseline - sizePt * pxPerPt * 0.34),
      text(at + entry.swatchWidth + swatchGap, baseline, label, { sizePt, fill: palette.mid }),
    );
    at += taken + entryGap;
  }
  return { marks, height: entries.length === 0 ? 0 : (row + 1) * pitch };
}
