/** A broker that answers bytes with bytes: for what a real one seldom does. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** First bytes of packets (MQTT 5, 2.1.2). */
export const packetTypes = { connect: 0x10, subscribe: 0x82 } as const;

export interface ScriptedBroker extends AsyncDisposable {
  readonly url: string;
}

/** @param answer what is sent for a packet, which comes whole and alone */
export async function startScripted(answer: (packet: Buffer) => readonly number[]): Promise<ScriptedBroker> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (packet) => socket.write(Buffer.from(answer(packet))));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
