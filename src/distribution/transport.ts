/** The extension point for how reports reach people. `gemba/testing` has its conformance suite. */
import type { Delivery, DeliveryFile } from '../model/index.ts';

/** A transport only says what became of it; retry, dedupe and rate are stages around it. */
export type TransportResult =
  /** `receipt` is what the other side said, such as the SMTP reply or the path written. */
  | { readonly kind: 'delivered'; readonly receipt: string }
  /** May work later; `afterMs` where the other side said when; `served`: recipients who have it all the same. */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly served?: readonly string[];
    }
  /** Will not work however often it is tried. */
  | { readonly kind: 'rejected'; readonly reason: string };

export interface TransportContext {
  readonly signal: AbortSignal;
  /** Recipients who have this delivery from an earlier attempt; they do not get it again. Default none. */
  readonly served?: readonly string[];
  /** Bytes of a file of the delivery, from the archive. */
  readFile(file: DeliveryFile): Promise<Uint8Array>;
}

export interface Transport extends AsyncDisposable {
  readonly id: string;
  readonly kind: string;
  /** Delivering the same delivery twice leaves one (same path, same Message-ID). Never throws for what the other side does. */
  deliver(delivery: Delivery, context: TransportContext): Promise<TransportResult>;
  /** Whether the other side can be reached, without sending anything; for `gemba check`. */
  check(signal: AbortSignal): Promise<{ readonly ok: boolean; readonly message: string }>;
}
