import { measureText } from '../fonts/index.ts';
import { palette, typeSizesPt } from '../theme.ts';
import { type BesideLabel, type LabelBox, placeBeside } from './label-placement.ts';
import { type ProportionPoint, signalRadius } from './proportion-points.ts';
import { gapRuns, gapSpan } from './series.ts';
import { rect } from './svg.ts';
import { fitText, lineHeight, text } from './text.ts';

const sizePt = typeSizesPt.tiny;

/**
 * Labels of signals beside their diamonds: where nothing else is drawn or, where there is no such place, over a line but
 * never over a point or another label. The latest come first; those without a place are left to the table.
 *
 * @param lastLabel stands beside the last point already, and is not said again
 */
export function signalLabels(
  points: readonly ProportionPoint[],
  at: (index: number) => number,
  step: number,
  y: (value: number) => number,
  box: LabelBox,
  lastLabel: string,
): string[] {
  const dots = [...dotBoxes(points, at, y), ...gapWordBoxes(points, at, step, box)];
  const lines = [...limitBoxes(points, at, step, y), ...seriesBoxes(points, at, y)];
  const marks: string[] = [];
  const taken: LabelBox[] = [];
  points.forEach((_, fromEnd) => {
    const index = points.length - 1 - fromEnd;
    const point = points[index];
    if (point?.signal === undefined || point.value === undefined) return;
    if (fromEnd === 0 && point.signal.label === lastLabel) return;
    const label = fitText(point.signal.label, 110, sizePt, 600);
    if (label === '') return;
    const wanted: BesideLabel = {
      x: at(index),
      y: y(point.value),
      radius: signalRadius,
      width: measureText(label, sizePt, 600),
      height: lineHeight(sizePt),
    };
    const [free] = placeBeside([wanted], [...dots, ...taken, ...lines], box);
    const place = free ?? placeBeside([wanted], [...dots, ...taken], box)[0];
    if (place === undefined) return;
    taken.push(place);
    // Plain ground where a line runs behind, so that it does not strike through the words.
    if (free === undefined) marks.push(ground(place));
    const baseline = place.bottom - lineHeight(sizePt) * 0.24;
    marks.push(text(place.left, baseline, label, { sizePt, weight: 600 }));
  });
  return marks;
}

function ground({ left, right, top, bottom }: LabelBox): string {
  return rect(left - 1, top, right - left + 2, bottom - top, { fill: palette.paper });
}

function dotBoxes(
  points: readonly ProportionPoint[],
  at: (index: number) => number,
  y: (value: number) => number,
): LabelBox[] {
  return points.flatMap((point, index) => {
    if (point.value === undefined) return [];
    const [x, middle, radius] = [at(index), y(point.value), point.signal === undefined ? 2 : signalRadius];
    return [{ left: x - radius, right: x + radius, top: middle - radius, bottom: middle + radius }];
  });
}

/** Where the word for unknown may stand. */
function gapWordBoxes(
  points: readonly ProportionPoint[],
  at: (index: number) => number,
  step: number,
  box: LabelBox,
): LabelBox[] {
  return gapRuns(points.map((point) => point.value)).map(([from, to]) => {
    const { start, end } = gapSpan(from, to, at, step, box);
    return { left: start, right: end, top: box.bottom - 15, bottom: box.bottom };
  });
}

/** The steps of both limits with their risers, as boxes around them. */
function limitBoxes(
  points: readonly ProportionPoint[],
  at: (index: number) => number,
  step: number,
  y: (value: number) => number,
): LabelBox[] {
  return (['upper', 'lower'] as const).flatMap((bound) =>
    points.flatMap((point, index) => {
      const value = point[bound];
      if (value === undefined) return [];
      const [left, level, before] = [at(index) - step / 2, y(value), points[index - 1]?.[bound]];
      const flat = { left, right: left + step, top: level - 1, bottom: level + 1 };
      if (before === undefined) return [flat];
      const from = y(before);
      return [flat, { left: left - 1, right: left + 1, top: Math.min(level, from), bottom: Math.max(level, from) }];
    }),
  );
}

/** The line through the points as small boxes along it. */
function seriesBoxes(
  points: readonly ProportionPoint[],
  at: (index: number) => number,
  y: (value: number) => number,
): LabelBox[] {
  const pieces = 6;
  return points.flatMap((point, index) => {
    const before = points[index - 1]?.value;
    if (point.value === undefined || before === undefined) return [];
    const [x1, x2, y1, y2] = [at(index - 1), at(index), y(before), y(point.value)];
    return Array.from({ length: pieces }, (_, piece) => {
      const [a, b] = [piece / pieces, (piece + 1) / pieces];
      const [from, to] = [y1 + (y2 - y1) * a, y1 + (y2 - y1) * b];
      return {
        left: x1 + (x2 - x1) * a,
        right: x1 + (x2 - x1) * b,
        top: Math.min(from, to) - 1,
        bottom: Math.max(from, to) + 1,
      };
    });
  });
}
