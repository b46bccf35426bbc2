/** Whether the broker lets us in and grants what a source subscribes to; for `gemba check`. */
import type { SourceContext } from '../context.ts';
import type { BrokerConfig } from './broker-config.ts';
import { checkClientIdOf, createClientOptions } from './client-options.ts';
import type { MqttSourceConfig } from './config.ts';
import { Connection, type ConnectionHandler, type DeniedSubscription, type Publisher } from './connection.ts';
import { describeDenied } from './connection-events.ts';
import { describeFailure } from './failure.ts';
import { loadMqtt } from './load-mqtt.ts';

export interface Checked {
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
  const { connections } = config;
  const clientId = checkClientIdOf(config, context);
  const subscriptions = new Map(
    config.subscriptions.map(({ topic, qos, orderMatters }) => [
      connections > 1 && !orderMatters ? `$share/${clientId}/${topic}` : topic,
      qos,
    ]),
  );
  return visitBroker({ config, context, clientId, subscriptions, signal }, (denied) => describeGranted(config, denied));
}

export interface BrokerVisit {
  readonly config: BrokerConfig;
  readonly context: SourceContext;
  readonly clientId: string;
  /** QoS by filter. */
  readonly subscriptions: ReadonlyMap<string, 0 | 1>;
  readonly signal: AbortSignal;
  /** Messages that come meanwhile; none is acknowledged. Default: nobody looks at them. */
  readonly onMessage?: ConnectionHandler['onMessage'];
}

/** Connects once, calls `look` with what the broker did not grant, and leaves. What fails is told, not thrown. */
export async function visitBroker(
  { config, context, clientId, subscriptions, signal, onMessage = () => true }: BrokerVisit,
  look: (denied: readonly DeniedSubscription[], publisher: Publisher) => Checked | Promise<Checked>,
): Promise<Checked> {
  const { url } = config;
  try {
    signal.throwIfAborted();
    const client = await createClientOptions(config, context, { clientId, expiryMs: 0 });
    const connect = await loadMqtt();
    const answer = Promise.withResolvers<readonly DeniedSubscription[]>();
    const connection = new Connection(
      connect,
      { url, client, subscriptions, obsoleteFilters: [] },
      { onConnected: () => {}, onSubscribed: answer.resolve, onMessage },
    );
    const timeout = AbortSignal.timeout(2 * config.connectTimeoutMs);
    const give = AbortSignal.any([signal, timeout]);
    const stopped = new Promise<'stopped'>((resolve) => {
      give.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
    const ended = connection.ended.then((error) => ({ error }));
    const outcome = await Promise.race([answer.promise, ended, stopped]);
    try {
      if (outcome === 'stopped') throw signal.aborted ? signal.reason : new Error('it does not answer SUBSCRIBE');
      if ('error' in outcome) throw outcome.error ?? new Error('the connection was closed');
      return await look(outcome, connection);
    } finally {
      await connection.stop();
    }
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
