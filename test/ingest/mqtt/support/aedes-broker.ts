/** A broker in this process, MQTT 3.1.1: for the logic, where no other program is wanted. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Aedes, type AedesOptions } from 'aedes';

export interface AedesBroker extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly aedes: Aedes;
  /** Subscriptions made so far: what is published from then on comes. */
  readonly subscribedCount: number;
  /** Bytes that the clients' sockets have not taken. */
  readonly queuedBytes: number;
}

export async function startAedes(options: AedesOptions = {}): Promise<AedesBroker> {
  const aedes = await Aedes.createBroker(options);
  let subscribedCount = 0;
  aedes.on('subscribe', (subscriptions) => {
    subscribedCount += subscriptions.length;
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    aedes,
    get subscribedCount() {
      return subscribedCount;
    },
    get queuedBytes() {
      return [...sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => aedes.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Publishes as a broker's own message, one after another. */
export async function publishAll(
  { aedes }: AedesBroker,
  messages: readonly (readonly [topic: string, payload: string | Buffer])[],
  { retain = false, qos = 1 }: { readonly retain?: boolean; readonly qos?: 0 | 1 | 2 } = {},
): Promise<void> {
  for (const [topic, payload] of messages)
    await new Promise<void>((resolve, reject) => {
      aedes.publish({ cmd: 'publish', qos, topic, payload, retain, dup: false }, (error) =>
        error === undefined || error === null ? resolve() : reject(error),
      );
    });
}
