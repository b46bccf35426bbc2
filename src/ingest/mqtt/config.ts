/** The plant file's entry of an MQTT source. Descriptions are what the plant file reference is made of. */
import { z } from 'zod';
import { type Aliases, aliasesSchema } from '../aliases.ts';
import { type ReadingMapping, readingMappingSchema } from '../readings/index.ts';
import { type EnvSecret, envSecretSchema } from './secret.ts';
import { isTopicFilter } from './topic-filter.ts';

export interface MqttSubscription {
  readonly topic: string;
  readonly qos: 0 | 1;
  readonly orderMatters: boolean;
  readonly mapping: ReadingMapping;
}

export interface MqttTls {
  readonly ca?: string | EnvSecret | undefined;
  readonly cert?: string | EnvSecret | undefined;
  readonly key?: string | EnvSecret | undefined;
  readonly servername?: string | undefined;
}

export interface MqttSourceConfig {
  readonly kind: 'mqtt';
  readonly id: string;
  readonly url: string;
  readonly protocolVersion: 4 | 5;
  readonly clientId?: string | undefined;
  readonly username?: string | EnvSecret | undefined;
  readonly password?: EnvSecret | undefined;
  readonly tls?: MqttTls | undefined;
  readonly sessionExpiryMs: number;
  readonly keepaliveMs: number;
  readonly connectTimeoutMs: number;
  readonly reconnectMsMax: number;
  readonly receiveMaximum: number;
  readonly connections: number;
  readonly subscriptions: readonly MqttSubscription[];
  readonly aliases?: Aliases | undefined;
}

const seconds = (ms: number): boolean => ms % 1_000 === 0;
const wholeSeconds = 'is not a whole number of seconds, in milliseconds';
const pem = z.union([z.string().min(1), envSecretSchema]);

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

const tls = z
  .strictObject({
    ca: pem
      .optional()
      .describe(
        'Certificates to trust, PEM: file relative to the plant file, or variable. Default: those Node.js trusts',
      ),
    cert: pem.optional().describe('Client certificate and its chain, PEM: file or variable'),
    key: pem.optional().describe('Key of the client certificate, PEM without passphrase: file or variable'),
    servername: z.string().min(1).optional().describe('Name in the broker’s certificate. Default: the host of `url`'),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
    path: ['key'],
    message: 'and `cert` go together: give both or neither',
  });

/** Schema of `{ kind: 'mqtt', … }` in the plant file's `sources`. */
export const mqttSourceSchema: z.ZodType<MqttSourceConfig> = z
  .strictObject({
    kind: z.literal('mqtt').describe('MQTT 5 or 3.1.1'),
    id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
      .describe('Name of the source'),
    url: z
      .string()
      .regex(
        /^(mqtts?:\/\/[^\s/?#@]+|wss?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?)$/,
        'is not `mqtt://host:port`, `mqtts://…`, `ws://host:port/path` or `wss://…`; user name and password stand in `username` and `password`',
      )
      .describe('Broker: `mqtt://host:1883`, `mqtts://host:8883` (TLS), `ws://host/path`, `wss://host/path` (TLS)'),
    protocolVersion: z
      .union([z.literal(4), z.literal(5)])
      .default(5)
      .describe('5, or 4 for MQTT 3.1.1. In 3.1.1 the broker alone says how many messages may be on their way'),
    clientId: z
      .string()
      .regex(/^[A-Za-z0-9._:-]{1,128}$/)
      .optional()
      .describe(
        'Names the session with the broker; no other program may use it. Default: from plant and source id, always the same',
      ),
    username: z
      .union([z.string().min(1), envSecretSchema])
      .optional()
      .describe('User name, as text or variable'),
    password: envSecretSchema.optional().describe('Password of `username`, by its environment variable'),
    tls: tls.optional().describe('For `mqtts` and `wss`. The broker’s certificate is always checked'),
    sessionExpiryMs: z
      .int()
      .min(60_000)
      .max(4_294_967_000_000)
      .refine(seconds, wholeSeconds)
      .default(604_800_000)
      .describe(
        'How long the broker keeps what comes while gemba is away, ms; MQTT 5 (in 3.1.1 the broker decides). Default: 7 days',
      ),
    keepaliveMs: z
      .int()
      .min(1_000)
      .max(65_535_000)
      .refine(seconds, wholeSeconds)
      .default(30_000)
      .describe('A connection that is silent for 1.5 times as long is given up, ms'),
    connectTimeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(30_000)
      .describe('Longest wait for the broker’s answer, ms'),
    reconnectMsMax: z
      .int()
      .min(100)
      .max(3_600_000)
      .default(60_000)
      .describe('Longest wait before connecting again, ms; it is tried for ever'),
    receiveMaximum: z
      .int()
      .min(1)
      .max(65_535)
      .default(1_000)
      .describe('Messages on their way to disk at once, per connection; MQTT 5 (in 3.1.1 the broker decides)'),
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
    const isSecure = /^(mqtts|wss):/.test(config.url);
    if (config.tls !== undefined && !isSecure) problem('tls', 'needs `mqtts://` or `wss://` in `url`.');
    if (config.password !== undefined && config.username === undefined) problem('password', 'needs a `username`.');
    if (config.connections > 1 && config.subscriptions.every(({ orderMatters }) => orderMatters))
      problem('connections', 'above 1 need a subscription with `orderMatters: false`: only those are shared.');
    const topics = config.subscriptions.map(({ topic }) => topic);
    const twice = topics.find((topic, i) => topics.indexOf(topic) !== i);
    if (twice !== undefined) problem('subscriptions', `names the topic \`${twice}\` twice.`);
  });
