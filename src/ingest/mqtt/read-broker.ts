/** The batches of a source over MQTT. */
import type { SourceContext } from '../context.ts';
import type { SourceBatch, SourceEvent, SourceStart } from '../source.ts';
import type { BrokerConfig } from './broker-config.ts';
import { type BrokerProtocol, BrokerReading } from './broker-reading.ts';
import type { InboxLimits } from './inbox.ts';
import { loadMqtt } from './load-mqtt.ts';

/** Longest wait at a stop for batches that were handed over to reach the disk, ms. */
const settleMsMax = 10_000;
/**
 * With so many batches on their way to disk the next one is gathered until one of them is there, or for so long: of
 * messages of one reading, batches as they come from the socket would cost more than their messages.
 */
const gather = { unackedMin: 2, msMax: 2 } as const;

export interface ReadBrokerOptions {
  readonly config: BrokerConfig;
  readonly context: SourceContext;
  readonly limits: InboxLimits;
  readonly start: SourceStart;
  /** Makes what reads the messages, for this start; it tells `onEvent` what is to be told. */
  createProtocol(onEvent: (event: SourceEvent) => void): Promise<BrokerProtocol>;
}

/**
 * Connects and gives batches until the signal aborts. A batch has the messages that came while those before were put on
 * disk, whole ones only. When a batch is full nothing more is read from the sockets. At the end the batch that was begun
 * is handed over, and the connections are left once the batches are acknowledged.
 */
export async function* readBroker(options: ReadBrokerOptions): AsyncGenerator<SourceBatch> {
  const { config, context, limits, start } = options;
  const { onEvent = () => {} } = start;
  const [connect, protocol] = await Promise.all([loadMqtt(), options.createProtocol(onEvent)]);
  const reading = new BrokerReading(protocol, { connect, config, context, limits, onEvent });
  const stopTaking = (): void => reading.stopTaking();
  start.signal.addEventListener('abort', stopTaking);
  if (start.signal.aborted) stopTaking();
  try {
    reading.open();
    for (;;) {
      await reading.inbox.wait();
      if (reading.inbox.isEmpty) break;
      if (!reading.inbox.isFull) await reading.unacked.waitBelow(gather.unackedMin, gather.msMax);
      yield reading.take();
    }
    await reading.unacked.waitBelow(1, settleMsMax);
  } finally {
    start.signal.removeEventListener('abort', stopTaking);
    await reading.close();
  }
}
