/** An MQTT broker as a source: nothing it sends is acknowledged before it is on disk. */
import type { SourceContext } from '../context.ts';
import type { Source, SourceBatch, SourceStart } from '../source.ts';
import { BrokerReading } from './broker-reading.ts';
import { checkBroker } from './check.ts';
import type { MqttSourceConfig } from './config.ts';
import { type InboxLimits, inboxLimits } from './inbox.ts';
import { loadMqtt } from './load-mqtt.ts';
import { MessageBatch } from './message-batch.ts';

/** Longest wait at a stop for batches that were handed over to reach the disk, ms. */
const settleMsMax = 10_000;
/**
 * With so many batches on their way to disk the next one is gathered until one of them is there, or for so long: of
 * messages of one reading, batches as they come from the socket would cost more than their messages.
 */
const gather = { unackedMin: 2, msMax: 2 } as const;

/**
 * Opens a broker as a source.
 *
 * A batch has the messages that came while those before were put on disk, whole ones only. `ack` lets the broker forget
 * them; until then it keeps them and sends them again after whatever happens, and the readings are the same. When a
 * batch is full nothing more is read from the sockets. Connections are made again for ever; what went wrong with them is
 * an event. When the signal aborts no more is taken, the batch that was begun is handed over, and the connections are
 * left once the batches are acknowledged; the broker keeps the sessions.
 *
 * @throws GembaError what the config names and does not exist, such as a time zone
 * @example
 * const source = createMqttSource(config, context);
 * for await (const batch of source.batches({ position, signal })) {
 *   await buffer.append(batch, 'kept');
 *   await batch.ack();
 * }
 */
export function createMqttSource(
  config: MqttSourceConfig,
  context: SourceContext,
  limits: InboxLimits = inboxLimits,
): Source {
  return {
    id: config.id,
    kind: config.kind,
    extent: 'stream',
    batches: (start) => readBroker(config, context, limits, start),
    check: (signal) => checkBroker(config, context, signal),
  };
}

async function* readBroker(
  config: MqttSourceConfig,
  context: SourceContext,
  limits: InboxLimits,
  start: SourceStart,
): AsyncGenerator<SourceBatch> {
  const { position, onEvent = () => {} } = start;
  const [connect, messages] = await Promise.all([loadMqtt(), MessageBatch.create(config, context, onEvent)]);
  const reading = new BrokerReading(connect, messages, config, context, { limits, position, onEvent });
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
