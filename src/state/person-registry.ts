import { GembaError, type PersonLabel, type PersonTokens, type PersonView } from '../model/index.ts';
import type { Database } from './database.ts';
import { databaseOf, type State } from './open-state.ts';
import { keyFingerprint, personPseudonym, personToken, type SecretKey } from './person-codes.ts';

export interface PersonRegistryOptions {
  /** Key of the tokens, the same for the life of the store. */
  readonly key: SecretKey;
}

export interface PersonRegistry extends PersonTokens {
  /** Writes the pairs that are new since the last time, in one transaction; to be called before facts are committed. */
  flush(): Promise<{ readonly writtenCount: number }>;
  /** How an audience sees people. `pseudonymKey` is needed for `pseudonyms`, and another than the tokens' key. */
  labelFor(view: PersonView, pseudonymKey?: SecretKey): PersonLabel;
  /** The person behind a token; undefined where unknown or erased. */
  findPerson(token: string): string | undefined;
  /**
   * Forgets the person behind a token: facts keep the token, no one can look up who it was. It stays so when the same
   * facts are loaded again.
   */
  erase(person: string): Promise<{ readonly outcome: 'erased' | 'unknown'; readonly token: string }>;
}

const keySetting = 'personKeyFingerprint';
const keyBytesMin = 16;
/** Rows of one transaction: short enough that others need not wait. */
const batchRows = 5_000;

/**
 * Opens the map from token to person. A key other than the store's first is refused (`secret-changed`): it would give
 * every person a second token and every fact a second identity.
 */
export function openPersonRegistry(state: State, options: PersonRegistryOptions): PersonRegistry {
  const database = databaseOf(state);
  const { key } = options;
  if (Buffer.byteLength(key) < keyBytesMin) {
    throw new GembaError(
      'secret-missing',
      `The key of the person tokens has ${Buffer.byteLength(key)} bytes; it needs at least ${keyBytesMin}. Give a longer random text.`,
    );
  }
  checkKey(database, key);
  const tokens = new Map<string, string>();
  const added = new Map<string, string>();
  const { sql } = database;

  const findPerson = (token: string): string | undefined => {
    const query = sql.selectFrom('person').select('person').where('token', '=', token);
    return added.get(token) ?? database.first(query)?.person ?? undefined;
  };

  return {
    tokenOf: (person) => {
      const known = tokens.get(person);
      if (known !== undefined) return known;
      const token = personToken(key, person);
      tokens.set(person, token);
      added.set(token, person);
      return token;
    },
    flush: async () => {
      const pairs = [...added];
      let writtenCount = 0;
      for (let at = 0; at < pairs.length; at += batchRows) {
        const batch = pairs.slice(at, at + batchRows);
        writtenCount += database.transact(() =>
          batch.reduce((count, pair) => count + addPerson(database, pair, state.clock()), 0),
        );
        for (const [token] of batch) added.delete(token);
      }
      return { writtenCount };
    },
    labelFor: (view, pseudonymKey) => {
      if (view === 'none') return () => undefined;
      if (view === 'names') return cached(findPerson);
      if (pseudonymKey === undefined) {
        throw new GembaError('secret-missing', 'Pseudonyms need a key. Name one in the plant file, or choose `none`.');
      }
      return cached((token) => personPseudonym(pseudonymKey, token));
    },
    findPerson,
    erase: async (person) => {
      const token = personToken(key, person);
      added.delete(token);
      const erasedAt = state.clock();
      const outcome = database.transact(() => {
        const named = sql.updateTable('person').set({ person: null, erasedAt }).where('token', '=', token);
        if (database.run(named.where('person', 'is not', null)) === 1) return 'erased';
        // Noted all the same, so that facts loaded later do not bring the name in.
        const note = sql.insertInto('person').values({ token, person: null, addedAt: erasedAt, erasedAt });
        database.run(note.onConflict((conflict) => conflict.doNothing()));
        return 'unknown';
      });
      // The write-ahead log still has the name; secure_delete overwrites it in the file, this empties the log.
      database.script('PRAGMA wal_checkpoint(TRUNCATE)');
      return { outcome, token };
    },
  };
}

/** 1 where the pair is new. A token that was erased stays without its person. */
function addPerson(database: Database, [token, person]: readonly [string, string], addedAt: number): number {
  const row = { token, person, addedAt, erasedAt: null };
  return database.run(
    database.sql
      .insertInto('person')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  );
}

function checkKey(database: Database, key: SecretKey): void {
  const { sql } = database;
  const value = keyFingerprint(key);
  const stored = database.transact(() => {
    const insert = sql.insertInto('setting').values({ name: keySetting, value });
    database.run(insert.onConflict((conflict) => conflict.doNothing()));
    return database.first(sql.selectFrom('setting').select('value').where('name', '=', keySetting))?.value;
  });
  if (stored === value) return;
  throw new GembaError(
    'secret-changed',
    `The key of the person tokens is not the one ${database.file} was made with. Set the first key again, or start a new store: with another key every person gets a second token.`,
    { details: { file: database.file } },
  );
}

function cached(label: (token: string) => string | undefined): PersonLabel {
  const labels = new Map<string, string | undefined>();
  return (token) => {
    if (!labels.has(token)) labels.set(token, label(token));
    return labels.get(token);
  };
}
