/** Removes what has been over for long: settled deliveries, runs and audit entries. Records of reports stay. */
import type { Database } from './database.ts';
import { databaseOf, type State } from './open-state.ts';

export interface PrunedRecords {
  readonly deliveryCount: number;
  readonly attemptCount: number;
  readonly runCount: number;
  readonly auditCount: number;
}

/**
 * Removes what was settled, ended or noted before an instant, all or nothing. What waits or is under way stays however old
 * it is; so does the last good run of each kind and subject, from which it is worked out what is due.
 *
 * @param at UTC epoch ms
 * @example await pruneState(state, Date.UTC(2019, 10, 22))
 */
export async function pruneState(state: State, at: number): Promise<PrunedRecords> {
  const database = databaseOf(state);
  return database.transact(() => ({
    ...pruneDeliveries(database, at),
    runCount: pruneRuns(database, at),
    auditCount: database.run(database.sql.deleteFrom('audit').where('at', '<', at)),
  }));
}

function pruneDeliveries(database: Database, at: number): Pick<PrunedRecords, 'deliveryCount' | 'attemptCount'> {
  const { sql } = database;
  const settled = sql
    .selectFrom('delivery')
    .select('id')
    .where('status', 'in', ['delivered', 'rejected'])
    .where('settledAt', '<', at);
  const attemptCount = database.run(sql.deleteFrom('attempt').where('deliveryId', 'in', settled));
  return { attemptCount, deliveryCount: database.run(sql.deleteFrom('delivery').where('id', 'in', settled)) };
}

function pruneRuns(database: Database, at: number): number {
  const { sql } = database;
  const lastDone = sql
    .selectFrom('run')
    .select(({ fn }) => fn.max('id').as('id'))
    .where('outcome', '=', 'done')
    .groupBy(['kind', 'subject']);
  // One that was killed never ended.
  const ended = sql.fn.coalesce('endedAt', 'startedAt');
  return database.run(sql.deleteFrom('run').where(ended, '<', at).where('id', 'not in', lastDone));
}
