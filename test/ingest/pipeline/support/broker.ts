/** A sender that keeps what is not acknowledged, and sends it again when a source connects anew: a broker. */
import { hash } from 'node:crypto';
import type { Source, SourceBatch, SourceEvent } from '../../../../src/ingest/source.ts';
import { createFactTableBuilder, type FactTable } from '../../../../src/model/index.ts';

export interface Sent {
  readonly tag: string;
  readonly at: number;
  readonly value: number;
}

/** Readings of one message; `refused` and `filtered` count what came with them. */
export interface Message {
  readonly readings: readonly Sent[];
  readonly refused?: number;
  readonly filtered?: number;
}

export class Broker {
  readonly id: string;
  #messages: { readonly message: Message; isAcknowledged: boolean }[] = [];
  #isEnded = false;
  #wake: () => void = () => undefined;
  #tell: (event: SourceEvent) => void = () => undefined;
  readonly acknowledged: number[] = [];

  constructor(id: string) {
    this.id = id;
  }

  get waitingCount(): number {
    return this.#messages.filter(({ isAcknowledged }) => !isAcknowledged).length;
  }

  send(...messages: readonly Message[]): void {
    for (const message of messages) this.#messages.push({ message, isAcknowledged: false });
    this.#wake();
  }

  /** No more will be sent: its source ends by itself once all is handed over. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  tell(event: SourceEvent): void {
    this.#tell(event);
  }

  /** A new connection. */
  connect(extent: Source['extent'] = 'stream'): Source {
    const broker = this;
    return {
      id: this.id,
      kind: 'broker',
      extent,
      check: () => Promise.resolve({ ok: true, message: '' }),
      async *batches({ signal, onEvent = () => undefined }) {
        broker.#tell = onEvent;
        const handed = new Set<number>();
        while (!signal.aborted) {
          const next = broker.#messages.findIndex(({ isAcknowledged }, i) => !isAcknowledged && !handed.has(i));
          if (next !== -1) {
            handed.add(next);
            yield broker.#batchOf(next);
          } else if (broker.#isEnded) return;
          else
            await new Promise<void>((resolve) => {
              broker.#wake = resolve;
              signal.addEventListener('abort', () => resolve(), { once: true });
            });
        }
      },
    };
  }

  #batchOf(number: number): SourceBatch {
    const entry = this.#messages[number] as { readonly message: Message; isAcknowledged: boolean };
    const { readings, refused = 0, filtered = 0 } = entry.message;
    const account = { received: readings.length + refused + filtered, refused, filtered, expired: 0, lost: 0 };
    return {
      source: this.id,
      identityBy: 'content',
      facts: readings.length === 0 ? [] : [toReadings(this.id, readings)],
      account,
      adjustments: [],
      adjustmentCount: 0,
      position: { message: number },
      ack: async () => {
        entry.isAcknowledged = true;
        this.acknowledged.push(number);
      },
    };
  }
}

export function toReadings(source: string, readings: readonly Sent[]): FactTable<'reading'> {
  const builder = createFactTableBuilder('reading');
  for (const { tag, at, value } of readings)
    builder.add({ tag, at, value, source }, bytesOf(`${source} ${tag} ${at}`), bytesOf(`${value}`));
  return builder.build();
}

function bytesOf(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, 16);
}
