/** What reports were made: their manifests, revision by revision. The files lie in the archive. */
import { createHash } from 'node:crypto';
import type { DeliveryFile } from '../model/index.ts';
import type { Database } from './database.ts';
import type { ReportTable } from './schema.ts';

/** What of a manifest the register reads; whatever else stands in it is kept with it, as JSON. */
export interface ReportManifest {
  readonly plant: string;
  /** Report kind, such as `daily`. */
  readonly kind: string;
  readonly audience: string;
  readonly role: string;
  /** What time it speaks of, as JSON. */
  readonly window: object;
  readonly files: readonly DeliveryFile[];
}

export interface ReportRecord {
  readonly manifest: ReportManifest;
  /** 1 for the first; a later one was made because the content changed. */
  readonly revision: number;
  /** Why there is this revision; undefined for the first. */
  readonly reason: string | undefined;
  readonly createdAt: number;
}

export interface RecordReportResult {
  /** `same`: the newest revision has these files already and stays. */
  readonly outcome: 'first' | 'same' | 'revised';
  readonly report: ReportRecord;
}

export interface ReportRegister {
  /**
   * Notes a report that was made. The same files as the newest revision of the same report change nothing; others
   * make the next revision, with `reason`, such as `12 late facts`.
   */
  record(manifest: ReportManifest, reason?: string): Promise<RecordReportResult>;
  /** Newest first; `limit` defaults to 1,000. */
  list(options?: {
    readonly kind?: string;
    readonly audience?: string;
    readonly limit?: number;
  }): Promise<readonly ReportRecord[]>;
}

export function createReportRegister(database: Database, clock: () => number): ReportRegister {
  const { sql } = database;
  return {
    record: async (manifest, reason) => {
      const subject = subjectOf(manifest);
      const contentSha256 = contentOf(manifest);
      return database.transact(() => {
        const newest = database.first(
          sql.selectFrom('report').selectAll().where('subject', '=', subject).orderBy('revision', 'desc').limit(1),
        );
        if (newest?.contentSha256 === contentSha256) return { outcome: 'same', report: readReport(newest) };
        const row = {
          subject,
          revision: (newest?.revision ?? 0) + 1,
          kind: manifest.kind,
          audience: manifest.audience,
          manifest: JSON.stringify(manifest),
          contentSha256,
          reason: newest === undefined ? null : (reason ?? 'Its content changed.'),
          createdAt: clock(),
        };
        database.run(sql.insertInto('report').values(row));
        return { outcome: newest === undefined ? 'first' : 'revised', report: readReport(row) };
      });
    },
    list: async (options = {}) => {
      let query = sql
        .selectFrom('report')
        .selectAll()
        .orderBy('sequence', 'desc')
        .limit(options.limit ?? 1_000);
      if (options.kind !== undefined) query = query.where('kind', '=', options.kind);
      if (options.audience !== undefined) query = query.where('audience', '=', options.audience);
      return database.all(query).map(readReport);
    },
  };
}

function subjectOf({ plant, kind, audience, role, window }: ReportManifest): string {
  return JSON.stringify([plant, kind, audience, role, window]);
}

/**
 * Two reports are the same when their files are. A PDF does not count, since its bytes differ by its dates; where
 * there is nothing else, the rest of the manifest decides.
 */
function contentOf(manifest: ReportManifest): string {
  const counted = manifest.files.filter((file) => file.mediaType !== 'application/pdf');
  const content =
    counted.length > 0
      ? counted.map((file) => `${file.name} ${file.sha256}`).sort()
      : [JSON.stringify({ ...manifest, files: manifest.files.map((file) => file.name).sort() })];
  return createHash('sha256').update(content.join('\n')).digest('hex');
}

function readReport(row: Omit<ReportTable, 'sequence'>): ReportRecord {
  const manifest = JSON.parse(row.manifest) as ReportManifest;
  return { manifest, revision: row.revision, reason: row.reason ?? undefined, createdAt: row.createdAt };
}
