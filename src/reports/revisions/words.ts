/** What a revision says of itself, per language. */
import type { Words } from '../words/words.ts';

export interface RevisionWords {
  readonly revision: (number: number) => string;
  readonly lateFacts: (count: number) => string;
  readonly missingFacts: (count: number) => string;
  readonly corrections: (count: number) => string;
  /** What sensors tell of the window is another, since readings came late. */
  readonly lateReadings: string;
  readonly earlierFacts: string;
  readonly plantFile: string;
  readonly software: (from: string, to: string) => string;
  readonly unknown: string;
  readonly more: (count: number) => string;
}

const languages: Readonly<Record<string, RevisionWords>> = {
  en: {
    revision: (number) => `Revision ${number}`,
    lateFacts: (n) => (n === 1 ? '1 late fact' : `${n} late facts`),
    missingFacts: (n) => (n === 1 ? '1 fact left this window' : `${n} facts left this window`),
    corrections: (n) => (n === 1 ? '1 correction' : `${n} corrections`),
    lateReadings: 'late sensor readings',
    earlierFacts: 'facts before this window changed',
    plantFile: 'the plant file changed',
    software: (from, to) => `gemba ${to} instead of ${from}`,
    unknown: 'unknown',
    more: (n) => (n === 1 ? 'and 1 more figure' : `and ${n} more figures`),
  },
  de: {
    revision: (number) => `Revision ${number}`,
    lateFacts: (n) => (n === 1 ? '1 verspätete Meldung' : `${n} verspätete Meldungen`),
    missingFacts: (n) => (n === 1 ? '1 Meldung fällt weg' : `${n} Meldungen fallen weg`),
    corrections: (n) => (n === 1 ? '1 Korrektur' : `${n} Korrekturen`),
    lateReadings: 'verspätete Sensorwerte',
    earlierFacts: 'Meldungen vor diesem Zeitraum haben sich geändert',
    plantFile: 'die Werksdatei wurde geändert',
    software: (from, to) => `gemba ${to} statt ${from}`,
    unknown: 'unbekannt',
    more: (n) => (n === 1 ? 'und 1 weitere Zahl' : `und ${n} weitere Zahlen`),
  },
};

/** @throws RangeError for a language whose reports have words and whose revisions have none: a test holds the two together */
export function revisionWordsOf({ language }: Pick<Words, 'language'>): RevisionWords {
  const words = languages[language.split('-')[0] as string];
  if (words === undefined) throw new RangeError(`Revisions have no words in '${language}'.`);
  return words;
}
