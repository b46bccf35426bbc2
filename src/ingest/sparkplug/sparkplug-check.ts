/** Whether the broker lets a host in and grants what it subscribes to; for `gemba check`. */
import type { SourceContext } from '../context.ts';
import { type Checked, visitBroker } from '../mqtt/check.ts';
import { checkClientIdOf } from '../mqtt/client-options.ts';
import { describeDenied } from '../mqtt/connection-events.ts';
import { listScopes, type SparkplugSourceConfig } from './config.ts';
import { filterOf, stateTopicOf } from './host-state.ts';

/** Connects under another client id and says nothing of the host's state, so that no edge node notices. */
export function checkHost(
  config: SparkplugSourceConfig,
  context: SourceContext,
  signal: AbortSignal,
): Promise<Checked> {
  const { url, hostId } = config;
  const clientId = checkClientIdOf(config, context);
  const filters = [stateTopicOf(hostId), ...listScopes(config).map(filterOf)];
  const subscriptions = new Map(filters.map((filter) => [filter, 1 as const]));
  return visitBroker({ config, context, clientId, subscriptions, signal }, (denied) => ({
    ok: denied.length === 0,
    message:
      denied.length === 0
        ? `${url}: ${filters.length} topics granted to the host ${hostId}`
        : denied.map((subscription) => describeDenied(subscription, url)).join(' '),
  }));
}
