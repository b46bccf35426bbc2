/** A language with its formats, in a plant's zone. */
import { GembaError } from '../../model/index.ts';
import type { LocalDate, Zone } from '../../time/index.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { createFormats, type Formats } from './formats.ts';
import type { SpokenWindow } from './spoken-window.ts';
import type { Words } from './words.ts';

/** One file per language; each has every key, or it does not compile. */
const languages: Readonly<Record<string, Words>> = { en, de };

export interface Speaker {
  readonly words: Words;
  readonly formats: Formats;
  /** The production day that is spoken of, or the date of the shift; undefined for another window. */
  readonly date: LocalDate | undefined;
  readonly window: SpokenWindow;
  /** Where the window begins, UTC epoch ms; what began before is told with its date. */
  readonly fromAt: number | undefined;
  /** The name of a reason code, where the plant file has one. */
  reasonName(code: string): string;
}

export interface SpeakerOptions {
  /** BCP 47; its first part is looked up: `de-AT` speaks German. */
  readonly language: string;
  readonly zone: Pick<Zone, 'id'>;
  readonly date?: LocalDate | undefined;
  /** Default: a day where there is a date, else a span. */
  readonly window?: SpokenWindow;
  readonly fromAt?: number;
  readonly reasonName?: (code: string) => string | undefined;
}

/** @throws GembaError `unknown-name` for a language without a file */
export function createSpeaker({
  language,
  zone,
  date,
  window = date === undefined ? { kind: 'span', days: undefined } : { kind: 'day' },
  fromAt,
  reasonName,
}: SpeakerOptions): Speaker {
  const words = languages[language.toLowerCase().split('-')[0] as string];
  if (words === undefined)
    throw new GembaError(
      'unknown-name',
      `There is no language '${language}'. Use one of ${Object.keys(languages).join(', ')} as the audience's language.`,
      { details: { language, known: Object.keys(languages) } },
    );
  return {
    words,
    formats: createFormats(words.locale, zone.id),
    date,
    window,
    fromAt,
    reasonName: (code) => reasonName?.(code) ?? code,
  };
}

export function listLanguages(): readonly string[] {
  return Object.keys(languages);
}
