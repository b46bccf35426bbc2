/** Looks at a state file as it lies there, and changes nothing of it; others may write it meanwhile. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { migrations } from './migrations/index.ts';
import type { ReportManifest, ReportRecord } from './reports.ts';

export interface StateCheck {
  /** `newer`: a newer gemba wrote it; then nothing else is said. */
  readonly kind: 'absent' | 'checked' | 'unreadable' | 'newer';
  /** What is wrong with it, each as the rest of a sentence that begins with its path; empty where nothing is. */
  readonly problems: readonly string[];
  readonly formatVersion: number | undefined;
  /** Reports that were recorded, as far as they can be read, in the order they were. */
  readonly reports: readonly ReportRecord[];
}

/** So many problems of one kind are told. */
const problemsMax = 20;

/**
 * Holds the file to SQLite's own checks (pages, indexes, types and conditions of columns, references) and to the checksums in it:
 * of deliveries' content, and of reports'. A bit that changed within a text or number that nothing is held against cannot be
 * told: SQLite keeps no checksum of its pages.
 *
 * @param busyMs how long to wait for another process's lock; default 10,000
 * @example checkState('.gemba/state/state.sqlite').problems
 */
export function checkState(file: string, busyMs = 10_000): StateCheck {
  if (!existsSync(file)) return { kind: 'absent', problems: [], formatVersion: undefined, reports: [] };
  let database: DatabaseSync | undefined;
  try {
    database = openToRead(file, busyMs);
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    const isNewer = version > migrations.length;
    const problems = listProblems(database);
    if (isNewer && problems.length === 0)
      return {
        kind: 'newer',
        problems: [`has format version ${version}; this gemba knows up to ${migrations.length}`],
        formatVersion: version,
        reports: [],
      };
    if (isNewer) problems.push(`is damaged: it says to be of format version ${version}, which there is not`);
    else if (version >= 1 && !hasSchemaOf(database, version))
      problems.push(`is damaged: its tables are not those of format version ${version}`);
    const { reports, problems: wrong } = version >= 1 ? readReports(database) : { reports: [], problems: [] };
    const wrongDeliveries = version >= 1 ? listWrongDeliveries(database) : [];
    return {
      kind: 'checked',
      problems: [...problems, ...wrong, ...wrongDeliveries],
      formatVersion: version,
      reports,
    };
  } catch (error) {
    const problems = [`cannot be read: ${error instanceof Error ? error.message : String(error)}`];
    return { kind: 'unreadable', problems, formatVersion: undefined, reports: [] };
  } finally {
    database?.close();
  }
}

/** Where nobody has it open there is no log: then not even the files are made that share one. */
function openToRead(file: string, busyMs: number): DatabaseSync {
  if (existsSync(`${file}-wal`)) return new DatabaseSync(file, { readOnly: true, timeout: busyMs });
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true, timeout: busyMs });
}

function listProblems(database: DatabaseSync): string[] {
  const integrity = database
    .prepare(`PRAGMA integrity_check(${problemsMax})`)
    .all()
    .map((row) => String(row['integrity_check']))
    .filter((line) => line !== 'ok')
    .map((line) => `is damaged: ${line.replaceAll('\n', ' ')}`);
  if (integrity.length > 0) return integrity;
  return database
    .prepare('PRAGMA foreign_key_check')
    .all()
    .slice(0, problemsMax)
    .map(
      ({ table, rowid, parent }) =>
        `is damaged: row ${rowid} of ${table} refers to a row of ${parent} that there is not`,
    );
}

/** Whether the tables are those that the migrations make. */
function hasSchemaOf(database: DatabaseSync, version: number): boolean {
  const made = new DatabaseSync(':memory:');
  try {
    for (const migration of migrations.slice(0, version)) made.exec(migration);
    return schemaOf(made) === schemaOf(database);
  } finally {
    made.close();
  }
}

/** Not `sqlite_stat1` and the like, which SQLite makes for itself. */
function schemaOf(database: DatabaseSync): string {
  const rows = database
    .prepare(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name",
    )
    .all();
  return JSON.stringify(rows);
}

interface ReportRow {
  readonly sequence: number;
  readonly subject: string;
  readonly kind: string;
  readonly audience: string;
  readonly revision: number;
  readonly manifest: string;
  readonly contentSha256: string;
  readonly reason: string | null;
  readonly createdAt: number;
}

/** A record says its subject and its content twice. */
function readReports(database: DatabaseSync): { readonly reports: ReportRecord[]; readonly problems: string[] } {
  const reports: ReportRecord[] = [];
  const problems: string[] = [];
  const rows = database
    .prepare(
      'SELECT sequence, subject, kind, audience, revision, manifest, contentSha256, reason, createdAt FROM report ORDER BY sequence',
    )
    .all() as unknown as ReportRow[];
  for (const row of rows) {
    const { sequence, subject, revision, manifest: text, contentSha256, reason, createdAt } = row;
    const manifest = parseManifest(text);
    if (manifest === undefined) {
      problems.push(`is damaged: the record ${sequence} of a report is no JSON`);
      continue;
    }
    const { plant, kind, audience, role, window, document } = manifest;
    const isSame = kind === row.kind && audience === row.audience;
    if (!isSame || JSON.stringify([plant, kind, audience, role, window]) !== subject)
      problems.push(`is damaged: the record ${sequence} of a report says two subjects`);
    if (document !== undefined && document.sha256 !== contentSha256)
      problems.push(`is damaged: the record ${sequence} of a report names two documents`);
    reports.push({ manifest, revision, reason: reason ?? undefined, createdAt });
  }
  return { reports, problems: problems.slice(0, problemsMax) };
}

function parseManifest(text: string): ReportManifest | undefined {
  try {
    return JSON.parse(text) as ReportManifest;
  } catch {
    // That it is none is what is told.
    return undefined;
  }
}

function listWrongDeliveries(database: DatabaseSync): readonly string[] {
  const wrong: string[] = [];
  const rows = database.prepare('SELECT id, payload, payloadSha256 FROM delivery ORDER BY sequence').iterate();
  for (const { id, payload, payloadSha256 } of rows)
    if (createHash('sha256').update(String(payload)).digest('hex') !== payloadSha256 && wrong.length < problemsMax)
      wrong.push(`is damaged: the delivery ${id} is not what was put into it`);
  return wrong;
}
