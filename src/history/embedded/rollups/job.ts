/** What the works of the child have in common. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ReadingRows, RollupLevel } from '../../../analytics/index.ts';
import type { FactTable } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import type { OpenDuckDB } from '../duckdb.ts';
import type { Segment } from '../manifest-state.ts';
import { type ReadingScan, scanReadings } from '../reading/scan-readings.ts';
import { readFacts } from '../segment-reader.ts';
import { createSegmentVerifier } from '../verification.ts';
import type { ReadingsWork } from './request.ts';
import { type RollupHead, type RollupOutput, writeRollupFile } from './rollup-file.ts';
import type { RollupTables } from './rollup-tables.ts';

export interface RollupJob extends RollupOutput, OpenDuckDB {
  readonly connection: DuckDBConnection;
  /** Of schemas in DuckDB. */
  readonly schema: string;
}

/** Rollups outlive what they are made of, so damage must not get into them. */
export async function verifyReadings({ dir }: RollupJob, { readings, gaps }: ReadingsWork): Promise<void> {
  const files: readonly Segment[] = [readings, gaps].flatMap(({ facts, superseded }) => [...facts, ...superseded]);
  await createSegmentVerifier(dir).verify(files);
}

export async function readGaps(
  { instance, dir }: RollupJob,
  { gaps }: ReadingsWork,
  window: Interval,
): Promise<FactTable<'gap'> | undefined> {
  return gaps.facts.length === 0 ? undefined : await readFacts(instance, dir, gaps, { kind: 'gap', window });
}

export function readReadings(
  { instance, dir }: RollupJob,
  { readings }: ReadingsWork,
  asked: Pick<ReadingScan, 'window' | 'tags'>,
): AsyncIterable<ReadingRows> {
  const { facts, superseded } = readings;
  return scanReadings(instance, { dir, facts, superseded, columns: ['value', 'text', 'quality', 'source'], ...asked });
}

/** Both files of a level; of states only where there are some. */
export async function writeTables(job: RollupJob, head: RollupHead, tables: RollupTables): Promise<void> {
  await writeRollupFile(job, head, 'values', tables.nameOf('values'));
  if (tables.rowCount('states') > 0) await writeRollupFile(job, head, 'states', tables.nameOf('states'));
}

/** Borders every `stepMs`; the window's lie on such. */
export function edgesOf({ fromAt, toAt }: Interval, stepMs: number): Float64Array {
  return Float64Array.from({ length: Math.round((toAt - fromAt) / stepMs) + 1 }, (_, i) => fromAt + i * stepMs);
}

export const stepMsOf: Readonly<Record<Extract<RollupLevel, 'minute' | 'hour'>, number>> = {
  minute: 60_000,
  hour: 3_600_000,
};
