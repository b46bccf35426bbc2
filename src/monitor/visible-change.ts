/** Whether somebody who watches would see a difference. */
import { isDeepStrictEqual } from 'node:util';
import type { Figures } from '../analytics/index.ts';
import type { LiveFigures, LivePlant, LiveUnit } from './live.ts';

export function isVisibleChange(before: LiveUnit | LivePlant | undefined, now: LiveUnit | LivePlant): boolean {
  return before === undefined || !isDeepStrictEqual(visible(before), visible(now));
}

/** All but what follows from the clock alone: up to when figures go, how long the window is, how much of it is silent. */
function visible({ asOfAt: _, day, shift, ...rest }: LiveUnit | LivePlant) {
  return { ...rest, day: visibleFigures(day), shift: shift && visibleFigures(shift) };
}

function visibleFigures({ window, figures: { times, pieces, ideal, ratios } }: LiveFigures<Figures>) {
  const { windowMs: _, silentMs: __, ...seen } = times;
  return { window, times: seen, pieces, ideal, ratios };
}
