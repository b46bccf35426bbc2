import { type HatchName, type MachineState, palette, stateStyles } from '../theme.ts';
import { hatchFill } from './patterns.ts';
import { line, rect } from './svg.ts';

/** The hatches that drawing some states needs. */
export function hatchesOf(states: Iterable<MachineState>): HatchName[] {
  const hatches = new Set<HatchName>();
  for (const state of states) {
    const hatch = stateStyles[state].hatch;
    if (hatch !== undefined) hatches.add(hatch);
  }
  return [...hatches].sort();
}

/** A stretch of time in one state, around the middle of its row; `unplanned` is a thin line, the rest bars. */
export function stateBar(
  state: MachineState,
  x: number,
  width: number,
  middleY: number,
  barHeight: number,
  idPrefix: string,
): string {
  if (state === 'unplanned') {
    return line(x, middleY, x + width, middleY, { stroke: palette.light, 'stroke-width': 0.75, class: 'unplanned' });
  }
  const { color, hatch, heightRatio } = stateStyles[state];
  const height = barHeight * heightRatio;
  return rect(x, middleY - height / 2, width, height, {
    fill: hatch === undefined ? color : hatchFill(idPrefix, hatch),
    class: state,
  });
}
