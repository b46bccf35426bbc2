/** SQL over the newest committed state of a store, by a DuckDB that can do nothing but read it. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { named, openDuckDB, parquetPathOf, quoted, withConnection } from '../duckdb.ts';
import { damaged } from '../manifest-log.ts';
import type { ManifestState } from '../manifest-state.ts';
import { findMissing } from '../verification.ts';
import { runQuery, type SqlAnswer, type SqlQueryOptions } from './run-query.ts';
import { readViews, type SqlViews, type SqlViewsOptions, sqlViews, viewSchema } from './views.ts';

export interface SqlViewOptions extends SqlViewsOptions {
  /** Memory DuckDB may use, MB; what is over it is spilled to disk, up to four times as much; default 1,024. */
  readonly memoryLimitMb?: number;
  /** Default 2. */
  readonly threads?: number;
}

export interface SqlView extends AsyncDisposable {
  readonly views: SqlViews;
  /**
   * Runs one query. Views need no schema before their names; instants are in UTC.
   *
   * Throws `sql-invalid` where it is no query that only reads, and `sql-failed` where it takes too long, too much memory,
   * or fails; `aborted`.
   */
  query(sql: string, options?: SqlQueryOptions): Promise<SqlAnswer>;
}

const memoryLimitMbDefault = 1_024;
const threadsDefault = 2;
/** How much more than the memory may be spilled to disk. */
const spillFactor = 4;

/**
 * Opens views of the newest committed state of a store for queries of one's own. Nothing can be written, attached,
 * installed or set, and no file read but those of the state. The bytes of files are not held against their checksums here.
 *
 * Throws `history-damaged` and `history-newer` as opening the store does.
 *
 * @example
 * await using view = await openSqlView({ dir: '.gemba/history' });
 * const { batches } = await view.query('SELECT tag, avg(value) FROM reading GROUP BY tag');
 */
export async function openSqlView(options: SqlViewOptions): Promise<SqlView> {
  const { memoryLimitMb = memoryLimitMbDefault, threads = threadsDefault } = options;
  const { views, state, dir } = await readViews(options);
  await using opening = new AsyncDisposableStack();
  // Made by DuckDB when it spills: a process that ends at once, as where nobody reads on, mostly leaves nothing.
  const spillFolder = join(tmpdir(), `gemba-sql-${randomUUID()}`);
  opening.defer(() => rm(spillFolder, { recursive: true, force: true }));
  const { duckdb, instance } = await openDuckDB({ memoryLimitMb, threads, spillFolder, keepOrder: true });
  opening.defer(() => instance.closeSync());
  await withConnection(instance, async (connection) => {
    await makeViews(connection, views.text).catch(async (error: unknown) => {
      const missing = await findMissing(dir, [...state.segments.values(), ...state.rollups.values()]);
      throw missing === undefined ? error : damaged(join(dir, missing.path), 'is missing');
    });
    await lockDown(connection, listFiles(dir, state), memoryLimitMb * spillFactor);
  });
  const opened = opening.move();
  return {
    views,
    query: async (sql, query = {}) => runQuery(duckdb, await instance.connect(), sql, { memoryLimitMb, ...query }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Under their own names too, so that a query need not say the schema. */
async function makeViews(connection: DuckDBConnection, text: string): Promise<void> {
  await connection.run(text);
  for (const { name } of sqlViews)
    await connection.run(`CREATE VIEW main.${named(name)} AS FROM ${viewSchema}.${named(name)}`);
}

/** From then on nothing but these files can be opened, and no setting changed. */
async function lockDown(connection: DuckDBConnection, files: readonly string[], spillMbMax: number): Promise<void> {
  // As they lie on disk, and as the views name them where a path has what a pattern would take for a wildcard.
  const paths = new Set(files.flatMap((path) => [quoted(path.replaceAll('\\', '/')), parquetPathOf(path)]));
  await connection.run(`
    SET GLOBAL TimeZone = 'UTC';
    SET max_temp_directory_size = '${spillMbMax}MB';
    SET allowed_paths = [${[...paths].join(', ')}];
    SET enable_external_access = false;
    SET lock_configuration = true;`);
}

function listFiles(dir: string, state: ManifestState): string[] {
  return [...state.segments.keys(), ...state.rollups.keys()].map((path) => join(dir, path));
}
