/** A word by which a standard tells what a machine does, and what it means here. */
import { type EquipmentState, equipmentStates } from '../facts.ts';

/** `untold`: the word says nothing of the state, or leaves it to another variable. */
export type WordMeaning = EquipmentState | 'untold';
export const wordMeanings: readonly WordMeaning[] = [...equipmentStates, 'untold'];

export interface StateWord {
  readonly word: string;
  /** The number the standard gives it, where it gives one. */
  readonly number?: number;
  readonly means: WordMeaning;
}

export interface StateStandard {
  readonly name: string;
  readonly words: readonly StateWord[];
  /** What a reader has to know of it, in a sentence or two. */
  readonly note: string;
}
