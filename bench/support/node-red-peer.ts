/**
 * What plants use today: Node-RED, headless, from the broker into PostgreSQL, or into a file where there is none. It
 * acknowledges on receipt, so that what its nodes hold is lost when it is killed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import mqtt from 'mqtt';
import pg from 'pg';
import { type Broker, findFreePort } from './mqtt-peer.ts';
import { nodeRedClientId, nodeRedFlow } from './node-red-flow.ts';
import type { Postgres } from './postgres-peer.ts';

const startMsMax = 60_000;
const handoverMsMax = 30_000;
const session = { clientId: nodeRedClientId, clean: false, protocolVersion: 4 } as const;

export interface NodeRedReport {
  readonly isConnected: boolean;
  /** Readings that are committed, or written to the file. */
  readonly stored: number;
  /** Of its process, without the database's. */
  readonly cpu: NodeJS.CpuUsage;
}

export interface NodeRedPeer extends AsyncDisposable {
  readonly report: NodeRedReport;
  /** What it wrote to its log: warnings and errors. */
  readLog(): Promise<string>;
  /** Kills it as a loss of power would. */
  kill(): Promise<void>;
  /** Readings in the store, counted there; after `kill`. */
  countStored(): Promise<number>;
}

export interface NodeRedOptions {
  readonly program: string;
  readonly dir: string;
  readonly broker: Broker;
  /** Undefined stores into a file of JSON lines. */
  readonly postgres: Postgres | undefined;
}

/** Starts it and waits until it is connected. */
export async function startNodeRed({ program, dir, broker, postgres }: NodeRedOptions): Promise<NodeRedPeer> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'readings.jsonl');
  const flow = nodeRedFlow({ brokerPort: broker.port, file: postgres === undefined ? file : undefined });
  await writeFile(join(dir, 'flows.json'), JSON.stringify(flow));
  const database = { host: postgres?.host, user: 'bench', database: 'postgres' };
  if (postgres !== undefined)
    await query(database, 'create table readings (tag text, at timestamptz, value double precision)');
  await openSession(broker.url);
  const log = join(dir, 'log');
  const output = await open(log, 'a');
  const child = fork(program, ['--settings', join(import.meta.dirname, 'node-red-settings.cjs'), '--userDir', dir], {
    env: {
      ...process.env,
      PORT: String(await findFreePort()),
      ...(postgres && { PGHOST: postgres.host, PGUSER: 'bench', PGDATABASE: 'postgres', PGAPPNAME: nodeRedClientId }),
    },
    execArgv: [],
    stdio: ['ignore', output.fd, output.fd, 'ipc'],
  });
  await output.close();
  const exited = once(child, 'exit');
  let report: NodeRedReport = { isConnected: false, stored: 0, cpu: { user: 0, system: 0 } };
  child.on('message', (message) => {
    report = message as NodeRedReport;
  });
  const readLog = () => readFile(log, 'utf8');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  const startedMs = performance.now();
  while (!report.isConnected) {
    if (child.exitCode === null && performance.now() - startedMs < startMsMax) await wait(20);
    else {
      await kill();
      throw new Error(`Node-RED did not connect to the broker: ${await readLog()}`);
    }
  }
  return {
    get report() {
      return report;
    },
    readLog,
    kill,
    countStored: () => (postgres === undefined ? countLines(file) : countRows(database)),
    [Symbol.asyncDispose]: kill,
  };
}

/** Opens the session that Node-RED takes over, so that nothing is published before the broker keeps it. */
async function openSession(url: string): Promise<void> {
  const client = await mqtt.connectAsync(url, session);
  await client.subscribeAsync('plant/#', { qos: 1 });
  await client.endAsync();
}

/**
 * Messages the broker still holds for Node-RED, because it did not acknowledge them, or was killed before the broker read
 * that it did; after `kill`.
 */
export async function countUnacknowledged(url: string): Promise<number> {
  const last = 'plant/last';
  const publisher = await mqtt.connectAsync(url);
  // Behind all that waits in the session.
  await publisher.publishAsync(last, '', { qos: 1 });
  await publisher.endAsync();
  let count = 0;
  const client = mqtt.connect(url, session);
  try {
    await new Promise<void>((resolve, reject) => {
      const onLate = () => reject(new Error(`The broker did not hand over its session within ${handoverMsMax} ms.`));
      const late = setTimeout(onLate, handoverMsMax);
      client.once('error', reject);
      client.on('message', (topic) => {
        if (topic !== last) count++;
        else {
          clearTimeout(late);
          resolve();
        }
      });
    });
  } finally {
    await client.endAsync(true);
  }
  return count;
}

/** Waits for the sessions of the killed process to end: a COPY that was on its way may yet be committed. */
async function countRows(database: pg.ClientConfig): Promise<number> {
  const sessions = `select count(*)::int as count from pg_stat_activity where application_name = '${nodeRedClientId}'`;
  while ((await query(database, sessions)) > 0) await wait(50);
  return query(database, 'select count(*)::int as count from readings');
}

async function query(database: pg.ClientConfig, text: string): Promise<number> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly count: number }>(text);
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

async function countLines(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>)
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  return lines;
}
