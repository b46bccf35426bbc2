/**
 * One SQLite file, many processes. kysely writes the SQL, node:sqlite runs it synchronously, so a transaction never
 * spans a turn of the event loop: the write lock is held for microseconds and two tasks cannot mix their statements.
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Compilable, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { GembaError } from '../model/index.ts';
import type { StateTables } from './schema.ts';

export interface Database {
  /** Builds queries; they run by the methods below. */
  readonly sql: Kysely<StateTables>;
  readonly file: string;
  all<Row>(query: Compilable<Row>): Row[];
  first<Row>(query: Compilable<Row>): Row | undefined;
  /** Rows changed. */
  run(query: Compilable<unknown>): number;
  /** Statements without parameters, such as a migration or a pragma. */
  script(sql: string): void;
  /** `PRAGMA user_version`, the format version. */
  formatVersion(): number;
  /** Brings the write-ahead log into the file and empties it; false where another process still reads from it. */
  emptyLog(): boolean;
  /** All or nothing, with the write lock from the start; `work` is synchronous. */
  transact<Result>(work: () => Result): Result;
  close(): void;
}

/** kysely only builds and compiles here; nothing is executed through its driver. */
function createQueryBuilder(): Kysely<StateTables> {
  return new Kysely<StateTables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** Opens the file, creating it where missing. `busyMs`: how long a statement waits for another process's lock. */
export function openDatabase(file: string, busyMs: number): Database {
  const connection = explained(
    file,
    () => new DatabaseSync(file, { timeout: busyMs, enableForeignKeyConstraints: true }),
  );
  let open = true;
  const execute = <Row>(query: Compilable<Row>): Row[] => {
    const compiled = query.compile();
    return explained(file, () => {
      const statement = connection.prepare(compiled.sql);
      return statement.all(...(compiled.parameters as readonly SQLInputValue[])) as Row[];
    });
  };
  return {
    sql: createQueryBuilder(),
    file,
    all: execute,
    first: (query) => execute(query)[0],
    run: (query) => {
      const compiled = query.compile();
      return explained(file, () =>
        Number(connection.prepare(compiled.sql).run(...(compiled.parameters as readonly SQLInputValue[])).changes),
      );
    },
    script: (sql) => explained(file, () => connection.exec(sql)),
    formatVersion: () =>
      explained(file, () => Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)),
    emptyLog: () => explained(file, () => connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0),
    transact: (work) => {
      explained(file, () => connection.exec('BEGIN IMMEDIATE'));
      try {
        const result = work();
        explained(file, () => connection.exec('COMMIT'));
        return result;
      } catch (error) {
        // A failed COMMIT may have rolled back by itself; only what is still open is rolled back here.
        if (connection.isTransaction) connection.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => {
      if (!open) return;
      open = false;
      connection.close();
    },
  };
}

/** SQLite's own result codes that a person can do something about. */
const remedies: Readonly<Record<number, string>> = {
  5: 'Another process has held its lock for too long; end that process or try again.',
  8: 'It may not be written; check the owner and the rights of the file and its folder.',
  10: 'Reading or writing failed; check the disk.',
  11: 'It is damaged; restore it from a backup, or move it away to start with an empty one.',
  13: 'The disk is full; make room and try again.',
  14: 'It cannot be opened; check that its folder exists and may be written.',
  26: 'It is not a state file of gemba; move it away or name another store.',
};

/** Runs `work`; what SQLite throws becomes a GembaError that names the file and the remedy. */
function explained<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined;
    if (code === undefined) throw error;
    // The low byte is the primary code; the rest tells its kind.
    const remedy = remedies[code & 0xff];
    if (remedy === undefined) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new GembaError('state-unreadable', `Cannot use the state file ${file}: ${said}. ${remedy}`, {
      cause: error,
      details: { file, sqliteCode: code },
    });
  }
}
