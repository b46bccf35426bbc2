/**
 * What gemba is compared with: a plain program, mqtt.js at QoS 1 into PostgreSQL by COPY. It acknowledges as mqtt.js does, on
 * receipt, so that what it holds is lost when it is killed; it validates nothing and knows no duplicates.
 */
import { once } from 'node:events';
import mqtt from 'mqtt';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Postgres } from './postgres-peer.ts';

/** Rows waiting for a COPY; with more it reads no further. */
const waitingMax = 65_536;

export interface CopyPeer extends AsyncDisposable {
  /** Rows that are committed. */
  readonly committed: number;
}

export async function startCopyPeer(url: string, { host }: Postgres): Promise<CopyPeer> {
  const database = new pg.Client({ host, user: 'bench', database: 'postgres' });
  await database.connect();
  await database.query('create table readings (tag text, at timestamptz, value double precision)');
  let committed = 0;
  let rows: string[] = [];
  let isStopped = false;
  let resume: (() => void) | undefined;
  let wake = (): void => {};
  const client = await mqtt.connectAsync(url, { protocolVersion: 5, properties: { receiveMaximum: 1_000 } });
  client.handleMessage = ({ topic, payload }, done) => {
    const message = JSON.parse(payload.toString()) as Record<string, number>;
    const { timestamp_ms: sent, t, v, ...values } = message;
    const at = new Date((sent ?? t) as number).toISOString();
    if (v !== undefined) rows.push(`${topic}\t${at}\t${v}\n`);
    for (const tag in values) rows.push(`${tag}\t${at}\t${values[tag]}\n`);
    wake();
    if (rows.length < waitingMax) done();
    else resume = done;
  };
  await client.subscribeAsync('plant/#', { qos: 1 });
  const writing = (async () => {
    while (!isStopped) {
      if (rows.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const batch = rows;
      rows = [];
      resume?.();
      resume = undefined;
      const stream = database.query(copyFrom('copy readings from stdin'));
      stream.end(batch.join(''));
      await once(stream, 'finish');
      committed += batch.length;
    }
  })();
  return {
    get committed() {
      return committed;
    },
    async [Symbol.asyncDispose]() {
      isStopped = true;
      wake();
      await writing;
      await client.endAsync(true);
      await database.end();
    },
  };
}
