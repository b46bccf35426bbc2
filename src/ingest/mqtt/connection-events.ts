/** What the connections of a source go through, as the source's events: each change told once. */
import type { SourceEvent } from '../source.ts';
import type { DeniedSubscription } from './connection.ts';

export interface ConnectionEventsOptions {
  readonly clock: () => number;
  readonly onEvent: (event: SourceEvent) => void;
  /** Names the broker in notices. */
  readonly broker: string;
}

/** The source is connected as long as one of its connections is. */
export class ConnectionEvents {
  readonly #options: ConnectionEventsOptions;
  readonly #up: Set<number> = new Set();
  readonly #lastNotices: Map<string, string> = new Map();
  #isKnownDown: boolean = false;

  constructor(options: ConnectionEventsOptions) {
    this.#options = options;
  }

  /**
   * A connection is there. Where its session is not the one it had, what the broker held in that is gone, which is told
   * even where the source had other connections all along.
   */
  connected(slot: number, isSessionResumed: boolean): void {
    const isFirst = this.#up.size === 0;
    this.#up.add(slot);
    this.#isKnownDown = false;
    this.#lastNotices.delete(`connection ${slot}`);
    const { clock, onEvent } = this.#options;
    if (isFirst || !isSessionResumed) onEvent({ kind: 'connected', at: clock(), isSessionResumed });
  }

  /** A connection is gone, or could not be made. */
  disconnected(slot: number, reason: string): void {
    this.#up.delete(slot);
    const { clock, onEvent } = this.#options;
    if (this.#up.size === 0 && !this.#isKnownDown) {
      this.#isKnownDown = true;
      this.#lastNotices.set(`connection ${slot}`, reason);
      onEvent({ kind: 'disconnected', at: clock(), reason });
    } else this.#notice(`connection ${slot}`, reason);
  }

  /** What the broker granted otherwise than asked for. */
  denied(denied: readonly DeniedSubscription[]): void {
    for (const subscription of denied) {
      const message = describeDenied(subscription, this.#options.broker);
      this.#notice(`subscription ${subscription.filter}`, message);
    }
  }

  #notice(subject: string, message: string): void {
    if (this.#lastNotices.get(subject) === message) return;
    this.#lastNotices.set(subject, message);
    this.#options.onEvent({ kind: 'notice', at: this.#options.clock(), message });
  }
}

/** @example describeDenied({ filter: 'acme/#', granted: 135 }, 'mqtt://broker') */
export function describeDenied({ filter, granted }: DeniedSubscription, broker: string): string {
  if (granted < 128)
    return `${broker}: it grants QoS ${granted} for the topic ${filter}. What is on its way when a connection breaks is lost then; let the broker grant QoS 1, or write \`qos: ${granted}\` where the source has \`subscriptions\`.`;
  const why = granted === 135 ? 'this client is not authorised' : `reason code ${granted}`;
  return `${broker}: it denies the topic ${filter} (${why}). Nothing comes from it; let the broker permit it, or take it out.`;
}
