/** What reports were made: their manifests, revision by revision. The files lie in the archive. */
import { createHash } from 'node:crypto';
import type { ExpressionBuilder, ExpressionWrapper, Selectable } from 'kysely';
import type { DeliveryFile } from '../model/index.ts';
import type { Database } from './database.ts';
import type { ReportTable, StateTables } from './schema.ts';

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
  /** What the files show, where the kind says so: two reports of one document are one. */
  readonly document?: { readonly sha256: string };
}

/** What the revisions of a report share. */
export type ReportSubject = Pick<ReportManifest, 'plant' | 'kind' | 'audience' | 'role' | 'window'>;

export interface ReportRecord {
  readonly manifest: ReportManifest;
  /** 1 for the first; a later one was made because the content changed. */
  readonly revision: number;
  /** Why there is this revision; undefined for the first. */
  readonly reason: string | undefined;
  readonly createdAt: number;
}

export interface RecordReportResult {
  /**
   * `same`: the newest revision has this content already and stays. `outdated`: another process has made the revision
   * that was asked for; nothing was noted, and `report` is that one.
   */
  readonly outcome: 'first' | 'same' | 'revised' | 'outdated';
  readonly report: ReportRecord;
}

export interface ReportRegister {
  /**
   * Notes a report that was made. The same content as the newest revision of the same report makes none, and adds only
   * files that were not made then; other content makes the next revision, with `reason`, such as `12 late facts`.
   *
   * @param revision the number it calls itself by; where the next is another, nothing is noted
   */
  record(manifest: ReportManifest, reason?: string, revision?: number): Promise<RecordReportResult>;
  /** The last revision of a report. */
  findNewest(subject: ReportSubject): Promise<ReportRecord | undefined>;
  /** Revisions that have a file of this SHA-256, newest first, at most 10,000. */
  listByFile(sha256: string): Promise<readonly ReportRecord[]>;
  /** Revisions that have a file of this name, newest first, at most 100. */
  listByFileName(name: string): Promise<readonly ReportRecord[]>;
  /**
   * Newest first; `limit` defaults to 1,000. `endsAfter`, `endsBy`: of windows with a `toAt` (UTC epoch ms), those that end
   * after the one and not after the other.
   */
  list(options?: {
    readonly kind?: string;
    readonly audience?: string;
    readonly endsAfter?: number;
    readonly endsBy?: number;
    readonly limit?: number;
  }): Promise<readonly ReportRecord[]>;
}

export function createReportRegister(database: Database, clock: () => number): ReportRegister {
  const { sql } = database;
  const newestOf = (subject: string): Selectable<ReportTable> | undefined =>
    database.first(
      sql.selectFrom('report').selectAll().where('subject', '=', subject).orderBy('revision', 'desc').limit(1),
    );

  /** A file that could not be made then, such as a PDF without a browser, belongs to the revision all the same. */
  const addFiles = (row: Selectable<ReportTable>, { files }: ReportManifest): ReportRecord => {
    const known = readReport(row);
    const names = new Set(known.manifest.files.map(({ name }) => name));
    const added = files.filter(({ name }) => !names.has(name));
    if (added.length === 0) return known;
    const manifest = { ...known.manifest, files: [...known.manifest.files, ...added] };
    database.run(
      sql
        .updateTable('report')
        .set({ manifest: JSON.stringify(manifest) })
        .where('sequence', '=', row.sequence),
    );
    return { ...known, manifest };
  };

  /** Manifests are JSON without spaces, so a field and its value stand in them as one text. */
  const listWith = (field: 'sha256' | 'name', value: string, limit: number): readonly ReportRecord[] => {
    const text = `${JSON.stringify(field)}:${JSON.stringify(value)}`;
    const found = sql
      .selectFrom('report')
      .selectAll()
      .where(({ fn, val }) => fn('instr', ['manifest', val(text)]), '>', 0)
      .orderBy('sequence', 'desc')
      .limit(limit);
    return database
      .all(found)
      .map(readReport)
      .filter(({ manifest }) => manifest.files.some((file) => file[field] === value));
  };

  return {
    findNewest: async (subject) => {
      const row = newestOf(subjectOf(subject));
      return row === undefined ? undefined : readReport(row);
    },
    listByFile: async (sha256) => listWith('sha256', sha256, 10_000),
    listByFileName: async (name) => listWith('name', name, 100),
    record: async (manifest, reason, revision) => {
      const subject = subjectOf(manifest);
      const contentSha256 = contentOf(manifest);
      return database.transact(() => {
        const newest = newestOf(subject);
        if (newest?.contentSha256 === contentSha256) return { outcome: 'same', report: addFiles(newest, manifest) };
        const next = (newest?.revision ?? 0) + 1;
        if (newest !== undefined && revision !== undefined && revision !== next)
          return { outcome: 'outdated', report: readReport(newest) };
        const row = {
          subject,
          revision: next,
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
      const { endsAfter, endsBy } = options;
      if (endsAfter !== undefined) query = query.where(windowEnd, '>', endsAfter);
      if (endsBy !== undefined) query = query.where(windowEnd, '<=', endsBy);
      return database.all(query).map(readReport);
    },
  };
}

/** When a report's window ends, in SQL; null where its window does not say. */
function windowEnd({
  fn,
  val,
}: ExpressionBuilder<StateTables, 'report'>): ExpressionWrapper<StateTables, 'report', number> {
  return fn<number>('json_extract', ['manifest', val('$.window.toAt')]);
}

function subjectOf({ plant, kind, audience, role, window }: ReportSubject): string {
  return JSON.stringify([plant, kind, audience, role, window]);
}

/**
 * Two reports are the same when their documents are; where none is named, when their files are. A PDF does not count, since its bytes differ by its dates; where
 * there is nothing else, the rest of the manifest decides.
 */
export function contentOf(manifest: ReportManifest): string {
  if (manifest.document !== undefined) return manifest.document.sha256;
  const counted = manifest.files.filter((file) => file.mediaType !== 'application/pdf');
  const content =
    counted.length > 0
      ? counted.map((file) => `${file.name} ${file.sha256}`).sort()
      : [JSON.stringify({ ...manifest, files: manifest.files.map((file) => file.name).sort() })];
  return createHash('sha256').update(content.join('\n')).digest('hex');
}

export function readReport(row: Omit<ReportTable, 'sequence'>): ReportRecord {
  const manifest = JSON.parse(row.manifest) as ReportManifest;
  return { manifest, revision: row.revision, reason: row.reason ?? undefined, createdAt: row.createdAt };
}
