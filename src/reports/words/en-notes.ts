/** English notes on how figures are worked out, and on values read otherwise than written. */
import type { Words } from './words.ts';

export const enNotes: Pick<Words, 'ruleNotes' | 'adjustments' | 'gapCauses'> = {
  ruleNotes: [
    'Machine time is planned time (shifts less planned stops) plus work outside it.',
    'OEE is availability × performance × quality; the bounds count silent planned time as idle (low) or leave it out (high).',
    'Ideal time per piece is the best demonstrated one: the 10 % quantile of earlier reports of a part at an operation, at least five.',
    'Usual is the median and the 10 to 90 % band of the same weekday over up to 13 weeks; below six such days nothing is compared.',
    'Lost time is setup, breakdown and silent planned time.',
    'Finished counts pieces at the final operation; the upper bound adds orders that end at another.',
  ],
  adjustments: {
    'local-time-skipped': 'local times that do not exist (clocks went forward), moved by the change',
    'local-time-repeated': 'local times that exist twice (clocks went back), read as the earlier',
    'code-unmapped': 'codes that the plant file does not name',
  },
  gapCauses: {
    silence: 'no readings though some were due',
    disconnected: 'no connection to the source',
    stopped: 'gemba did not run',
    sequence: 'numbers of the source are missing',
    'buffer-full': 'buffer full, oldest readings dropped',
    'buffer-damaged': 'buffer could not be read back',
  },
};
