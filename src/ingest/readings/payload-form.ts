/** How a form of payload becomes readings. */
import type { NameNode } from './topic-names.ts';

export interface PayloadForm {
  /** Fields that are no tags, by dotted path from the payload's root. */
  readonly reserved: readonly string[];
  /**
   * Gives every reading of the payload to the emitter it was made with. `isLong` where its bytes could hold more than
   * `readingsMax`.
   */
  decode(payload: unknown, names: NameNode, isLong: boolean): void;
}

/** Levels of objects within objects that are followed. */
export const depthMax = 16;
/** Readings of one message; one with more is refused whole. */
export const readingsMax = 10_000;
