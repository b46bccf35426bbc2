/** Publishes to a broker as any client does. */
import mqtt, { type IClientOptions } from 'mqtt';

export interface Publisher extends AsyncDisposable {
  /** Resolves once the broker has acknowledged all of them. */
  publish(
    messages: readonly (readonly [topic: string, payload: string])[],
    options?: { readonly retain?: boolean; readonly qos?: 0 | 1 | 2 },
  ): Promise<void>;
}

export async function openPublisher(url: string, options: IClientOptions = {}): Promise<Publisher> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 100, ...options });
  return {
    async publish(messages, { retain = false, qos = 1 } = {}) {
      await Promise.all(messages.map(([topic, payload]) => client.publishAsync(topic, payload, { qos, retain })));
    },
    [Symbol.asyncDispose]: () => client.endAsync(),
  };
}
