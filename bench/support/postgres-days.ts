/** Daily figures in PostgreSQL, as a practitioner keeps what a nightly job has worked out: a row for each tag and day. */
import { once } from 'node:events';
import { from as copyFrom } from 'pg-copy-streams';
import type { Resampled } from '../../src/analytics/index.ts';
import type { PostgresDatabase } from './postgres-readings.ts';

/** Copies the figures of days; gives how many rows there are. A tag is its place in the list. */
export async function copyDays({ client }: PostgresDatabase, { tags, edges, bucketCount, figures }: Resampled) {
  await client.query(
    `create table days (tag integer not null, day timestamptz not null, count double precision, mean double precision,
     min double precision, max double precision)`,
  );
  const stream = client.query(copyFrom('copy days from stdin'));
  for (let t = 0; t < tags.length; t++) {
    const lines: string[] = [];
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      const i = t * bucketCount + bucket;
      const { readingCount, mean, min, max } = figures;
      const day = new Date(edges[bucket] as number).toISOString();
      lines.push(`${t}\t${day}\t${readingCount?.[i]}\t${mean?.[i]}\t${min?.[i]}\t${max?.[i]}\n`);
    }
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  await client.query('alter table days add primary key (tag, day)');
  await client.query('vacuum analyze days');
  return tags.length * bucketCount;
}
