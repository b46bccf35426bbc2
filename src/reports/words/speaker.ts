/** A language with its formats, in a plant's zone. */
import { GembaError } from '../../model/index.ts';
import type { LocalDate, Zone } from '../../time/index.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { createFormats, type Formats } from './formats.ts';
import type { Words } from './words.ts';

/** One file per language; each has every key, or it does not compile. */
const languages: Readonly<Record<string, Words>> = { en, de };

export interface Speaker {
  readonly words: Words;
  readonly formats: Formats;
  /** The production day that is spoken of, where the window is one. */
  readonly date: LocalDate | undefined;
  /** The name of a reason code, where the plant file has one. */
  reasonName(code: string): string;
}

export interface SpeakerOptions {
  /** BCP 47; its first part is looked up: `de-AT` speaks German. */
  readonly language: string;
  readonly zone: Pick<Zone, 'id'>;
  readonly date?: LocalDate | undefined;
  readonly reasonName?: (code: string) => string | undefined;
}

/** @throws GembaError `unknown-name` for a language without a file */
export function createSpeaker({ language, zone, date, reasonName }: SpeakerOptions): Speaker {
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
    reasonName: (code) => reasonName?.(code) ?? code,
  };
}

export function listLanguages(): readonly string[] {
  return Object.keys(languages);
}
