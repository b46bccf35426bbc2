/** A connection of mqtt.js, as publishers need it. */
import { randomBytes } from 'node:crypto';
import type { IClientOptions, MqttClient } from 'mqtt';
import { describeBrokerFailure } from '../../ingest/index.ts';
import { GembaError } from '../../model/index.ts';
import type { PublisherOptions } from './publisher.ts';

/**
 * Connects, or fails at the first refusal: a wrong address should be told at once, not tried for ever.
 *
 * @throws GembaError `broker-unreachable`, `aborted`
 */
export async function connectPublisher(options: PublisherOptions, more: IClientOptions): Promise<MqttClient> {
  const { url, username, password, connectTimeoutMs = 10_000, signal } = options;
  const { default: mqtt } = await import('mqtt');
  if (signal?.aborted === true) throw new GembaError('aborted', 'The publisher was stopped.', { cause: signal.reason });
  const client = mqtt.connect(url, {
    // 3.1.1: every broker speaks it, and it bounds nothing that this publisher does not bound itself.
    protocolVersion: 4,
    clientId: options.clientId ?? `gemba-publisher-${randomBytes(6).toString('hex')}`,
    connectTimeout: connectTimeoutMs,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...more,
  });
  const first = Promise.withResolvers<void>();
  const onAbort = (): void => first.reject(new GembaError('aborted', 'The publisher was stopped.'));
  const onClose = (): void => first.reject({ code: 'ETIMEDOUT', message: 'it did not answer' });
  signal?.addEventListener('abort', onAbort, { once: true });
  client.once('connect', () => first.resolve());
  client.once('error', first.reject);
  client.once('close', onClose);
  try {
    await first.promise;
  } catch (cause) {
    await client.endAsync(true);
    if (cause instanceof GembaError) throw cause;
    throw new GembaError('broker-unreachable', `Cannot publish. ${describeBrokerFailure(cause, url)}`, {
      cause,
      details: { url },
    });
  } finally {
    signal?.removeEventListener('abort', onAbort);
    client.removeListener('close', onClose);
  }
  // A connection that fails later closes, which is what its owner watches.
  client.on('error', () => undefined);
  return client;
}
