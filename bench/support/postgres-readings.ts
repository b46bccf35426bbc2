/**
 * Readings in PostgreSQL as a practitioner keeps them: a table partitioned by day, tags as numbers, filled by COPY in the
 * order of time, an index by tag and instant that holds the value too, so that a tag is read from it alone, a BRIN by
 * instant, vacuumed, and memory as is usual for a machine of this size.
 */
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { History } from '../../src/history/index.ts';
import type { Interval } from '../../src/time/index.ts';
import { type Postgres, startPostgres } from './postgres-peer.ts';

const settings = ['shared_buffers=2GB', 'work_mem=256MB', 'maintenance_work_mem=1GB', 'effective_cache_size=8GB'];
/** So many readings at 1 Hz are copied at once, about. */
const rowsPerCopy = 1_000_000;

export interface PostgresDatabase extends AsyncDisposable {
  readonly name: string;
  readonly client: pg.Client;
}

/** Undefined where it is not installed. */
export async function openPostgres(): Promise<PostgresDatabase | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-postgres-'));
  // It runs as another user, who must be let in.
  await chmod(dir, 0o755);
  let postgres: Postgres | undefined;
  let client: pg.Client | undefined;
  const close = async () => {
    await client?.end();
    await postgres?.[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    postgres = await startPostgres(join(dir, 'postgres'), settings);
    if (postgres === undefined) {
      await close();
      return undefined;
    }
    client = new pg.Client({ host: postgres.host, user: 'bench', database: 'postgres' });
    await client.connect();
    return { name: `PostgreSQL ${postgres.version}`, client, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Copies the readings of a window of one day from a history; gives how many there are. A tag is its place in the list. */
export async function copyReadings(
  { client }: PostgresDatabase,
  history: History,
  tags: readonly string[],
  { fromAt, toAt }: Interval,
): Promise<number> {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  await client.query(
    `create table readings (tag integer not null, at timestamptz not null, value double precision) partition by range (at);
     create table readings_day partition of readings for values from ('${day(fromAt)}') to ('${day(fromAt + 86_400_000)}')`,
  );
  const numbers = new Map(tags.map((tag, i) => [tag, i]));
  const snapshot = await history.snapshot();
  const stepMs = Math.ceil(rowsPerCopy / tags.length) * 1_000;
  let count = 0;
  for (let at = fromAt; at < toAt; at += stepMs) {
    const window = { fromAt: at, toAt: Math.min(toAt, at + stepMs) };
    const { length, columns } = await snapshot.read({ kind: 'reading', window, places: tags });
    const rows = Uint32Array.from({ length }, (_, row) => row).sort(
      (a, b) => (columns.at[a] as number) - (columns.at[b] as number),
    );
    const lines: string[] = [];
    let instant = Number.NaN;
    let text = '';
    for (const row of rows) {
      if (columns.at[row] !== instant) {
        instant = columns.at[row] as number;
        text = new Date(instant).toISOString();
      }
      const value = columns.value[row] as number;
      const tag = numbers.get(columns.tag.dictionary[columns.tag.codes[row] as number] as string);
      lines.push(`${tag}\t${text}\t${Number.isNaN(value) ? '\\N' : value}\n`);
    }
    const stream = client.query(copyFrom('copy readings from stdin'));
    stream.end(lines.join(''));
    await once(stream, 'finish');
    count += length;
  }
  await client.query('create index on readings (tag, at) include (value)');
  await client.query('create index on readings using brin (at)');
  await client.query('vacuum analyze readings');
  return count;
}
