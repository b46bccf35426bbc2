/** The state as a file beside it, without people's names, and the names apart. */
import { rm } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';
import { openDatabase } from './database.ts';
import { databaseOf, type State } from './open-state.ts';

/** Pages at a time: some 40 MB, so that others' writes seldom begin it anew. */
const pagesAtOnce = 10_000;

/**
 * Copies the state as it is now into a new file of its own, while others write it. Persons that were erased are in it, as
 * tokens; those that have a name are not. Nothing but rows of the token map is taken out: what texts of mails say stays.
 *
 * @param to path of the copy; a file that is there is replaced
 * @throws GembaError `state-unreadable`
 * @example await copyStateWithoutNames(state, '/store/backup-1/state.sqlite')
 */
export async function copyStateWithoutNames({ file }: Pick<State, 'file'>, to: string): Promise<void> {
  await rm(to, { force: true });
  const source = new DatabaseSync(file, { timeout: 10_000 });
  try {
    await backup(source, to, { rate: pagesAtOnce });
  } finally {
    source.close();
  }
  const copy = openDatabase(to, 10_000);
  try {
    // One file, without a log beside it; the bytes of what is deleted are not in it any more.
    copy.script('PRAGMA journal_mode = DELETE; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;');
    copy.run(copy.sql.deleteFrom('person').where('erasedAt', 'is', null));
    copy.script('VACUUM');
  } finally {
    copy.close();
  }
}

/** Who stands behind each token, but for those that were erased. */
export function listPersonNames(state: State): ReadonlyMap<string, string> {
  const database = databaseOf(state);
  const rows = database.all(
    database.sql.selectFrom('person').select(['token', 'person']).where('erasedAt', 'is', null),
  );
  return new Map(rows.flatMap(({ token, person }) => (person === null ? [] : [[token, person] as const])));
}

/**
 * Puts names back behind their tokens; a token that is or was erased keeps none, and what is there already stays. Tells how many
 * of those erased were not erased here yet.
 */
export function putPersonNames(
  state: State,
  { names, erased }: { readonly names: ReadonlyMap<string, string>; readonly erased: ReadonlySet<string> },
): { readonly erasedCount: number } {
  const database = databaseOf(state);
  const { sql } = database;
  const at = state.clock();
  return database.transact(() => {
    let erasedCount = 0;
    for (const token of erased)
      erasedCount += database.run(
        sql
          .insertInto('person')
          .values({ token, person: null, addedAt: at, erasedAt: at })
          .onConflict((conflict) =>
            conflict.column('token').doUpdateSet({ person: null, erasedAt: at }).where('person.person', 'is not', null),
          ),
      );
    for (const [token, person] of names) {
      if (erased.has(token)) continue;
      const row = { token, person, addedAt: at, erasedAt: null };
      database.run(
        sql
          .insertInto('person')
          .values(row)
          .onConflict((conflict) => conflict.doNothing()),
      );
    }
    return { erasedCount };
  });
}
