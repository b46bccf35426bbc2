/** What the MQTT benches share: Mosquitto, and readings published by a process of their own as fast as they are taken. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface Broker extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** Mosquitto with its bounds on what is on its way, and waits, lifted. */
export async function startBroker(dir: string): Promise<Broker> {
  await mkdir(dir, { recursive: true });
  const port = await findFreePort();
  const lines = ['user root', `listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence false'];
  const bounds = ['max_inflight_messages 0', 'max_queued_messages 0', 'set_tcp_nodelay true'];
  await writeFile(join(dir, 'mosquitto.conf'), `${[...lines, ...bounds].join('\n')}\n`);
  const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
  const child = spawn('mosquitto', ['-c', join(dir, 'mosquitto.conf')], { env, stdio: 'ignore' });
  await Promise.race([
    awaitListening(port),
    once(child, 'error').then(([error]) => {
      throw new Error('Cannot start mosquitto. Install it (`apt-get install mosquitto`).', { cause: error });
    }),
  ]);
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export interface Publisher extends AsyncDisposable {
  /** So many messages were taken in all: as many more may be published. */
  credit(messages: number): void;
  /** Publishes no more, and says how many messages the broker acknowledged: those it answers for. */
  stop(): Promise<number>;
}

/** What is published: JSON, or an edge node's data. */
export interface PublishedLoad {
  readonly form: 'json' | 'sparkplug';
  readonly readingsPerMessage: number;
}

/** Starts publishing QoS 1; never more than `ahead` messages beyond those that were taken. */
export function startPublisher(port: number, load: PublishedLoad, ahead: number): Publisher {
  const { form, readingsPerMessage } = load;
  const program = join(import.meta.dirname, 'mqtt-publisher.ts');
  const child: ChildProcess = fork(program, [port, readingsPerMessage, ahead, form].map(String), { stdio: 'inherit' });
  return {
    credit: (messages) => {
      if (child.connected) child.send(messages);
    },
    stop: async () => {
      const told = once(child, 'message');
      child.send('stop');
      const [published] = (await told) as [number];
      return published;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export interface Program<Told> extends AsyncDisposable {
  /** Asks it to stop, and gives what it says. */
  stop(): Promise<Told>;
}

/** Starts a program of this folder that says something when it is asked to stop. */
export function startProgram<Told>(name: string, argv: readonly number[]): Program<Told> {
  const child = fork(join(import.meta.dirname, name), argv.map(String), { stdio: 'inherit' });
  return {
    stop: async () => {
      const told = once(child, 'message');
      child.send('stop');
      const [message] = (await told) as [Told];
      return message;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function awaitListening(port: number): Promise<void> {
  for (;;) {
    const socket = createConnection({ host: '127.0.0.1', port });
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isUp) return;
    await wait(20);
  }
}

export async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
