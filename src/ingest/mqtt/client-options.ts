/** From the plant file's entry to what mqtt.js is told. */
import { createHmac, randomBytes } from 'node:crypto';
import type { IClientOptions } from 'mqtt';
import type { SourceContext } from '../context.ts';
import type { BrokerConfig } from './broker-config.ts';
import type { Publication } from './publication.ts';
import { readEnvSecret, readPem } from './secret.ts';

/** Parts that differ between a source's connections and its check, and between protocols. */
export interface ClientSession {
  readonly clientId: string;
  /** How long the broker keeps the session when the connection ends; 0: not at all, and none is continued. */
  readonly expiryMs: number;
  /** What the broker publishes for us once the connection is gone without a word. Default: nothing. */
  readonly will?: Publication;
}

/**
 * The name of the source's client: always the same, and another one for another plant's source of the same name.
 *
 * @example clientIdOf({ id: 'broker', … }, context) // 'gemba-broker-5f0c9a1b'
 */
export function clientIdOf(config: BrokerConfig, context: SourceContext): string {
  if (config.clientId !== undefined) return config.clientId;
  const plant = createHmac('sha256', context.identityKey).update('mqtt client id').digest('hex').slice(0, 8);
  return `gemba-${config.id}-${plant}`;
}

/** The name of a client that looks at the broker while the source itself may be connected. */
export function checkClientIdOf(config: BrokerConfig, context: SourceContext): string {
  return `${clientIdOf(config, context)}-check-${randomBytes(4).toString('hex')}`;
}

/**
 * Reads secrets and certificates anew at each connecting: what was renewed is taken without a restart.
 *
 * @throws GembaError `secret-missing`; the file system's error where a certificate cannot be read
 */
export async function createClientOptions(
  config: BrokerConfig,
  context: SourceContext,
  { clientId, expiryMs, will }: ClientSession,
): Promise<IClientOptions> {
  context.confirmLease?.();
  const { username, password, tls = {} } = config;
  const [ca, cert, key] = await Promise.all(
    [tls.ca, tls.cert, tls.key].map((from) => (from === undefined ? undefined : readPem(from, context))),
  );
  return {
    clientId,
    clean: expiryMs === 0,
    protocolVersion: config.protocolVersion,
    keepalive: config.keepaliveMs / 1_000,
    connectTimeout: config.connectTimeoutMs,
    // Every connection is a client of its own: what belongs to one can never reach the next.
    reconnectPeriod: 0,
    rejectUnauthorized: true,
    ...(will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload) } }),
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
            sessionExpiryInterval: expiryMs / 1_000,
          },
        }
      : {}),
  };
}

function textOf(text: string | { readonly env: string }, { env }: SourceContext): string {
  return typeof text === 'string' ? text : readEnvSecret(text, env);
}
