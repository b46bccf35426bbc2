/** Whether the broker lets us in and grants what the source subscribes to; for `gemba check`. */
import { randomBytes } from 'node:crypto';
import type { SourceContext } from '../context.ts';
import { clientIdOf, createClientOptions } from './client-options.ts';
import type { MqttSourceConfig } from './config.ts';
import { Connection, type DeniedSubscription } from './connection.ts';
import { describeDenied } from './connection-events.ts';
import { describeFailure } from './failure.ts';
import { loadMqtt } from './load-mqtt.ts';

interface Checked {
  readonly ok: boolean;
  readonly message: string;
}

/**
 * Connects under another client id, with a session that ends with it, so that it takes nothing from the source's own:
 * shared subscriptions are asked for under another group. Bounded by `connectTimeoutMs` for the answer to CONNECT and
 * again for that to SUBSCRIBE.
 */
export async function checkBroker(
  config: MqttSourceConfig,
  context: SourceContext,
  signal: AbortSignal,
): Promise<Checked> {
  const { url, connections } = config;
  const clientId = `${clientIdOf(config, context)}-check-${randomBytes(4).toString('hex')}`;
  const subscriptions = new Map(
    config.subscriptions.map(({ topic, qos, orderMatters }) => [
      connections > 1 && !orderMatters ? `$share/${clientId}/${topic}` : topic,
      qos,
    ]),
  );
  try {
    signal.throwIfAborted();
    const client = await createClientOptions(config, context, { clientId, isKept: false });
    const connect = await loadMqtt();
    const answer = Promise.withResolvers<readonly DeniedSubscription[]>();
    const connection = new Connection(
      connect,
      { url, client, subscriptions, obsoleteFilters: [] },
      {
        onConnected: () => {},
        onSubscribed: answer.resolve,
        // Neither taken nor acknowledged: the source's own session brings it.
        onMessage: () => true,
      },
    );
    const timeout = AbortSignal.timeout(2 * config.connectTimeoutMs);
    const give = AbortSignal.any([signal, timeout]);
    const stopped = new Promise<'stopped'>((resolve) => {
      give.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
    const outcome = await Promise.race([answer.promise, connection.ended.then((error) => ({ error })), stopped]);
    await connection.stop();
    if (outcome === 'stopped') throw signal.aborted ? signal.reason : new Error('it does not answer SUBSCRIBE');
    if ('error' in outcome) throw outcome.error ?? new Error('the connection was closed');
    return describeGranted(config, outcome);
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, message: describeFailure(error, url) };
  }
}

function describeGranted({ url, subscriptions }: MqttSourceConfig, denied: readonly DeniedSubscription[]): Checked {
  const problems = denied.map((subscription) => describeDenied(subscription, url));
  if (problems.length > 0) return { ok: false, message: problems.join(' ') };
  const unsafe = subscriptions.filter(({ qos }) => qos === 0).map(({ topic }) => topic);
  const warning =
    unsafe.length === 0
      ? ''
      : `; QoS 0, so readings can be lost when a connection breaks: ${unsafe.slice(0, 10).join(', ')}`;
  return { ok: true, message: `${url}: ${subscriptions.length} topics granted${warning}` };
}
