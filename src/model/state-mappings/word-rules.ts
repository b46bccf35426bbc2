/** A mapping of words for states as rules of signals: one for each state and reason. */
import type { StateRule, TagStateWordsConfig } from '../signals.ts';
import { listStateWords } from './state-words.ts';

/** The rules of a mapping never hold at once, so their order is of no matter. */
export function compileWordRules({ tag, reasons = {}, ...config }: TagStateWordsConfig): readonly StateRule[] {
  const rules = new Map<string, StateRule & { readonly when: { readonly values: (number | string)[] } }>();
  for (const { said, word, means } of listStateWords(config)) {
    if (means === 'untold') continue;
    const reason = Object.hasOwn(reasons, word) ? reasons[word] : undefined;
    const key = JSON.stringify([means, reason]);
    const rule = rules.get(key) ?? {
      state: means,
      ...(reason === undefined ? {} : { reason }),
      tag,
      when: { kind: 'oneOf', values: [] },
      forMs: 0,
      releaseAfterMs: 0,
    };
    rule.when.values.push(said);
    rules.set(key, rule);
  }
  return [...rules.values()];
}
