/** What the dying child and the one that goes on after it have in common. */
import {
  createEmail,
  createFileShare,
  createOutboxPump,
  emailSchema,
  type OutboxPump,
  type Transport,
} from '../../../src/distribution/index.ts';
import type { State } from '../../../src/state/index.ts';
import { archiveOf, deliveryOf, fileOf } from './deliveries.ts';

export interface TransportChoice {
  /** Port of the mail server; without it, the file share below. */
  readonly port?: number;
  readonly share?: string;
}

const texts = ['%PDF one', '<!doctype html>two'];

export const sampleDeliveries = [
  deliveryOf({
    files: [fileOf('daily.pdf', '%PDF one'), fileOf('daily.html', '<!doctype html>two', 'text/html')],
  }),
];

interface Hooks {
  beforeSend(): Promise<void>;
  afterSend(): Promise<void>;
}

export function pumpOf(state: State, choice: TransportChoice, nowMs: number, hooks?: Hooks): OutboxPump {
  const transport = transportOf(choice);
  const hooked: Transport = {
    ...transport,
    deliver: async (delivery, context) => {
      await hooks?.beforeSend();
      const result = await transport.deliver(delivery, context);
      await hooks?.afterSend();
      return result;
    },
  };
  return createOutboxPump({
    outbox: state.deliveries,
    transports: [hooked],
    readFile: archiveOf(...texts),
    clock: () => nowMs,
    random: () => 0.5,
    claimer: String(process.pid),
    attemptMs: 60_000,
  });
}

function transportOf({ port, share = '' }: TransportChoice): Transport {
  if (port === undefined) return createFileShare({ kind: 'fileShare', id: 'out', path: share, title: 'Reports' });
  const config = { kind: 'smtp', id: 'out', host: '127.0.0.1', port, requireTls: false, from: 'reports@plant.example' };
  return createEmail(emailSchema.parse(config), { env: {} });
}
