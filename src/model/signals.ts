/** What a work unit's own sensors say of it: its state by rules, its pieces by counters. */
import type { EquipmentState } from './facts.ts';
import type { StateWordsConfig } from './state-mappings/state-words.ts';

/**
 * When a rule holds. `above`, `below`: from the reading that passes `value` on, until one comes back over `releaseAt`
 * (hysteresis); `oneOf`: while the tag shows one of the values, a boolean as 0 or 1.
 */
export type SignalCondition =
  | { readonly kind: 'above'; readonly value: number; readonly releaseAt: number }
  | { readonly kind: 'below'; readonly value: number; readonly releaseAt: number }
  | { readonly kind: 'oneOf'; readonly values: readonly (number | string)[] };

/** A state of a work unit, from one tag. */
export interface StateRule {
  readonly state: EquipmentState;
  /** Code of the reason tree; left out where it names none. */
  readonly reason?: string;
  readonly tag: string;
  readonly when: SignalCondition;
  /** How long the condition must hold before the state counts; it then began when the condition did. */
  readonly forMs: number;
  /** How long the condition must be over before the state ends; it then ended when the condition did. */
  readonly releaseAfterMs: number;
}

/** Which tags of a work unit are read as its states, pieces and order. */
export interface UnitSignals {
  /** Of several that hold at once the first wins; where none does, the unit is silent. */
  readonly states: readonly StateRule[];
  /** Counter of all pieces, good or not; good ones are then these less `scrapTag`'s. */
  readonly producedTag?: string;
  /** Counter of good pieces. */
  readonly goodTag?: string;
  readonly scrapTag?: string;
  /** Text tags. */
  readonly productTag?: string;
  readonly workOrderTag?: string;
}

/** A state rule as the plant file says it: one of `above`, `below`, `oneOf`; durations in seconds. */
export interface StateRuleConfig {
  readonly state: EquipmentState;
  readonly reason?: string | undefined;
  readonly tag: string;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly oneOf?: readonly (number | string | boolean)[] | undefined;
  /** Of `above` and `below`; default: the same value. */
  readonly releaseAt?: number | undefined;
  /** Default: 0. */
  readonly forSeconds?: number | undefined;
  /** Default: 0. */
  readonly releaseAfterSeconds?: number | undefined;
}

/** A tag that tells the state in the words of a standard. */
export interface TagStateWordsConfig extends StateWordsConfig {
  readonly tag: string;
  /** Codes of stop reasons by words of the standard. */
  readonly reasons?: Readonly<Record<string, string>> | undefined;
}

export interface UnitSignalsConfig {
  readonly states?: readonly StateRuleConfig[] | undefined;
  /** They come after all of `states`, in their order. */
  readonly stateWords?: readonly TagStateWordsConfig[] | undefined;
  readonly producedTag?: string | undefined;
  readonly goodTag?: string | undefined;
  readonly scrapTag?: string | undefined;
  readonly productTag?: string | undefined;
  readonly workOrderTag?: string | undefined;
}
