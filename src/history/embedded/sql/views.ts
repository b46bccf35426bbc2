/** The text of views over the newest committed state of a store, for any DuckDB. */
import { resolve } from 'node:path';
import { type FactKind, factKinds } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import { named } from '../duckdb.ts';
import { readManifest } from '../manifest-log.ts';
import type { ManifestState } from '../manifest-state.ts';
import { graceMsDefault } from '../open.ts';
import type { RollupCalendar } from '../rollups/settings.ts';
import { factViewSql, listFactViewColumns } from './fact-view.ts';
import { type RollupScope, rollupViews } from './rollup-view.ts';
import type { ViewColumn } from './view-sql.ts';

/** The schema all views lie in. */
export const viewSchema = 'gemba';

export interface SqlViews {
  /** Statements that make the views, or make them anew where they are there. */
  readonly text: string;
  /** Number of the last commit in them; 0 where there is none. */
  readonly version: number;
  readonly committedAt: number | undefined;
  readonly takenAt: number;
  /** Until then no file is gone, whatever is written meanwhile; while nothing writes, the text is good for longer. */
  readonly goodUntilAt: number;
}

export interface SqlViewsOptions {
  /** Folder of the store. */
  readonly dir: string;
  /** UTC epoch ms; default `Date.now`. */
  readonly clock?: () => number;
  /** How long its writer keeps merged files, ms; default 15 min. */
  readonly graceMs?: number;
  /** The plant's days and shifts; without it the views of both have no rows. */
  readonly calendar?: RollupCalendar;
  /**
   * Views of this time alone: of files in which facts and rollups that touch it may lie, so that some around it are in them.
   * Over years there are many files, and every query looks at the list of them. Default: all.
   */
  readonly window?: Interval;
}

interface View {
  readonly name: string;
  readonly columns: readonly ViewColumn[];
  sql(dir: string, state: ManifestState, scope: RollupScope): string;
}

const factViews: readonly View[] = factKinds.map((kind: FactKind) => ({
  name: kind,
  columns: listFactViewColumns(kind),
  sql: (dir, state, { window }) => factViewSql(dir, state, kind, window),
}));

const snapshotColumns: readonly ViewColumn[] = [
  { name: 'version', type: 'BIGINT' },
  { name: 'committedAt', type: 'TIMESTAMP WITH TIME ZONE' },
  { name: 'takenAt', type: 'TIMESTAMP WITH TIME ZONE' },
  { name: 'goodUntil', type: 'TIMESTAMP WITH TIME ZONE' },
  { name: 'windowFrom', type: 'TIMESTAMP WITH TIME ZONE' },
  { name: 'windowTo', type: 'TIMESTAMP WITH TIME ZONE' },
];

/** Every view with its columns, the same for any store. */
export const sqlViews: readonly Pick<View, 'name' | 'columns'>[] = [
  { name: 'snapshot', columns: snapshotColumns },
  ...factViews.map(({ name, columns }) => ({ name, columns })),
  ...rollupViews.map(({ name, columns }) => ({ name, columns })),
];

/**
 * Writes views of the schema `gemba` in DuckDB's SQL over exactly the files of the newest committed state: facts of each
 * kind without those superseded, and rollups of each level. `docs/sql.md` has their columns. What is committed later is not
 * in them; write them anew for it.
 *
 * Throws `history-damaged` and `history-newer` as opening the store does.
 *
 * @example
 * const { text } = await createSqlViews({ dir: '.gemba/history' });
 */
export async function createSqlViews(options: SqlViewsOptions): Promise<SqlViews> {
  const { views } = await readViews(options);
  return views;
}

/** The views, and the state they are of. */
export async function readViews({
  dir,
  clock = Date.now,
  graceMs = graceMsDefault,
  ...scope
}: SqlViewsOptions): Promise<{ readonly views: SqlViews; readonly state: ManifestState; readonly dir: string }> {
  const folder = resolve(dir);
  // Taken first: what is merged away meanwhile is kept for longer then.
  const takenAt = clock();
  const state = await readManifest(folder);
  const { version, committedAt } = state;
  const { window } = scope;
  const goodUntilAt = takenAt + graceMs;
  const statements = [
    { name: 'snapshot', sql: snapshotSql(version, committedAt, takenAt, goodUntilAt, window?.fromAt, window?.toAt) },
    ...[...factViews, ...rollupViews].map((view) => ({ name: view.name, sql: view.sql(folder, state, scope) })),
  ];
  const text = [
    ...headerOf(folder, version, takenAt, goodUntilAt, window),
    `CREATE SCHEMA IF NOT EXISTS ${viewSchema};`,
    ...statements.map(({ name, sql }) => `\nCREATE OR REPLACE VIEW ${viewSchema}.${named(name)} AS\n${sql};`),
  ].join('\n');
  return { views: { text: `${text}\n`, version, committedAt, takenAt, goodUntilAt }, state, dir: folder };
}

function snapshotSql(version: number, ...instants: readonly (number | undefined)[]): string {
  const values = [String(version), ...instants.map(instantSql)];
  const list = snapshotColumns.map(({ name, type }, i) => `${values[i]}::${type} AS ${named(name)}`);
  return `SELECT\n  ${list.join(',\n  ')}`;
}

function headerOf(
  dir: string,
  version: number,
  takenAt: number,
  goodUntilAt: number,
  window: Interval | undefined,
): readonly string[] {
  const text = (at: number): string => new Date(at).toISOString();
  return [
    // As JSON, so that no name of a folder ends the comment.
    `-- Views of the history in ${JSON.stringify(dir)}, version ${version}, taken at ${text(takenAt)}.`,
    ...(window === undefined
      ? []
      : [`-- Of the time from ${text(window.fromAt)} to ${text(window.toAt)}, and some around it.`]),
    `-- Later commits are not in them. Files are merged now and then, so these views are good until ${text(goodUntilAt)}`,
    '-- at least, and for as long as nothing is written. Afterwards, and for what is new, run `gemba history sql` again.',
    '-- Their columns: docs/sql.md',
  ];
}

function instantSql(at: number | undefined): string {
  return at === undefined ? 'NULL' : `'${new Date(at).toISOString()}'`;
}
