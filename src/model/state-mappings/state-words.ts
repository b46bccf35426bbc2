/** What a source's words for states mean: a standard's table, and what the plant file says otherwise. */
import { type StateStandardId, stateStandards } from './standards.ts';
import type { WordMeaning } from './state-word.ts';

/** As the plant file says it. */
export interface StateWordsConfig {
  readonly standard: StateStandardId;
  /** The source's own words or numbers, each with the standard's word for it; the standard's own numbers hold no more then. */
  readonly words?: Readonly<Record<string, string>> | undefined;
  /** Words of the standard, each with what it means here instead. */
  readonly overrides?: Readonly<Record<string, WordMeaning>> | undefined;
}

/** A word, a number, or a number as text, and what it means. */
export interface KnownWord {
  readonly said: string | number;
  /** The standard's word. */
  readonly word: string;
  readonly means: WordMeaning;
}

/**
 * Every word a source may say. What is not in it is unknown: nobody takes it for anything.
 *
 * @example listStateWords({ standard: 'packml', overrides: { Held: 'starved' } }).find(({ said }) => said === 11)?.means // 'starved'
 */
export function listStateWords({ standard, words, overrides = {} }: StateWordsConfig): readonly KnownWord[] {
  const table = stateStandards[standard].words.map(({ word, number, means }) => ({
    word,
    number,
    means: Object.hasOwn(overrides, word) ? (overrides[word] as WordMeaning) : means,
  }));
  const own = Object.entries(words ?? {}).flatMap(([said, word]): KnownWord[] => {
    const row = table.find((one) => one.word === word);
    return row === undefined ? [] : listSpellings(said, row);
  });
  const ownSaid = new Set(own.map(({ said }) => said));
  const standardOnes = table.flatMap((row): KnownWord[] => [
    { said: row.word, word: row.word, means: row.means },
    ...(row.number === undefined || words !== undefined ? [] : listSpellings(String(row.number), row)),
  ]);
  return [...own, ...standardOnes.filter(({ said }) => !ownSaid.has(said))];
}

/** A number is also known as the number it is: a tag of numbers says it so. */
function listSpellings(said: string, { word, means }: { readonly word: string; readonly means: WordMeaning }) {
  const isNumber = /^-?\d{1,15}$/.test(said);
  return [{ said, word, means }, ...(isNumber ? [{ said: Number(said), word, means }] : [])];
}
