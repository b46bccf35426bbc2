import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GembaError } from '../model/index.ts';
import { type AuditLog, createAuditLog } from './audit.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate, refuseNewer } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { createDeliveryOutbox, type DeliveryOutbox } from './outbox.ts';
import { createReportRegister, type ReportRegister } from './reports.ts';
import { createRunLog, type RunLog } from './runs.ts';

export interface StateOptions {
  /** The store's folder; the file in it is `state.sqlite`. It is made where missing. */
  readonly dir: string;
  /** UTC epoch milliseconds. */
  readonly clock: () => number;
  /** How long to wait for another process's lock, in milliseconds; default 10,000. */
  readonly busyMs?: number;
}

/** The plant's small transactional state. Any number of processes open it at once. Disposing twice is harmless. */
export interface State extends AsyncDisposable {
  readonly file: string;
  readonly formatVersion: number;
  readonly clock: () => number;
  readonly deliveries: DeliveryOutbox;
  readonly reports: ReportRegister;
  readonly runs: RunLog;
  readonly audit: AuditLog;
}

/** The database behind a state, for the other files of this module only. */
const databases = new WeakMap<State, Database>();

/**
 * Opens the state, creating or migrating it where needed.
 *
 * Throws `state-newer` where a newer gemba wrote it, `state-unreadable` where it is damaged, locked or not writable.
 *
 * @example await using state = await openState({ dir: '.gemba', clock: Date.now })
 */
export async function openState(options: StateOptions): Promise<State> {
  const { dir, clock, busyMs = 10_000 } = options;
  const file = join(dir, 'state.sqlite');
  await createPrivately(file);
  const database = openDatabase(file, busyMs);
  try {
    // Before anything is written, be it only that there is a log.
    refuseNewer(database, migrations.length);
    await enterWriteAheadLog(database, busyMs);
    // FULL: a commit is on disk when it returns. secure_delete: what is erased is overwritten.
    database.script('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    migrate(database, migrations);
  } catch (error) {
    database.close();
    throw error;
  }
  const state: State = {
    file,
    formatVersion: database.formatVersion(),
    clock,
    deliveries: createDeliveryOutbox(database, clock),
    reports: createReportRegister(database, clock),
    runs: createRunLog(database, clock),
    audit: createAuditLog(database, clock),
    [Symbol.asyncDispose]: async () => database.close(),
  };
  databases.set(state, database);
  return state;
}

export function databaseOf(state: State): Database {
  const database = databases.get(state);
  if (database === undefined) throw new TypeError('This state was not opened by openState.');
  return database;
}

/** The file names people, so only its owner may read it; SQLite gives its log files the same rights. */
async function createPrivately(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, 'a', 0o600);
    await handle.close();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new GembaError(
      'state-unreadable',
      `Cannot make the state file ${file}: ${said}. Check that its folder exists and may be written.`,
      {
        cause,
        details: { file },
      },
    );
  }
}

/** Switching to the log needs the file for itself, and SQLite does not wait for that; so several first openers take turns. */
async function enterWriteAheadLog(database: Database, busyMs: number): Promise<void> {
  const pauseMs = 20;
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      database.script('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const locked = error instanceof GembaError && (Number(error.details['sqliteCode']) & 0xff) === 5;
      if (!locked || waitedMs >= busyMs) throw error;
      await wait(pauseMs);
    }
  }
}
