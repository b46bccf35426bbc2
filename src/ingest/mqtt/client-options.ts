/** From the plant file's entry to what mqtt.js is told. */
import { createHmac } from 'node:crypto';
import type { IClientOptions } from 'mqtt';
import type { SourceContext } from '../context.ts';
import type { MqttSourceConfig } from './config.ts';
import { readEnvSecret, readPem } from './secret.ts';

/** Parts that differ between a source's connections and its check. */
export interface ClientIdentity {
  readonly clientId: string;
  /** Whether the broker keeps the session when the connection ends. */
  readonly isKept: boolean;
}

/**
 * The name of the source's session: always the same, and another one for another plant's source of the same name.
 *
 * @example clientIdOf({ id: 'broker', … }, context) // 'gemba-broker-5f0c9a1b'
 */
export function clientIdOf(config: MqttSourceConfig, context: SourceContext): string {
  if (config.clientId !== undefined) return config.clientId;
  const plant = createHmac('sha256', context.identityKey).update('mqtt client id').digest('hex').slice(0, 8);
  return `gemba-${config.id}-${plant}`;
}

/**
 * Reads secrets and certificates anew at each connecting: what was renewed is taken without a restart.
 *
 * @throws GembaError `secret-missing`; the file system's error where a certificate cannot be read
 */
export async function createClientOptions(
  config: MqttSourceConfig,
  context: SourceContext,
  { clientId, isKept }: ClientIdentity,
): Promise<IClientOptions> {
  const { username, password, tls = {} } = config;
  const [ca, cert, key] = await Promise.all(
    [tls.ca, tls.cert, tls.key].map((from) => (from === undefined ? undefined : readPem(from, context))),
  );
  return {
    clientId,
    clean: !isKept,
    protocolVersion: config.protocolVersion,
    keepalive: config.keepaliveMs / 1_000,
    connectTimeout: config.connectTimeoutMs,
    // Every connection is a client of its own: what belongs to one can never reach the next.
    reconnectPeriod: 0,
    rejectUnauthorized: true,
    ...(username === undefined ? {} : { username: textOf(username, context) }),
    ...(password === undefined ? {} : { password: readEnvSecret(password, context.env) }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(tls.servername === undefined
      ? {}
      : { servername: tls.servername, wsOptions: { servername: tls.servername } as object }),
    ...(config.protocolVersion === 5
      ? {
          properties: {
            receiveMaximum: config.receiveMaximum,
            sessionExpiryInterval: isKept ? config.sessionExpiryMs / 1_000 : 0,
          },
        }
      : {}),
  };
}

function textOf(text: string | { readonly env: string }, { env }: SourceContext): string {
  return typeof text === 'string' ? text : readEnvSecret(text, env);
}
