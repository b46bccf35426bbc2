import { type MachineState, palette, stateStyles } from '../theme.ts';
import { hatchedRect } from './hatch.ts';
import { line, rect } from './svg.ts';

/** A stretch of time in one state, around the middle of its row; `unplanned` is a thin line, the rest bars. */
export function stateBar(state: MachineState, x: number, width: number, middleY: number, barHeight: number): string {
  if (state === 'unplanned') {
    return line(x, middleY, x + width, middleY, { stroke: palette.light, 'stroke-width': 0.75, class: 'unplanned' });
  }
  const { color, hatch, heightRatio } = stateStyles[state];
  const height = barHeight * heightRatio;
  const top = middleY - height / 2;
  return hatch === undefined
    ? rect(x, top, width, height, { fill: color, class: state })
    : hatchedRect(x, top, width, height, hatch, { class: state });
}
