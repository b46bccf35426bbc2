/** What a German text calls the window that it speaks of, in the cases that the texts need. */
import type { SpokenWindow } from './spoken-window.ts';

interface Cases {
  readonly nominative: string;
  readonly genitive: string;
  readonly accusative: string;
}

const day: Cases = { nominative: 'der Tag', genitive: 'des Tages', accusative: 'den Tag' };
const shift: Cases = { nominative: 'die Schicht', genitive: 'der Schicht', accusative: 'die Schicht' };
const time: Cases = { nominative: 'diese Zeit', genitive: 'dieser Zeit', accusative: 'diese Zeit' };

export function deWindow(window: SpokenWindow): Cases {
  if (window.kind === 'day') return day;
  if (window.kind === 'shift') return shift;
  if (window.days === undefined) return time;
  const these = `diese ${window.days} Tage`;
  return { nominative: these, genitive: `dieser ${window.days} Tage`, accusative: these };
}
