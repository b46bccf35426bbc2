/** From the signals of a plant file to signals. */
import type { SignalCondition, StateRule, StateRuleConfig, UnitSignals, UnitSignalsConfig } from './signals.ts';
import { compileWordRules } from './state-mappings/word-rules.ts';

/** Signals that have no problems. */
export function compileSignals(config: UnitSignalsConfig): UnitSignals {
  const { states = [], stateWords = [], producedTag, goodTag, scrapTag, productTag, workOrderTag } = config;
  return {
    states: [...states.map(compileRule), ...stateWords.flatMap(compileWordRules)],
    ...(producedTag === undefined ? {} : { producedTag }),
    ...(goodTag === undefined ? {} : { goodTag }),
    ...(scrapTag === undefined ? {} : { scrapTag }),
    ...(productTag === undefined ? {} : { productTag }),
    ...(workOrderTag === undefined ? {} : { workOrderTag }),
  };
}

function compileRule(config: StateRuleConfig): StateRule {
  const { state, reason, tag, forSeconds = 0, releaseAfterSeconds = 0 } = config;
  return {
    state,
    ...(reason === undefined ? {} : { reason }),
    tag,
    when: conditionOf(config),
    forMs: forSeconds * 1_000,
    releaseAfterMs: releaseAfterSeconds * 1_000,
  };
}

function conditionOf({ above, below, oneOf = [], releaseAt }: StateRuleConfig): SignalCondition {
  if (above !== undefined) return { kind: 'above', value: above, releaseAt: releaseAt ?? above };
  if (below !== undefined) return { kind: 'below', value: below, releaseAt: releaseAt ?? below };
  // A boolean is held as 0 or 1; told twice, a value is one.
  return {
    kind: 'oneOf',
    values: [...new Set(oneOf.map((value) => (typeof value === 'boolean' ? Number(value) : value)))],
  };
}
