/** What ran and when, so that what is due can be computed from the last run and two schedulers do not run it twice. */
import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { RunTable } from './schema.ts';

export interface RunRecord {
  readonly id: number;
  /** Such as `report`, `ingest`, `deliver`. */
  readonly kind: string;
  /** What of, such as `daily/director`. */
  readonly subject: string;
  readonly startedAt: number;
  /** Undefined while it runs, and for ever where it was killed. */
  readonly endedAt: number | undefined;
  readonly outcome: 'done' | 'failed' | undefined;
  readonly detail: string | undefined;
}

export interface RunLog {
  /** Notes the start of a run and gives its id. */
  start(kind: string, subject: string): Promise<number>;
  finish(id: number, outcome: 'done' | 'failed', detail?: string): Promise<void>;
  /** The newest run of the kind and subject that ended `done`. */
  findLastDone(kind: string, subject: string): Promise<RunRecord | undefined>;
  /** Newest first; `limit` defaults to 100. */
  list(options?: { readonly kind?: string; readonly limit?: number }): Promise<readonly RunRecord[]>;
}

export function createRunLog(database: Database, clock: () => number): RunLog {
  const { sql } = database;
  return {
    start: async (kind, subject) => {
      const row = { kind, subject, startedAt: clock(), endedAt: null, outcome: null, detail: null };
      const inserted = database.first(sql.insertInto('run').values(row).returning('id'));
      if (inserted === undefined) throw new Error('SQLite returned no id for the run it stored.');
      return inserted.id;
    },
    finish: async (id, outcome, detail) => {
      database.run(
        sql
          .updateTable('run')
          .set({ endedAt: clock(), outcome, detail: detail ?? null })
          .where('id', '=', id),
      );
    },
    findLastDone: async (kind, subject) => {
      const query = sql
        .selectFrom('run')
        .selectAll()
        .where('kind', '=', kind)
        .where('subject', '=', subject)
        .where('outcome', '=', 'done');
      const row = database.first(query.orderBy('id', 'desc').limit(1));
      return row === undefined ? undefined : readRun(row);
    },
    list: async (options = {}) => {
      let query = sql
        .selectFrom('run')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(options.limit ?? 100);
      if (options.kind !== undefined) query = query.where('kind', '=', options.kind);
      return database.all(query).map(readRun);
    },
  };
}

function readRun(row: Selectable<RunTable>): RunRecord {
  return {
    ...row,
    endedAt: row.endedAt ?? undefined,
    outcome: (row.outcome ?? undefined) as RunRecord['outcome'],
    detail: row.detail ?? undefined,
  };
}
