/** What others said of deliveries and runs, such as a mail server: texts that gemba keeps and did not write. */
import type { Database } from './database.ts';

/** Rewrites them; within a transaction. Says how many came out otherwise. */
export function rewriteRemarks(database: Database, rewrite: (text: string) => string): number {
  const { sql } = database;
  let count = 0;
  const changedOf = <Row extends object>(row: Row): Partial<Row> => {
    const texts = Object.entries(row).filter(([, value]) => typeof value === 'string' && rewrite(value) !== value);
    count += texts.length;
    return Object.fromEntries(texts.map(([name, value]) => [name, rewrite(value as string)])) as Partial<Row>;
  };
  for (const { sequence, ...said } of database.all(
    sql.selectFrom('delivery').select(['sequence', 'reason', 'receipt']),
  )) {
    const changed = changedOf(said);
    if (Object.keys(changed).length > 0)
      database.run(sql.updateTable('delivery').set(changed).where('sequence', '=', sequence));
  }
  for (const { deliveryId, number, detail } of database.all(
    sql.selectFrom('attempt').select(['deliveryId', 'number', 'detail']),
  )) {
    const changed = changedOf({ detail });
    if (Object.keys(changed).length > 0)
      database.run(
        sql.updateTable('attempt').set(changed).where('deliveryId', '=', deliveryId).where('number', '=', number),
      );
  }
  for (const { id, detail } of database.all(sql.selectFrom('run').select(['id', 'detail']))) {
    const changed = changedOf({ detail });
    if (Object.keys(changed).length > 0) database.run(sql.updateTable('run').set(changed).where('id', '=', id));
  }
  return count;
}
