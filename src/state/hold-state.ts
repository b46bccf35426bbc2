/** The state held still: nobody writes it while it is copied elsewhere. */
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { GembaError } from '../model/index.ts';
import { openDatabase } from './database.ts';

export interface HeldState extends Disposable {
  /** Writes all of it into one new file, as it is, and looks whether that is whole. */
  copy(to: string): Promise<void>;
}

/**
 * Keeps others from writing a state file until it is disposed; they may read it, and wait, or fail as where it is locked.
 *
 * @throws GembaError `state-unreadable` where another process writes for too long, or it is damaged
 * @example
 * using held = holdState('/old/state/state.sqlite');
 * await held.copy('/new/state/state.sqlite');
 */
export function holdState(file: string, busyMs = 10_000): HeldState {
  const lock = openDatabase(file, busyMs);
  try {
    lock.script('BEGIN IMMEDIATE');
  } catch (error) {
    lock.close();
    throw error;
  }
  return {
    async copy(to) {
      await createPrivately(to);
      const source = new DatabaseSync(file, { readOnly: true, timeout: busyMs });
      try {
        await backup(source, to);
      } finally {
        source.close();
      }
      requireWhole(to);
    },
    // What was begun and changed nothing ends with the connection.
    [Symbol.dispose]: () => lock.close(),
  };
}

/** It names people, so only its owner may read it. */
async function createPrivately(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  const handle = await open(file, 'wx', 0o600);
  await handle.close();
}

function requireWhole(file: string): void {
  const copy = new DatabaseSync(file);
  try {
    // One file, without a log beside it.
    copy.exec('PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE;');
    const found = copy.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
    if (found === 'ok') return;
    throw new GembaError('state-unreadable', `The copy ${file} of the state is damaged: ${String(found)}.`, {
      details: { file },
    });
  } finally {
    copy.close();
  }
}
