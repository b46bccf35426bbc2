/** The plant file's entry of an MQTT source. Descriptions are what the plant file reference is made of. */
import { z } from 'zod';
import { type Aliases, aliasesSchema } from '../aliases.ts';
import { type ReadingMapping, readingMappingSchema } from '../readings/index.ts';
import { type BrokerConfig, brokerFields, isWholeSeconds, listBrokerProblems, wholeSeconds } from './broker-config.ts';
import { isTopicFilter } from './topic-filter.ts';

export interface MqttSubscription {
  readonly topic: string;
  readonly qos: 0 | 1;
  readonly orderMatters: boolean;
  readonly mapping: ReadingMapping;
}

export interface MqttSourceConfig extends BrokerConfig {
  readonly kind: 'mqtt';
  readonly sessionExpiryMs: number;
  readonly connections: number;
  readonly subscriptions: readonly MqttSubscription[];
  readonly aliases?: Aliases | undefined;
}

const subscription = z.strictObject({
  topic: z
    .string()
    .refine(
      isTopicFilter,
      'is not a topic filter: `+` and `#` are whole levels, `#` the last; no `$share/`, see `connections`',
    )
    .describe('Topic filter, such as `acme/+/lathe-7/#`. Of several that take a topic the first maps it'),
  qos: z
    .union([z.literal(0), z.literal(1)], {
      error:
        'is 0 or 1: QoS 2 is not taken. Readings are the same however often they come, so QoS 1 gives exactly once in effect; what is published at QoS 2 arrives at QoS 1',
    })
    .default(1)
    .describe(
      '1: the broker keeps a message until its readings are on disk. 0: what is on its way when a connection breaks is lost, and nobody knows how much',
    ),
  orderMatters: z
    .boolean()
    .default(true)
    .describe(
      'Whether readings must arrive in the order of publishing. False lets them be shared among `connections`; a shared subscription gets no retained messages',
    ),
  mapping: readingMappingSchema.describe('From a message to readings'),
});

/** Schema of `{ kind: 'mqtt', … }` in the plant file's `sources`. */
export const mqttSourceSchema: z.ZodType<MqttSourceConfig> = z
  .strictObject({
    kind: z.literal('mqtt').describe('MQTT 5 or 3.1.1'),
    ...brokerFields,
    sessionExpiryMs: z
      .int()
      .min(60_000)
      .max(4_294_967_000_000)
      .refine(isWholeSeconds, wholeSeconds)
      .default(604_800_000)
      .describe(
        'How long the broker keeps what comes while gemba is away, ms; MQTT 5 (in 3.1.1 the broker decides). Default: 7 days',
      ),
    connections: z
      .int()
      .min(1)
      .max(32)
      .default(1)
      .describe('Connections that share the subscriptions whose order does not matter'),
    subscriptions: z.array(subscription).min(1).max(1_000).describe('What to subscribe to'),
    aliases: aliasesSchema.optional().describe('Names of this source for what the plant file names'),
  })
  .superRefine((config, issues) => {
    const problem = (path: string, message: string): void => issues.addIssue({ code: 'custom', path: [path], message });
    for (const [field, message] of listBrokerProblems(config)) problem(field, message);
    if (config.connections > 1 && config.subscriptions.every(({ orderMatters }) => orderMatters))
      problem('connections', 'above 1 need a subscription with `orderMatters: false`: only those are shared.');
    const topics = config.subscriptions.map(({ topic }) => topic);
    const twice = topics.find((topic, i) => topics.indexOf(topic) !== i);
    if (twice !== undefined) problem('subscriptions', `names the topic \`${twice}\` twice.`);
  });
