/** A handler of the Fetch standard behind Node's HTTP server; for metrics, health and live figures, so GET without a body. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
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
    respond(handle, incoming, outgoing).catch((error: unknown) => {
      // Who has gone needs no answer; who has part of one must see that it is not whole.
      if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
      else {
        outgoing.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
        outgoing.end(`${String(error)}\n`);
      }
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

type Handle = Parameters<typeof serve>[0];

async function respond(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  const request = new Request(url, { method: incoming.method ?? 'GET', headers, signal: gone.signal });
  const { status, headers: answered, body } = await handle(request);
  outgoing.writeHead(status, Object.fromEntries(answered));
  if (body === null || incoming.method === 'HEAD') {
    await body?.cancel();
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  // A body without end goes out as it comes, and as fast as it is taken.
  await pipeline(Readable.fromWeb(body as ReadableStream<Uint8Array>, { highWaterMark: 1 }), outgoing);
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
