/** Files of refusals written anew without texts that are to be forgotten. Runs in the child process. */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { factAxes } from '../../../model/index.ts';
import { named, type OpenDuckDB, parquetOf, quoted, withConnection } from '../duckdb.ts';
import { segmentPath, temporaryEnding } from '../layout.ts';
import type { Segment } from '../segment.ts';
import { createSegmentCloser, type SegmentCloser } from '../segment-closer.ts';
import { allRowsSql } from '../segment-rows.ts';
import { parquetOptions } from '../segment-writer.ts';
import { createSegmentVerifier } from '../verification.ts';
import type { BlankReply, BlankRequest } from './requests.ts';

/** Columns that hold what was received. */
const receivedColumns = ['raw', 'received', 'header'] as const;

export async function blankRefusals({ instance }: OpenDuckDB, request: BlankRequest): Promise<BlankReply> {
  const { dir, segments, texts } = request;
  await createSegmentVerifier(dir).verify(segments);
  const conditions = receivedColumns.flatMap((name) =>
    texts.map((text) => `contains(${named(name)}, ${quoted(text)})`),
  );
  const condition = `(${conditions.join(' or ')})`;
  return await withConnection(instance, async (connection) => {
    const closer = createSegmentCloser(dir);
    const paths: string[] = [];
    let rowCount = 0;
    for (const [i, segment] of segments.entries()) {
      const file = parquetOf([join(dir, segment.path)]);
      const reader = await connection.runAndReadAll(`select count(*)::double from ${file} where ${condition}`);
      const [count] = reader.getRows()[0] as [number];
      if (count === 0) continue;
      rowCount += count;
      paths.push(segment.path);
      await writeBlanked(connection, closer, { dir, name: `${request.name}-${i + 1}` }, segment, condition);
    }
    const written = await closer.close();
    return { replaced: paths.map((path, i) => ({ path, by: written[i] as Segment })), rowCount };
  });
}

async function writeBlanked(
  connection: DuckDBConnection,
  closer: SegmentCloser,
  { dir, name }: Pick<BlankRequest, 'dir' | 'name'>,
  segment: Segment,
  condition: string,
): Promise<void> {
  const path = segmentPath(segment.role, segment.kind, segment.day, name);
  await closer.prepare(path);
  const { place, start } = factAxes.refusal;
  const blanked = receivedColumns.map(
    (column) => `case when ${condition} then '' else ${named(column)} end as ${named(column)}`,
  );
  await connection.run(
    `copy (select * replace (${blanked.join(', ')}) from ${allRowsSql('refusal', [join(dir, segment.path)])}
       order by ${named(place)}, ${named(start)}) to ${quoted(`${join(dir, path)}${temporaryEnding}`)} ${parquetOptions}`,
  );
  const { byteLength: _, sha256: __, ...rest } = segment;
  closer.add({ ...rest, path });
}
