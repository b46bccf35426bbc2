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
import { rewriteRemarks } from './remarks.ts';
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
  readonly settledAt: number | undefined;
  readonly receipt: string | undefined;
  /** Whether no process has ever begun to send it. */
  readonly isUntried: boolean;
}

export interface ReportReplacement {
  readonly number: number;
  readonly manifest: ReportManifest;
  readonly files: readonly ReplacedFile[];
  /** With the id each has now; its own is the one it gets. */
  readonly deliveries: readonly { readonly id: string; readonly delivery: Delivery }[];
}

export interface StateErasure {
  /** Reports by number, oldest first. */
  listReports(): Iterable<NumberedReport>;
  listDeliveries(): Iterable<StoredDelivery>;
  /**
   * Puts a manifest in place of a report's and deliveries in place of its own, and notes which files were replaced and are
   * to be removed: all of it or nothing. False, and nothing is changed, where a process is at one of the deliveries: one
   * that has claimed it and of which `isGone` does not say that it is gone.
   */
  replaceReport(replacement: ReportReplacement, isGone: (claimer: string) => boolean): boolean;
  /** Another id for a delivery, where no report that is known makes it: without what its content gave to it. */
  codedDeliveryId(id: string): string;
  /** SHA-256 of files that were replaced and are still to be removed from the archive. */
  listToRemove(): readonly string[];
  noteRemoved(sha256: string): void;
  findErasedFile(sha256: string): ErasedFile | undefined;
  /** Tokens of everyone who was erased. */
  listErasedTokens(): readonly string[];
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
          settledAt: row.settledAt ?? undefined,
          receipt: row.receipt ?? undefined,
          isUntried: row.claimNumber === 0,
        };
    },
    replaceReport: (replacement, isGone) =>
      database.transact(() => {
        if (replacement.deliveries.some(({ id }) => isUnderWay(database, id, state.clock(), isGone))) return false;
        const { number, manifest, files, deliveries } = replacement;
        const changed = { manifest: JSON.stringify(manifest), contentSha256: contentOf(manifest) };
        database.run(sql.updateTable('report').set(changed).where('sequence', '=', number));
        for (const file of files)
          noteErasedFile(database, number, file, erasedFileCode(key, file.sha256), state.clock());
        // Attempts follow their delivery at the end of the transaction.
        database.script('PRAGMA defer_foreign_keys = ON');
        for (const { id, delivery } of deliveries) replaceDelivery(database, id, delivery);
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
    listErasedTokens: () =>
      database
        .all(sql.selectFrom('person').select('token').where('erasedAt', 'is not', null))
        .map(({ token }) => token),
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

function isUnderWay(database: Database, id: string, nowMs: number, isGone: (claimer: string) => boolean): boolean {
  const query = database.sql.selectFrom('delivery').select(['claimer', 'leaseUntil']).where('id', '=', id);
  const { claimer = null, leaseUntil = null } = database.first(query) ?? {};
  return claimer !== null && (leaseUntil ?? 0) > nowMs && !isGone(claimer);
}

function noteErasedFile(
  { sql, run }: Database,
  report: number,
  {
    name,
    sha256,
    copySha256 = null,
  }: Omit<ReplacedFile, 'copySha256'> & { readonly copySha256?: string | null | undefined },
  code: string,
  erasedAt: number,
): void {
  const row = { code, report, name, copySha256, erasedAt, removeSha256: sha256 };
  run(
    sql
      .insertInto('erasedFile')
      .values(row)
      .onConflict((conflict) => conflict.doUpdateSet({ removeSha256: sha256 })),
  );
}

function replaceDelivery({ sql, run }: Database, id: string, delivery: Delivery): void {
  const payload = JSON.stringify(delivery);
  const payloadSha256 = createHash('sha256').update(payload).digest('hex');
  run(sql.updateTable('delivery').set({ id: delivery.id, payload, payloadSha256 }).where('id', '=', id));
  run(sql.updateTable('attempt').set({ deliveryId: delivery.id }).where('deliveryId', '=', id));
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
