import { cosineOfTurns } from '../../stats/index.ts';
import { dayMs, hourMs, minuteMs } from '../../time/index.ts';

/** Seasons are exact at whole minutes and straight between them. */
export const seasonKnotMs: number = minuteMs;
const dailyPeakMs = 15 * hourMs;
/** The epoch began on a Thursday. */
const weeklyPeakMs = 12 * hourMs;
const weekMs = 7 * dayMs;

/** Day's and week's season at an instant, by their amplitudes. */
export function seasonAt(at: number, dailyAmplitude: number, weeklyAmplitude: number): number {
  return (
    dailyAmplitude * cosineOfTurns((at - dailyPeakMs) / dayMs) +
    weeklyAmplitude * cosineOfTurns((at - weeklyPeakMs) / weekMs)
  );
}
