/** A handler of the Fetch standard behind Node's HTTP server; for metrics and health, so GET without a body. */

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { GembaError } from '../model/index.ts';

export interface Listening extends AsyncDisposable {
  readonly port: number;
}

/**
 * @param address `host:port`, `:port` or `port`; without a host the loopback address; port 0 takes a free one
 * @throws GembaError `usage` where the address is none, or cannot be listened at
 */
export async function serve(
  handle: (request: Request) => Response | Promise<Response>,
  address: string,
): Promise<Listening> {
  const [, host = '127.0.0.1', port] = /^(?:(.+):|:)?(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new GembaError('usage', `Cannot listen at '${address}'. Write an address such as 127.0.0.1:9464.`);
  const server = createServer((incoming, outgoing) => {
    const respond = async (): Promise<void> => {
      const url = new URL(incoming.url ?? '/', 'http://localhost');
      const response = await handle(new Request(url, { method: incoming.method ?? 'GET' }));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(incoming.method === 'HEAD' ? undefined : Buffer.from(await response.arrayBuffer()));
    };
    respond().catch((error: unknown) => {
      outgoing.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      outgoing.end(`${String(error)}\n`);
    });
  });
  server.listen(Number(port), host.replace(/^\[(.*)\]$/, '$1'));
  await listening(server, address);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : Number(port),
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function listening(server: Server, address: string): Promise<void> {
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new GembaError('usage', `Cannot listen at '${address}': ${String(cause)}. Choose another address or port.`, {
      cause,
    });
  }
}
