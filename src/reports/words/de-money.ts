/** German words about money. */
import { nbsp } from './formats.ts';
import type { MoneyWords } from './money-words.ts';

const difference = (money: string): string => `Unterschied: ${money}.`;

export const deMoney: MoneyWords = {
  about: (amount) => `etwa${nbsp}${amount}`,
  atLeast: (amount) => `mindestens${nbsp}${amount}`,
  sentences: {
    'no-facts': (money) => `Geplante Zeit: ${money}.`,
    finished: (money) => `Unterschied, in Maschinenzeit gewogen: ${money}.`,
    oee: difference,
    setup: difference,
    downtime: difference,
    'unit-silent': (money) => `Übliche Laufzeit: ${money}.`,
    'unit-low-run': difference,
    'unit-setup': difference,
    hold: (money) => `Maschinenzeit darin: ${money}.`,
    quality: difference,
    'ideal-time-suspect': (money) => `Fragliche Maschinenzeit: ${money}.`,
    coverage: difference,
  },
  ruleNote:
    'Geld ist Maschinenzeit zu den Sätzen der Werksdatei und Ausschuss zu seinem Wert dort; gesperrte Stücke zählen nur mit Maschinenzeit.',
};
