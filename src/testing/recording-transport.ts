/** A transport that keeps what it is given, so that a whole chain can be tested with nothing leaving the machine. */
import type { Transport, TransportResult } from '../distribution/index.ts';
import type { Delivery } from '../model/index.ts';

export interface RecordedDelivery {
  readonly delivery: Delivery;
  /** Bytes by file name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** How often it was delivered; more than 1 is what `gemba` avoids and transports make harmless. */
  readonly timesDelivered: number;
}

export interface RecordingTransport extends Transport {
  /** What was delivered, by delivery id, in order of first arrival. */
  listDeliveries(): readonly RecordedDelivery[];
  /** From now on answers so instead; undefined: delivers again. */
  answer(result: Exclude<TransportResult, { kind: 'delivered' }> | undefined): void;
  /** Attempts, failed ones included. */
  attemptCount(): number;
}

/**
 * Makes a transport for tests. It holds to `transportConformance`.
 *
 * @example const mail = createRecordingTransport('mail'); mail.answer({ kind: 'retry', reason: 'Down.' });
 */
export function createRecordingTransport(id: string): RecordingTransport {
  const recorded = new Map<string, RecordedDelivery>();
  let failure: TransportResult | undefined;
  let attempts = 0;
  return {
    id,
    kind: 'recording',
    deliver: async (delivery, context) => {
      attempts += 1;
      if (context.signal.aborted) return { kind: 'retry', reason: 'Stopped before it was recorded.' };
      if (failure !== undefined) return failure;
      try {
        const files = new Map<string, Uint8Array>();
        for (const file of delivery.files) files.set(file.name, await context.readFile(file));
        if (context.signal.aborted) return { kind: 'retry', reason: 'Stopped before it was recorded.' };
        const timesDelivered = (recorded.get(delivery.id)?.timesDelivered ?? 0) + 1;
        recorded.set(delivery.id, { delivery, files, timesDelivered });
        return { kind: 'delivered', receipt: `recorded as ${delivery.id}` };
      } catch (error) {
        return { kind: 'retry', reason: error instanceof Error ? error.message : String(error) };
      }
    },
    check: async (signal) => {
      if (signal.aborted) return { ok: false, message: 'Stopped.' };
      if (failure === undefined || failure.kind === 'delivered') return { ok: true, message: 'Recording.' };
      return { ok: false, message: failure.reason };
    },
    listDeliveries: () => [...recorded.values()],
    answer: (result) => {
      failure = result;
    },
    attemptCount: () => attempts,
    [Symbol.asyncDispose]: async () => {},
  };
}
