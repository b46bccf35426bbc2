import { GembaError } from '../model/index.ts';
import type { Database } from './database.ts';

/**
 * Brings the file to the newest format version, in one transaction, so a kill leaves the old version whole and of
 * several processes one migrates while the others wait. A file of a newer gemba is refused untouched: `state-newer`.
 */
export function migrate(database: Database, migrations: readonly string[]): void {
  const newest = migrations.length;
  refuseNewer(database, newest);
  if (database.formatVersion() === newest) return;
  database.transact(() => {
    // Read again under the lock: another process may have migrated in between.
    const version = database.formatVersion();
    refuseNewer(database, newest);
    for (const migration of migrations.slice(version)) database.script(migration);
    database.script(`PRAGMA user_version = ${newest}`);
  });
}

/** @throws GembaError `state-newer` */
export function refuseNewer(database: Database, newest: number): void {
  const version = database.formatVersion();
  if (version <= newest) return;
  throw new GembaError(
    'state-newer',
    `The state file ${database.file} has format version ${version}; this gemba knows up to ${newest}. Install the gemba that wrote it, or a newer one.`,
    { details: { file: database.file, version, newest } },
  );
}
