/** What tags may say whose words for states are mapped. */
import type { UnitSignalsConfig } from '../signals.ts';
import { listStateWords } from './state-words.ts';

/**
 * By tag id, every value that a mapping or a rule of its own knows. A reading that says another is refused, so that it is
 * looked at, and never taken for silence.
 */
export function listKnownValues(all: readonly UnitSignalsConfig[]): ReadonlyMap<string, readonly (string | number)[]> {
  const values = new Map<string, Set<string | number>>();
  for (const { tag, ...config } of all.flatMap(({ stateWords = [] }) => stateWords)) {
    const known = values.get(tag) ?? new Set();
    values.set(tag, known);
    for (const { said } of listStateWords(config)) known.add(said);
  }
  for (const { tag, oneOf = [] } of all.flatMap(({ states = [] }) => states))
    for (const value of oneOf) values.get(tag)?.add(typeof value === 'boolean' ? Number(value) : value);
  return new Map([...values].map(([tag, known]) => [tag, [...known]]));
}
