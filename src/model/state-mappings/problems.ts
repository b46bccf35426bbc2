/** What is wrong with a mapping of words for states: words that its standard does not have. */
import type { Problem } from '../errors.ts';
import { stateStandards } from './standards.ts';
import type { StateWordsConfig } from './state-words.ts';

/** @returns each with its path within the mapping */
export function listStateWordProblems({ standard, words = {}, overrides = {} }: StateWordsConfig): Problem[] {
  const own = Object.entries(words).map(([said, word]) => ({ path: `words.${said}`, word }));
  const changed = Object.keys(overrides).map((word) => ({ path: `overrides.${word}`, word }));
  return [...own, ...changed].flatMap(({ path, word }) => {
    const message = sayUnknownWord(standard, word);
    return message === undefined ? [] : [{ path, message }];
  });
}

/** Undefined where the standard has the word. */
export function sayUnknownWord(standard: StateWordsConfig['standard'], word: string): string | undefined {
  const { name, words } = stateStandards[standard];
  if (words.some((one) => one.word === word)) return undefined;
  return `'${word}' is not a word of ${name}. Use one of: ${words.map((one) => one.word).join(', ')}.`;
}
