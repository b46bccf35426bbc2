/** A Sparkplug source of a small plant, and an edge node that is connected to its broker. */
import { type SparkplugSourceConfig, sparkplugSourceSchema } from 'gemba/ingest';
import type { EdgeReading, SparkplugEdgeNode } from 'gemba/testing';
import mqtt, { type IClientOptions } from 'mqtt';
import type { SourceContext } from '../../../../src/ingest/context.ts';
import type { InboxLimits } from '../../../../src/ingest/mqtt/inbox.ts';
import type { Publication } from '../../../../src/ingest/mqtt/publication.ts';
import type { Source } from '../../../../src/ingest/source.ts';
import { createSparkplugSource } from '../../../../src/ingest/sparkplug/sparkplug-source.ts';
import { mqttContext } from '../../mqtt/support/source.ts';

export { type Reader, readSource } from '../../mqtt/support/source.ts';

export const device = 'Plant1/EdgeA/Press01';

/** Tags `temperature` (aliased), `Plant1/EdgeA/Press01/count` and `…/order` (a text), and one of the node itself. */
export function sparkplugContext(more: Partial<SourceContext> = {}): SourceContext {
  const tag = { equipment: 'press-1' as never, kind: 'measure', unit: '1', isDroppable: false } as const;
  const named = (id: string, rest: object = {}): SourceContext['tags'][0] => ({
    id,
    name: id,
    valueType: 'number',
    sourceNames: [id],
    ...tag,
    ...rest,
  });
  return {
    ...mqttContext(),
    tags: [
      named('temperature', { unit: 'Cel', min: -20, max: 500, sourceNames: ['temperature', `${device}/t`] }),
      named(`${device}/count`, { kind: 'counter' }),
      named(`${device}/order`, { kind: 'state', valueType: 'text' }),
      named('Plant1/EdgeA/uptime'),
      named('elsewhere'),
    ],
    ...more,
  };
}

export function sparkplugConfig(options: object): SparkplugSourceConfig {
  return sparkplugSourceSchema.parse({
    kind: 'sparkplug',
    id: 'plant',
    protocolVersion: 4,
    reconnectMsMax: 100,
    connectTimeoutMs: 20_000,
    hostId: 'gemba-host',
    ...options,
  });
}

export function openSparkplug(options: object, more?: Partial<SourceContext>, limits?: InboxLimits): Source {
  return createSparkplugSource(sparkplugConfig(options), sparkplugContext(more), limits);
}

export const edgeMetrics = [
  { name: 't', type: 'Double' },
  { name: 'count', type: 'UInt64' },
  { name: 'order', type: 'String' },
] as const;

export interface ConnectedNode extends AsyncDisposable {
  /** Payloads of STATE messages of the host, in order. */
  readonly states: readonly unknown[];
  /** Requests for a rebirth that came. */
  readonly rebirthCount: number;
  birth(): Promise<void>;
  send(readings: readonly EdgeReading[]): Promise<void>;
  publish(messages: readonly Publication[]): Promise<void>;
  /** As a cable that is pulled: the broker publishes the will. */
  cut(): void;
}

/** Connects the node, which answers requests for a rebirth. */
export async function connectNode(
  url: string,
  node: SparkplugEdgeNode,
  { qos, ...options }: IClientOptions & { readonly qos?: 0 | 1 } = {},
): Promise<ConnectedNode> {
  const { will, subscriptions } = node.openSession(Date.now());
  const client = await mqtt.connectAsync(url, {
    reconnectPeriod: 0,
    will: { ...will, payload: Buffer.from(will.payload) },
    ...options,
  });
  const states: unknown[] = [];
  let rebirthCount = 0;
  const publish = async (messages: readonly Publication[]): Promise<void> => {
    for (const { topic, payload, qos: own, retain } of messages)
      await client.publishAsync(topic, Buffer.from(payload), { qos: qos ?? own, retain });
  };
  client.on('message', (topic, payload) => {
    if (topic.startsWith('spBv1.0/STATE/')) {
      states.push(JSON.parse(payload.toString()));
      return;
    }
    rebirthCount++;
    void publish(node.receive(topic, payload, Date.now()));
  });
  await client.subscribeAsync([...subscriptions, 'spBv1.0/STATE/gemba-host'], { qos: 1 });
  return {
    states,
    get rebirthCount() {
      return rebirthCount;
    },
    birth: () => publish(node.births(Date.now())),
    send: (readings) => publish(node.data(readings, Date.now())),
    publish,
    cut: () => client.stream.destroy(),
    [Symbol.asyncDispose]: () => client.endAsync(true),
  };
}
