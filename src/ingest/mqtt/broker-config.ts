/** What every source over MQTT is told of its broker: where it is, how to get in, how long to wait. */
import { z } from 'zod';
import { type EnvSecret, envSecretSchema } from './secret.ts';

export interface MqttTls {
  readonly ca?: string | EnvSecret | undefined;
  readonly cert?: string | EnvSecret | undefined;
  readonly key?: string | EnvSecret | undefined;
  readonly servername?: string | undefined;
}

export interface BrokerConfig {
  readonly id: string;
  readonly url: string;
  readonly protocolVersion: 4 | 5;
  readonly clientId?: string | undefined;
  readonly username?: string | EnvSecret | undefined;
  readonly password?: EnvSecret | undefined;
  readonly tls?: MqttTls | undefined;
  readonly keepaliveMs: number;
  readonly connectTimeoutMs: number;
  readonly reconnectMsMax: number;
  readonly receiveMaximum: number;
}

export const isWholeSeconds = (ms: number): boolean => ms % 1_000 === 0;
export const wholeSeconds = 'is not a whole number of seconds, in milliseconds';
const pem: z.ZodType<string | EnvSecret> = z.union([z.string().min(1), envSecretSchema]);

const tls: z.ZodType<MqttTls> = z
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

/** Fields of `BrokerConfig`, to be spread into the schema of a source. */
export const brokerFields: { readonly [Field in keyof BrokerConfig]-?: z.ZodType<BrokerConfig[Field]> } = {
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
  keepaliveMs: z
    .int()
    .min(1_000)
    .max(65_535_000)
    .refine(isWholeSeconds, wholeSeconds)
    .default(30_000)
    .describe('A connection that is silent for 1.5 times as long is given up, ms'),
  connectTimeoutMs: z.int().min(100).max(600_000).default(30_000).describe('Longest wait for the broker’s answer, ms'),
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
};

/** What is wrong with a broker's fields together, each with its field. */
export function listBrokerProblems({
  url,
  tls: wanted,
  username,
  password,
}: BrokerConfig): readonly (readonly [field: string, problem: string])[] {
  const problems: (readonly [string, string])[] = [];
  if (wanted !== undefined && !/^(mqtts|wss):/.test(url))
    problems.push(['tls', 'needs `mqtts://` or `wss://` in `url`.']);
  if (password !== undefined && username === undefined) problems.push(['password', 'needs a `username`.']);
  return problems;
}
