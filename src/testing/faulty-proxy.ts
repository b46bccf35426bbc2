/** A TCP proxy on this machine that fails in the ways a network does: what clients of ours, and of users, are tested with. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FaultyProxyOptions {
  /** Where connections lead to. */
  readonly target: { readonly host: string; readonly port: number };
  /** Called with what passes, in order, before it is passed on. */
  readonly onBytes?: (direction: 'to-target' | 'to-client', bytes: Uint8Array) => void;
}

/**
 * `pass`: everything passes. `stall`: nothing is read any more, so the senders' buffers fill up; what was sent passes
 * once it goes on. `half-open`: what is sent is taken and lost, and nobody is told, as where a router forgot the
 * connection; new connections are taken and stay silent. `refuse`: new connections are closed at once.
 */
export const proxyModes = ['pass', 'stall', 'half-open', 'refuse'] as const;
export type ProxyMode = (typeof proxyModes)[number];

export interface FaultyProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Connections made so far, refused ones too. */
  readonly connectionCount: number;
  /** Connections that are open. */
  readonly openCount: number;
  /** Ends every open connection with a reset, and everything on its way is lost. The mode stays. */
  cut(): void;
  /** From now on, for open connections and new ones. A connection that was half-open stays so until it is cut. */
  setMode(mode: ProxyMode): void;
  /** Everything is passed on so much later, each way, ms. */
  setDelay(delayMs: number): void;
  close(): Promise<void>;
}

/**
 * Starts a proxy on the loopback address.
 *
 * @example
 * await using proxy = await startFaultyProxy({ target: { host: '127.0.0.1', port: 1883 } });
 * proxy.setMode('half-open');
 */
export async function startFaultyProxy({ target, onBytes }: FaultyProxyOptions): Promise<FaultyProxy> {
  const host = '127.0.0.1';
  const links = new Set<Link>();
  let mode: ProxyMode = 'pass';
  let delayMs = 0;
  let connectionCount = 0;
  const server = createServer((client) => {
    connectionCount++;
    if (mode === 'refuse') {
      reset(client);
      return;
    }
    const link = new Link(client, connect(target), { onBytes, delayOf: () => delayMs });
    links.add(link);
    link.onEnd = () => links.delete(link);
    link.setMode(mode);
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const link of links) link.cut();
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise<void>((resolve) => {
      server.close(() => resolve());
      cut();
    });
    return closing;
  };
  return {
    host,
    port,
    get connectionCount() {
      return connectionCount;
    },
    get openCount() {
      return links.size;
    },
    cut,
    setMode: (next) => {
      mode = next;
      for (const link of links) link.setMode(next);
    },
    setDelay: (ms) => {
      delayMs = ms;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface LinkOptions {
  readonly onBytes: FaultyProxyOptions['onBytes'];
  delayOf(): number;
}

/** A client's connection and the one made for it. */
class Link {
  onEnd: () => void = () => {};
  readonly #client: Socket;
  readonly #target: Socket;
  #isHalfOpen: boolean = false;
  #isCut: boolean = false;

  constructor(client: Socket, target: Socket, options: LinkOptions) {
    this.#client = client;
    this.#target = target;
    this.#pass(client, target, 'to-target', options);
    this.#pass(target, client, 'to-client', options);
  }

  setMode(mode: ProxyMode): void {
    this.#isHalfOpen ||= mode === 'half-open';
    for (const socket of [this.#client, this.#target])
      if (mode === 'stall') socket.pause();
      else socket.resume();
  }

  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    reset(this.#client);
    reset(this.#target);
    this.onEnd();
  }

  #pass(from: Socket, to: Socket, direction: 'to-target' | 'to-client', { onBytes, delayOf }: LinkOptions): void {
    // One timer after another would pass delayed bytes out of order; one chain keeps their order.
    let passed = Promise.resolve();
    const later = (act: () => void): void => {
      const delayMs = delayOf();
      const due = delayMs === 0 ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, delayMs));
      passed = passed.then(() => due).then(act);
    };
    from.on('data', (bytes) => {
      if (this.#isHalfOpen) return;
      later(() => {
        onBytes?.(direction, bytes);
        if (!to.destroyed && !to.write(bytes)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
    });
    // A half-open connection is not told that the other side is gone.
    from.on('end', () => this.#isHalfOpen || later(() => to.end()));
    from.on('error', () => this.#isHalfOpen || this.cut());
    from.on('close', () => {
      if (this.#isHalfOpen || this.#isCut) return;
      later(() => {
        if (this.#client.destroyed && this.#target.destroyed) this.cut();
      });
    });
  }
}

interface ResettableHandle {
  reset(onClosed: () => void): number;
}

/**
 * Resets a connection. `Socket.resetAndDestroy` ends the socket first, and where that end is still under way as the reset
 * comes, Node 24 forgets the handle without closing it, and the process spins as it exits. So the handle is reset itself.
 */
function reset(socket: Socket): void {
  const { _handle: handle } = socket as unknown as { readonly _handle?: ResettableHandle | null };
  if (handle && !socket.connecting && !socket.writableEnded) handle.reset(() => {});
  socket.destroy();
}
