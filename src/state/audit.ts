/** What was done to the store itself, kept so that years later it can be said why something is gone. */
import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { AuditTable } from './schema.ts';

/**
 * `erase`: a person was forgotten. `expire`: facts, rollups or records were kept no longer. `restore`: the store came out
 * of a backup. `move`: it went to another place. `rebuild`: what was damaged is made anew. `discard`: what was damaged
 * and cannot be made anew was given up.
 */
export const auditActions = ['erase', 'expire', 'restore', 'move', 'rebuild', 'discard'] as const;
export type AuditAction = (typeof auditActions)[number];

/** As JSON keeps it: no undefined, no dates. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };

/** Counts, periods, places. Never a person: neither name nor token nor pseudonym, since the log outlives their erasure. */
export type AuditDetail = Readonly<Record<string, AuditValue>>;

export interface AuditEntry {
  /** Grows with every entry. */
  readonly id: number;
  /** UTC epoch milliseconds. */
  readonly at: number;
  readonly action: AuditAction;
  readonly detail: AuditDetail;
}

export interface AuditLog {
  /** Notes what was done; on disk when it resolves. */
  add(entry: { readonly action: AuditAction; readonly detail: AuditDetail }): Promise<AuditEntry>;
  /** Newest first; `limit` defaults to 100. `fromAt` counts, `toAt` does not, UTC epoch ms. */
  list(options?: {
    readonly action?: AuditAction;
    readonly fromAt?: number;
    readonly toAt?: number;
    readonly limit?: number;
  }): Promise<readonly AuditEntry[]>;
  /** Removes what was noted before an instant, UTC epoch ms; resolves with how many entries there were. */
  removeBefore(at: number): Promise<number>;
}

export function createAuditLog(database: Database, clock: () => number): AuditLog {
  const { sql } = database;
  return {
    add: async ({ action, detail }) => {
      const row = { at: clock(), action, detail: JSON.stringify(detail) };
      const inserted = database.first(sql.insertInto('audit').values(row).returningAll());
      if (inserted === undefined) throw new Error('SQLite returned no row for the audit entry it stored.');
      return readEntry(inserted);
    },
    list: async ({ action, fromAt, toAt, limit = 100 } = {}) => {
      let query = sql.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
      if (action !== undefined) query = query.where('action', '=', action);
      if (fromAt !== undefined) query = query.where('at', '>=', fromAt);
      if (toAt !== undefined) query = query.where('at', '<', toAt);
      return database.all(query).map(readEntry);
    },
    removeBefore: async (at) => database.run(sql.deleteFrom('audit').where('at', '<', at)),
  };
}

function readEntry(row: Selectable<AuditTable>): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    action: row.action as AuditAction,
    detail: JSON.parse(row.detail) as AuditDetail,
  };
}
