/** A broker of Sparkplug B as a source: gemba is a Host Application. */
import type { SourceContext } from '../context.ts';
import { type InboxLimits, inboxLimits } from '../mqtt/inbox.ts';
import { readBroker } from '../mqtt/read-broker.ts';
import type { Source } from '../source.ts';
import type { SparkplugSourceConfig } from './config.ts';
import { discoverTags } from './discover.ts';
import { checkHost } from './sparkplug-check.ts';
import { SparkplugProtocol } from './sparkplug-protocol.ts';

/**
 * Opens a broker of Sparkplug B as a source.
 *
 * Connects as a Host Application: a clean session with the will that says it is offline, and a birth once it is subscribed.
 * The broker keeps nothing for a session that is gone, so what comes while there is no connection is lost but for what edge
 * nodes keep themselves for their primary host; it is a gap of the source, then of its tags until their next birth. Nodes are
 * asked for a rebirth where messages are missing. Messages of QoS 1 are acknowledged once their readings are on disk, also
 * those that waited for others. When the signal aborts the host says that it is offline, hands over what it has, waits for its
 * acknowledgement, and leaves.
 *
 * @example
 * const source = createSparkplugSource(config, context);
 * for await (const batch of source.batches({ position, signal })) {
 *   await buffer.append(batch, 'kept');
 *   await batch.ack();
 * }
 */
export function createSparkplugSource(
  config: SparkplugSourceConfig,
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
        createProtocol: () => SparkplugProtocol.create(config, context, start),
      }),
    check: (signal) => checkHost(config, context, signal),
    discover: (options) => discoverTags(config, context, options),
  };
}
