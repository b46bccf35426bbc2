import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { startFaultyProxy } from 'gemba/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const waitOptions = { timeout: 30_000, interval: 10 };
let server: Server;
let accepted: Socket[];
let target: { host: string; port: number };
/** Sends back what it gets. */
beforeEach(async () => {
  accepted = [];
  server = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => socket.write(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
});
afterEach(async () => {
  for (const socket of accepted) socket.destroy();
  server.close();
  await once(server, 'close');
});

async function open(port: number) {
  const socket = connect(port, '127.0.0.1');
  const seen = { text: '', isClosed: false, error: '' };
  socket.setEncoding('utf8').on('data', (text: string) => {
    seen.text += text;
  });
  socket.on('error', ({ message }) => {
    seen.error = message;
  });
  socket.on('close', () => {
    seen.isClosed = true;
  });
  await once(socket, 'connect');
  return { socket, seen };
}

it('passes what is sent, each way and in order, and tells the tap', async () => {
  const tapped: string[] = [];
  await using proxy = await startFaultyProxy({
    target,
    onBytes: (direction, bytes) => tapped.push(`${direction} ${Buffer.from(bytes)}`),
  });
  const { socket, seen } = await open(proxy.port);
  socket.write('hello');
  await vi.waitFor(() => expect(seen.text).toBe('hello'), waitOptions);
  expect(tapped).toEqual(['to-target hello', 'to-client hello']);
  expect([proxy.connectionCount, proxy.openCount]).toEqual([1, 1]);
  socket.end();
  for (const one of accepted) one.end();
  await vi.waitFor(() => expect(proxy.openCount).toBe(0), waitOptions);
});

it('a cut resets both ends', async () => {
  await using proxy = await startFaultyProxy({ target });
  const { socket, seen } = await open(proxy.port);
  socket.write('x');
  await vi.waitFor(() => expect(seen.text).toBe('x'), waitOptions);
  proxy.cut();
  await vi.waitFor(() => expect(seen.isClosed).toBe(true), waitOptions);
  expect(seen.error).toContain('ECONNRESET');
  await vi.waitFor(() => expect(accepted[0]?.destroyed).toBe(true), waitOptions);
  expect(proxy.openCount).toBe(0);
});

it('a stalled connection passes nothing, fills the sender’s buffers, and passes all of it once it goes on', async () => {
  await using proxy = await startFaultyProxy({ target });
  const { socket, seen } = await open(proxy.port);
  proxy.setMode('stall');
  const block = 'x'.repeat(1_000_000);
  let sent = 0;
  while (sent < 100 && socket.writableLength < 5_000_000) {
    socket.write(block);
    sent++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(socket.writableLength).toBeGreaterThanOrEqual(5_000_000);
  proxy.setMode('pass');
  await vi.waitFor(() => expect(seen.text.length).toBe(sent * block.length), waitOptions);
  socket.destroy();
});

it('a half-open connection takes everything, answers nothing, tells nobody, and stays so until it is cut', async () => {
  await using proxy = await startFaultyProxy({ target });
  const { socket, seen } = await open(proxy.port);
  socket.write('before');
  await vi.waitFor(() => expect(seen.text).toBe('before'), waitOptions);
  proxy.setMode('half-open');
  const second = await open(proxy.port);
  for (const one of [socket, second.socket]) await new Promise((resolve) => one.write('lost', resolve));
  for (const one of accepted) one.destroy();
  proxy.setMode('pass');
  const third = await open(proxy.port);
  third.socket.write('through');
  await vi.waitFor(() => expect(third.seen.text).toBe('through'), waitOptions);
  expect([seen.text, seen.isClosed, second.seen.text, second.seen.isClosed]).toEqual(['before', false, '', false]);
  proxy.cut();
  await vi.waitFor(() => expect([seen.isClosed, second.seen.isClosed]).toEqual([true, true]), waitOptions);
});

it('refuses new connections and leaves those that are open', async () => {
  await using proxy = await startFaultyProxy({ target });
  const first = await open(proxy.port);
  proxy.setMode('refuse');
  const second = connect(proxy.port, '127.0.0.1');
  second.on('error', () => second.destroy());
  await new Promise((resolve) => second.once('close', resolve));
  first.socket.write('still');
  await vi.waitFor(() => expect(first.seen.text).toBe('still'), waitOptions);
  expect([proxy.connectionCount, proxy.openCount]).toEqual([2, 1]);
});

it('a delay keeps the order', async () => {
  await using proxy = await startFaultyProxy({ target });
  const { socket, seen } = await open(proxy.port);
  socket.setNoDelay(true);
  proxy.setDelay(50);
  socket.write('a');
  await vi.waitFor(() => expect(accepted).toHaveLength(1), waitOptions);
  proxy.setDelay(0);
  socket.write('b');
  await vi.waitFor(() => expect(seen.text).toBe('ab'), waitOptions);
});

it('a target that cannot be reached ends the connection', async () => {
  server.close();
  await using proxy = await startFaultyProxy({ target: { host: '127.0.0.1', port: 1 } });
  const { seen } = await open(proxy.port);
  await vi.waitFor(() => expect(seen.isClosed).toBe(true), waitOptions);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

it('closing twice is harmless', async () => {
  const proxy = await startFaultyProxy({ target });
  await proxy.close();
  await proxy.close();
});
