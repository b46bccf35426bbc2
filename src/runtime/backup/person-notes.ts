/**
 * Who stands behind person tokens, beside the points of a repository and in none of them: a point stays for weeks, and a name
 * that is erased is to be gone at once. Two notes: `persons`, encrypted, and `erased`, the tokens of those who were erased,
 * which are put out of `persons` and out of every store that is restored.
 *
 * Who erases writes `erased` first. Whoever adds names looks at it afterwards, so that of two at once the erasing wins.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { BackupRepository } from '../../backup/index.ts';
import { GembaError } from '../../model/index.ts';

export type NoteStore = Pick<BackupRepository, 'location' | 'readNote' | 'writeNote'>;

export interface PersonNotes {
  readonly names: ReadonlyMap<string, string>;
  readonly erased: ReadonlySet<string>;
}

const personsNote = 'persons';
const erasedNote = 'erased';
const magic = Buffer.from('GEMBAPS1', 'latin1');
const ivBytes = 12;
const tagBytes = 16;
/** Two who write at once notice each other; more often than this they do not in a row. */
const attemptsMax = 8;

const namesSchema = z.record(z.string(), z.string());
const erasedSchema = z.strictObject({ format: z.literal(1), tokens: z.array(z.string()) });

/**
 * @param key of the plant's secret, 32 bytes
 * @throws GembaError `secret-changed` where the names were written with another key; `backup-damaged`
 */
export async function readPersonNotes(notes: NoteStore, key: Uint8Array): Promise<PersonNotes> {
  const erased = await readErased(notes);
  const names = await readNames(notes, key);
  return { names: new Map([...names].filter(([token]) => !erased.has(token))), erased };
}

/** Adds names to those that are there. What is the same already is not written. */
export async function addPersonNames(
  notes: NoteStore,
  key: Uint8Array,
  added: ReadonlyMap<string, string>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const names = await readNames(notes, key);
    const erased = await readErased(notes);
    const wanted = new Map([...names, ...added].filter(([token]) => !erased.has(token)));
    if (isSame(wanted, names)) return;
    await notes.writeNote(personsNote, seal(key, wanted));
    const erasedSince = await readErased(notes);
    if (![...erasedSince].some((token) => wanted.has(token))) return;
    if (attempt >= attemptsMax) throw contended(notes, personsNote);
  }
}

/**
 * Forgets persons in the backups: from now on no name of theirs is kept or restored, of any point.
 *
 * @param tokens as the erased rows of the state have them
 * @throws GembaError `secret-changed`, `backup-damaged`, `backup-failed`
 */
export async function forgetInBackups(notes: NoteStore, key: Uint8Array, tokens: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const erased = await readErased(notes);
    if (tokens.every((token) => erased.has(token))) break;
    if (attempt > attemptsMax) throw contended(notes, erasedNote);
    const all = [...new Set([...erased, ...tokens])].sort();
    await notes.writeNote(erasedNote, Buffer.from(JSON.stringify({ format: 1, tokens: all })));
  }
  await addPersonNames(notes, key, new Map());
}

async function readErased(notes: NoteStore): Promise<ReadonlySet<string>> {
  const bytes = await notes.readNote(erasedNote);
  if (bytes === undefined) return new Set();
  const parsed = erasedSchema.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success) throw damaged(notes, erasedNote, 'is not a list of tokens');
  return new Set(parsed.data.tokens);
}

async function readNames(notes: NoteStore, key: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const bytes = await notes.readNote(personsNote);
  if (bytes === undefined) return new Map();
  const sealed = Buffer.from(bytes);
  const start = magic.length + ivBytes + tagBytes;
  if (sealed.length < start || !sealed.subarray(0, magic.length).equals(magic))
    throw damaged(notes, personsNote, 'is not what gemba wrote');
  const iv = sealed.subarray(magic.length, magic.length + ivBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, iv);
  decipher.setAAD(magic);
  decipher.setAuthTag(sealed.subarray(start - tagBytes, start));
  let text: string;
  try {
    text = Buffer.concat([decipher.update(sealed.subarray(start)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new GembaError(
      'secret-changed',
      `The names beside the backups at ${notes.location} cannot be read with this plant's secret: it is another one, or they are damaged. Set the secret that the plant had.`,
      { cause, details: { location: notes.location } },
    );
  }
  const parsed = namesSchema.safeParse(parseJson(text));
  if (!parsed.success) throw damaged(notes, personsNote, 'holds something else than names');
  return new Map(Object.entries(parsed.data));
}

function seal(key: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(magic);
  const text = JSON.stringify(Object.fromEntries([...names].sort(([a], [b]) => (a < b ? -1 : 1))));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([magic, iv, cipher.getAuthTag(), body]);
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([token, name]) => other.get(token) === name);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever looks at it finds that it has not the form it should have.
    return undefined;
  }
}

function damaged({ location }: NoteStore, note: string, what: string): GembaError {
  return new GembaError('backup-damaged', `The note '${note}' of the backups at ${location} ${what}.`, {
    details: { location, note },
  });
}

function contended({ location }: NoteStore, note: string): GembaError {
  return new GembaError(
    'backup-failed',
    `Others kept writing the note '${note}' of the backups at ${location}. Try again.`,
    {
      details: { location, note },
    },
  );
}
