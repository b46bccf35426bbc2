/** Eclipse Mosquitto as a peer: a program of its own, in a folder of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface Mosquitto extends AsyncDisposable {
  readonly dir: string;
  readonly port: number;
  readonly url: string;
  /** Ends it; with SIGKILL it has no time to write its state. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again after a stop, with the state it wrote, on the same port. */
  start(): Promise<void>;
}

export interface MosquittoOptions {
  /** Lines of its configuration after `listener`. Default: whoever comes is let in. */
  readonly listener?: (dir: string) => readonly string[];
  /** Further lines. */
  readonly more?: readonly string[];
  /** Writes files the configuration names. */
  readonly prepare?: (dir: string) => Promise<void>;
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-mosquitto-'));
  await mkdir(join(dir, 'data'));
  await options.prepare?.(dir);
  const port = await findFreePort();
  const listener = options.listener?.(dir) ?? ['allow_anonymous true'];
  const lines = [
    'user root',
    'persistence true',
    `persistence_location ${join(dir, 'data')}/`,
    'max_inflight_messages 0',
    'max_queued_messages 0',
    ...(options.more ?? []),
    `listener ${port} 127.0.0.1`,
    ...listener,
  ];
  await writeFile(join(dir, 'mosquitto.conf'), `${lines.join('\n')}\n`);
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn('mosquitto', ['-c', join(dir, 'mosquitto.conf')], {
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
      stdio: 'ignore',
    });
    await Promise.race([awaitListening(port), once(child, 'exit').then(failToStart), once(child, 'error')]);
  };
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  await start();
  return {
    dir,
    port,
    url: `mqtt://127.0.0.1:${port}`,
    stop,
    start,
    async [Symbol.asyncDispose]() {
      await stop('SIGKILL');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function failToStart(): never {
  throw new Error('Mosquitto ended as it started. Is its configuration right?');
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

async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A password file, as `mosquitto_passwd` writes it. */
export function writePassword(path: string, user: string, password: string): void {
  execFileSync('mosquitto_passwd', ['-c', '-b', path, user, password]);
}

/** A certificate authority, and certificates of it for a broker on this machine and for a client, made by OpenSSL. */
export function writeCertificates(dir: string): void {
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' });
  };
  const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...key, '-subj', '/CN=test authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  for (const [name, extension] of [
    ['broker', 'subjectAltName=DNS:broker.plant.example,IP:127.0.0.1'],
    ['client', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    openssl('req', ...key.slice(0, 3), '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    execFileSync('sh', ['-c', `printf '%s' '${extension}' > ${name}.ext`], { cwd: dir });
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'],
      ...['-extfile', `${name}.ext`, '-out', `${name}.pem`],
    );
  }
}
