/**
 * What of reports and deliveries is put in place of what named a person who is erased. Every change is whole or not
 * there; made twice it is made once.
 */
import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import { type Delivery, GembaError } from '../model/index.ts';
import type { Database } from './database.ts';
import { readDelivery } from './delivery-columns.ts';
import type { DeliveryStatus } from './delivery-record.ts';
import { databaseOf, type State } from './open-state.ts';
import { erasedDeliveryCode, erasedFileCode, type SecretKey } from './person-codes.ts';
import { contentOf, type ReportManifest, type ReportRecord, readReport } from './reports.ts';
import type { DeliveryTable, ReportTable } from './schema.ts';

/** A report with the number of its row. */
export interface NumberedReport {
  readonly number: number;
  readonly record: ReportRecord;
}

/** A file that named the person. */
export interface ReplacedFile {
  readonly name: string;
  readonly sha256: string;
  /** Undefined where there is no copy without the person. */
  readonly copySha256: string | undefined;
}

/** A file that was sent once and named a person who was erased since. */
export interface ErasedFile {
  readonly report: ReportRecord;
  readonly name: string;
  readonly copySha256: string | undefined;
  readonly erasedAt: number;
}

export interface StoredDelivery {
  readonly delivery: Delivery;
  readonly status: DeliveryStatus;
  readonly claimer: string | undefined;
  readonly leaseUntil: number | undefined;
  readonly settledAt: number | undefined;
}

export interface StateErasure {
  /** Reports by number, oldest first. */
  listReports(): Iterable<NumberedReport>;
  listDeliveries(): Iterable<StoredDelivery>;
  /** Puts a manifest in place of a report's, and notes which files were replaced and are to be removed. */
  replaceReport(number: number, manifest: ReportManifest, files: readonly ReplacedFile[]): void;
  /**
   * Puts a delivery in place of the one of this id, also under another id. False where a process is at it: one that has
   * claimed it and of which `isGone` does not say that it is gone.
   */
  replaceDelivery(id: string, delivery: Delivery, isGone: (claimer: string) => boolean): boolean;
  /** Another id for a delivery, where no report that is known makes it: without what its content gave to it. */
  codedDeliveryId(id: string): string;
  /** SHA-256 of files that were replaced and are still to be removed from the archive. */
  listToRemove(): readonly string[];
  noteRemoved(sha256: string): void;
  findErasedFile(sha256: string): ErasedFile | undefined;
  /** Changes what others said of deliveries and runs, such as a mail server; resolves with how many texts were others. */
  rewriteRemarks(rewrite: (text: string) => string): number;
  /** Writes the file anew, without what was overwritten in it, and empties its log. False where another process keeps it busy. */
  compact(): boolean;
}

const pageRows = 200;

/** @param options `key` of the person tokens */
export function openStateErasure(state: State, { key }: { readonly key: SecretKey }): StateErasure {
  const database = databaseOf(state);
  const { sql } = database;
  return {
    *listReports() {
      const reportsAfter = (sequence: number): Selectable<ReportTable>[] => {
        const query = sql.selectFrom('report').selectAll().where('sequence', '>', sequence);
        return database.all(query.orderBy('sequence').limit(pageRows));
      };
      for (const row of paged(reportsAfter)) yield { number: row.sequence, record: readReport(row) };
    },
    *listDeliveries() {
      const deliveriesAfter = (sequence: number): Selectable<DeliveryTable>[] => {
        const query = sql.selectFrom('delivery').selectAll().where('sequence', '>', sequence);
        return database.all(query.orderBy('sequence').limit(pageRows));
      };
      for (const row of paged(deliveriesAfter))
        yield {
          delivery: readDelivery(row.payload),
          status: row.status,
          claimer: row.claimer ?? undefined,
          leaseUntil: row.leaseUntil ?? undefined,
          settledAt: row.settledAt ?? undefined,
        };
    },
    replaceReport: (number, manifest, files) =>
      database.transact(() => {
        const changed = { manifest: JSON.stringify(manifest), contentSha256: contentOf(manifest) };
        database.run(sql.updateTable('report').set(changed).where('sequence', '=', number));
        for (const { name, sha256, copySha256 } of files) {
          const row = {
            code: erasedFileCode(key, sha256),
            report: number,
            name,
            copySha256: copySha256 ?? null,
            erasedAt: state.clock(),
            removeSha256: sha256,
          };
          database.run(
            sql
              .insertInto('erasedFile')
              .values(row)
              .onConflict((conflict) => conflict.doUpdateSet({ removeSha256: sha256 })),
          );
        }
      }),
    replaceDelivery: (id, delivery, isGone) =>
      database.transact(() => {
        const known = sql.selectFrom('delivery').select(['sequence', 'claimer', 'leaseUntil']).where('id', '=', id);
        const row = database.first(known);
        if (row === undefined) return true;
        const { claimer, leaseUntil } = row;
        if (claimer !== null && (leaseUntil ?? 0) > state.clock() && !isGone(claimer)) return false;
        // Attempts follow their delivery at the end of the transaction.
        database.script('PRAGMA defer_foreign_keys = ON');
        const payload = JSON.stringify(delivery);
        const payloadSha256 = createHash('sha256').update(payload).digest('hex');
        const changed = { id: delivery.id, payload, payloadSha256 };
        database.run(sql.updateTable('delivery').set(changed).where('sequence', '=', row.sequence));
        database.run(sql.updateTable('attempt').set({ deliveryId: delivery.id }).where('deliveryId', '=', id));
        return true;
      }),
    codedDeliveryId: (id) => id.replace(/-[0-9a-f]{12}$/, () => `-${erasedDeliveryCode(key, id)}`),
    listToRemove: () =>
      database
        .all(sql.selectFrom('erasedFile').select('removeSha256').distinct().where('removeSha256', 'is not', null))
        .flatMap(({ removeSha256 }) => removeSha256 ?? []),
    noteRemoved: (sha256) => {
      database.run(sql.updateTable('erasedFile').set({ removeSha256: null }).where('removeSha256', '=', sha256));
    },
    findErasedFile: (sha256) => {
      const found = sql.selectFrom('erasedFile').selectAll().where('code', '=', erasedFileCode(key, sha256));
      const file = database.first(found.orderBy('report', 'desc').limit(1));
      if (file === undefined) return undefined;
      const report = database.first(sql.selectFrom('report').selectAll().where('sequence', '=', file.report));
      if (report === undefined) return undefined;
      const { name, copySha256, erasedAt } = file;
      return { report: readReport(report), name, copySha256: copySha256 ?? undefined, erasedAt };
    },
    rewriteRemarks: (rewrite) => database.transact(() => rewriteRemarks(database, rewrite)),
    compact: () => compact(database),
  };
}

/** Rows in the order they were added, without holding them all. */
function* paged<Row extends { readonly sequence: number }>(rowsAfter: (sequence: number) => Row[]): Generator<Row> {
  for (let after = -1; ; ) {
    const rows = rowsAfter(after);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.sequence;
  }
}

function rewriteRemarks(database: Database, rewrite: (text: string) => string): number {
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

/**
 * secure_delete overwrites what is freed within the file; writing it anew leaves no place where that could have missed
 * something, and emptying the log leaves none of what was there before.
 */
function compact(database: Database): boolean {
  try {
    database.script('VACUUM');
  } catch (error) {
    const isBusy = error instanceof GembaError && (Number(error.details['sqliteCode']) & 0xff) === 5;
    if (isBusy) return false;
    throw error;
  }
  return database.emptyLog();
}
