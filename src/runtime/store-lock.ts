/**
 * One process at a time in a folder of the store. The lock is SQLite's on a file: the machine lets go of it when the
 * process ends, however it ends.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GembaError } from '../model/index.ts';

export interface StoreLock extends Disposable {
  readonly dir: string;
}

/** @throws GembaError `lease-held` where another process, or this one, has it */
export function takeStoreLock(dir: string): StoreLock {
  mkdirSync(dir, { recursive: true });
  const database = new DatabaseSync(join(dir, 'lock'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new GembaError(
      'lease-held',
      `Another process of this plant has the buffer in ${dir} open. Wait until it ends, or stop it.`,
      { cause, details: { dir } },
    );
  }
  return {
    dir,
    [Symbol.dispose]: () => {
      if (database.isOpen) database.close();
    },
  };
}
