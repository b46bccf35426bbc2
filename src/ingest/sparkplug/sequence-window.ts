/** Messages of one node in the order of their numbers, which go from 0 to 255 and around. */
import type { NodeMessage } from './sparkplug-message.ts';

/** A message with its number, checked. */
export interface NumberedMessage extends NodeMessage {
  readonly sequence: number;
}

interface HeldMessage {
  readonly numbered: NumberedMessage;
  readonly heldAt: number;
}

const sequenceCount = 256;

/** A number that is further ahead is not taken for one ahead. */
const aheadMax = 127;

export class SequenceWindow {
  /** Of the next message. */
  expected: number = 0;
  #held: HeldMessage[] = [];
  /** Of the message last taken with each number. */
  readonly #fingerprints: (number | undefined)[] = new Array(sequenceCount).fill(undefined);
  readonly #missing: Set<number> = new Set();

  get heldCount(): number {
    return this.#held.length;
  }

  /** When the message that waits longest began to; `Infinity` where none waits. */
  get heldSince(): number {
    return this.#held[0]?.heldAt ?? Number.POSITIVE_INFINITY;
  }

  /** Begins anew after a birth with this number. What waits stays; redeliveries of before are still known. */
  begin(sequence: number): void {
    this.expected = (sequence + 1) % sequenceCount;
    this.#missing.clear();
  }

  isKnown({ sequence, fingerprint }: NumberedMessage): boolean {
    return (
      this.#fingerprints[sequence] === fingerprint ||
      this.#held.some(({ numbered }) => numbered.sequence === sequence && numbered.fingerprint === fingerprint)
    );
  }

  /** Remembers a message, so that its redelivery is known. */
  remember({ sequence, fingerprint }: NumberedMessage): void {
    this.#fingerprints[sequence] = fingerprint;
  }

  /** Takes a message in its place; the numbers passed over are missing from now on. */
  take(numbered: NumberedMessage): void {
    const { sequence } = numbered;
    const passed = this.distanceTo(sequence);
    this.remember(numbered);
    this.#missing.delete(sequence);
    if (passed > aheadMax && sequence === (this.expected + sequenceCount - 1) % sequenceCount) return;
    if (passed <= aheadMax) {
      for (let i = 0; i < passed; i++) this.#missing.add((this.expected + i) % sequenceCount);
    }
    this.expected = (sequence + 1) % sequenceCount;
  }

  /** Whether it is one of those that were given up; it is no more. */
  takeMissing(numbered: NumberedMessage): boolean {
    const isMissing = this.#missing.delete(numbered.sequence);
    if (isMissing) this.remember(numbered);
    return isMissing;
  }

  /** How many numbers lie between the expected one and this. */
  distanceTo(sequence: number): number {
    return (sequence - this.expected + sequenceCount) % sequenceCount;
  }

  /** How many messages are missing before this one; undefined where the numbers do not tell. */
  missingBefore(sequence: number): number | undefined {
    const distance = this.distanceTo(sequence);
    return distance <= aheadMax ? distance : undefined;
  }

  hold(numbered: NumberedMessage, nowMs: number): void {
    this.#held.push({ numbered, heldAt: nowMs });
  }

  /** The message whose turn it is, of those that wait. */
  release(): NumberedMessage | undefined {
    const index = this.#held.findIndex(({ numbered }) => numbered.sequence === this.expected);
    return index < 0 ? undefined : this.#held.splice(index, 1)[0]?.numbered;
  }

  /** Those that wait and pass the test, in the order of their numbers; they wait no more. */
  releaseAll(passes: (numbered: NumberedMessage) => boolean): readonly NumberedMessage[] {
    const released = this.#held.filter(({ numbered }) => passes(numbered)).map(({ numbered }) => numbered);
    this.#held = this.#held.filter(({ numbered }) => !released.includes(numbered));
    return released.sort((a, b) => this.distanceTo(a.sequence) - this.distanceTo(b.sequence));
  }
}

/** The number of a message; undefined where it has none that is one. */
export function numberMessage(message: NodeMessage): NumberedMessage | undefined {
  const { sequence } = message.payload;
  const isNumber = sequence !== undefined && sequence < sequenceCount;
  return isNumber ? { ...message, sequence } : undefined;
}
