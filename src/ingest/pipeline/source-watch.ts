/** What can be told of a source while it runs. */
import type { SourceEvent } from '../source.ts';
import type { SourceLedger } from './ledger.ts';

export type SourceConnection =
  /** It has told nothing yet, or has no connection. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'connected'; readonly sinceAt: number }
  | { readonly kind: 'disconnected'; readonly sinceAt: number; readonly reason: string };

export interface SourceStatus extends SourceLedger {
  readonly id: string;
  /** Of the plant file; undefined for gaps, and for a source that it does not name any more. */
  readonly kind: string | undefined;
  readonly state: 'waiting' | 'running' | 'ended' | 'failed';
  /** Why it failed; undefined where it did not, or runs again. */
  readonly failure: string | undefined;
  readonly connection: SourceConnection;
  /** The last thing its engineer should know and can mend. */
  readonly notice: { readonly at: number; readonly message: string } | undefined;
  /** Its clock against ours, ms. */
  readonly skewMs: number | undefined;
  /** Instant of its newest reading, and when that was received. */
  readonly lastReadingAt: number | undefined;
  readonly lastReceivedAt: number | undefined;
  /** Readings and facts a second that history took, over the last minute. */
  readonly committedPerSecond: number;
  readonly openGapCount: number;
}

const samplesMax = 61;

export class SourceWatch {
  state: SourceStatus['state'] = 'waiting';
  failure: string | undefined;
  connection: SourceConnection = { kind: 'unknown' };
  notice: SourceStatus['notice'];
  skewMs: number | undefined;
  lastReceivedAt: number | undefined;
  readonly #samples: { readonly at: number; readonly count: number }[] = [];

  noteEvent(event: SourceEvent): void {
    if (event.kind === 'connected') this.connection = { kind: 'connected', sinceAt: event.at };
    if (event.kind === 'disconnected')
      this.connection = { kind: 'disconnected', sinceAt: event.at, reason: event.reason };
    if (event.kind === 'notice') this.notice = { at: event.at, message: event.message };
    if (event.kind === 'skew') this.skewMs = event.skewMs;
  }

  /** To be called regularly, with what history has taken of the source in all. */
  sample(at: number, count: number): void {
    this.#samples.push({ at, count });
    if (this.#samples.length > samplesMax) this.#samples.shift();
  }

  get committedPerSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return Math.max(0, last.count - first.count) / ((last.at - first.at) / 1_000);
  }
}
