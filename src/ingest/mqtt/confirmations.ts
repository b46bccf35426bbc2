/**
 * Whether acknowledgements have reached the broker, which has no answer for them. A PINGREQ sent after them has one: it
 * comes over the same connection, in order, so whoever answers it has had what was sent before.
 */
export class Confirmations {
  readonly #onConfirmed: (packetIds: readonly number[], at: number) => void;
  readonly #now: () => number;
  #sent: number[] = [];
  /** What each ping on its way will confirm, in order. */
  #pings: { readonly packetIds: readonly number[]; readonly at: number }[] = [];

  /** @param now what `onConfirmed` is told of when the acknowledgements had been sent */
  constructor(now: () => number, onConfirmed: (packetIds: readonly number[], at: number) => void) {
    this.#now = now;
    this.#onConfirmed = onConfirmed;
  }

  /** Acknowledgements were sent. Gives whether a ping is wanted: none is on its way that will be answered. */
  acknowledged(packetIds: readonly number[]): boolean {
    this.#sent.push(...packetIds);
    return this.#pings.length === 0;
  }

  /** A ping was sent, ours or the keep-alive's. */
  pinged(): void {
    this.#pings.push({ packetIds: this.#sent, at: this.#now() });
    this.#sent = [];
  }

  /** A ping was answered. Gives whether a further one is wanted. */
  answered(): boolean {
    const ping = this.#pings.shift();
    if (ping !== undefined) this.#onConfirmed(ping.packetIds, ping.at);
    return this.#sent.length > 0 && this.#pings.length === 0;
  }
}
