/** What an English text calls the window that it speaks of. */
import type { SpokenWindow } from './spoken-window.ts';

const these = ({ days }: SpokenWindow & { kind: 'span' }): string =>
  days === undefined ? 'this time' : `these ${days} days`;

export const enWindow = {
  /** `the day`, `the shift`, `these 7 days`. */
  the: (window: SpokenWindow): string => (window.kind === 'span' ? these(window) : `the ${window.kind}`),
  /** `that day`, `that shift`, `in these 7 days`. */
  inThat: (window: SpokenWindow): string => (window.kind === 'span' ? `in ${these(window)}` : `that ${window.kind}`),
};
