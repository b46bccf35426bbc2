/** An MQTT broker as a source: nothing it sends is acknowledged before it is on disk. */
import type { SourceContext } from '../context.ts';
import type { Source } from '../source.ts';
import { checkBroker } from './check.ts';
import type { MqttSourceConfig } from './config.ts';
import { type InboxLimits, inboxLimits } from './inbox.ts';
import { MessageBatch } from './message-batch.ts';
import { MqttProtocol } from './mqtt-protocol.ts';
import { readBroker } from './read-broker.ts';

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
    batches: (start) =>
      readBroker({
        config,
        context,
        limits,
        start,
        createProtocol: async (onEvent) => {
          const messages = await MessageBatch.create(config, context, onEvent);
          return new MqttProtocol(config, context, messages, start.position);
        },
      }),
    check: (signal) => checkBroker(config, context, signal),
  };
}
