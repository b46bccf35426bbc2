import { createHmac } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPersonRegistry, openState, type State } from 'gemba/state';
import { expect, onTestFinished, test } from 'vitest';

const key = 'a key of the tests, long enough';
const pseudonymKey = 'another key of the tests';

async function folderOf(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-persons-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function stateIn(dir: string): Promise<State> {
  const state = await openState({ dir, clock: () => 5 });
  onTestFinished(() => state[Symbol.asyncDispose]());
  return state;
}

/** Second implementation: the bits as a string of 0 and 1, five at a time. */
function crockford(bytes: Uint8Array, characters: number): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return Array.from(
    { length: characters },
    (_, at) => letters[Number.parseInt(bits.slice(5 * at, 5 * at + 5), 2)],
  ).join('');
}

test('a token is 120 bits of the keyed hash, the same in every process, and has no space', async () => {
  const persons = openPersonRegistry(await stateIn(await folderOf()), { key });
  const hash = createHmac('sha256', key).update('person\0ID4932').digest();
  expect(persons.tokenOf('ID4932')).toBe(`p_${crockford(hash, 24).toLowerCase()}`);
  expect(persons.tokenOf('ID4932')).toMatch(/^p_[0-9a-z]{24}$/);
  const other = openPersonRegistry(await stateIn(await folderOf()), { key });
  expect(other.tokenOf('ID4932')).toBe(persons.tokenOf('ID4932'));
  expect(other.tokenOf('ID4933')).not.toBe(persons.tokenOf('ID4932'));
});

test('pairs are written by flush, once, and are there after opening again', async () => {
  const dir = await folderOf();
  const state = await stateIn(dir);
  const persons = openPersonRegistry(state, { key });
  const tokens = ['Ada', 'Grace', 'Ada', '現場'].map((person) => persons.tokenOf(person));
  expect(persons.findPerson(tokens[0] ?? '')).toBe('Ada');
  expect(await persons.flush()).toEqual({ writtenCount: 3 });
  expect(await persons.flush()).toEqual({ writtenCount: 0 });
  const again = openPersonRegistry(await stateIn(dir), { key });
  expect(tokens.map((token) => again.findPerson(token))).toEqual(['Ada', 'Grace', 'Ada', '現場']);
  again.tokenOf('Ada');
  expect(await again.flush()).toEqual({ writtenCount: 0 });
});

test('more persons than one transaction takes are all written', async () => {
  const persons = openPersonRegistry(await stateIn(await folderOf()), { key });
  const count = 12_345;
  const tokens = Array.from({ length: count }, (_, at) => persons.tokenOf(`worker ${at}`));
  expect(new Set(tokens).size).toBe(count);
  expect(await persons.flush()).toEqual({ writtenCount: count });
  expect(persons.findPerson(tokens[count - 1] ?? '')).toBe(`worker ${count - 1}`);
  const label = persons.labelFor('pseudonyms', pseudonymKey);
  expect(new Set(tokens.map(label)).size).toBe(count);
});

test('an audience sees names, pseudonyms or nothing', async () => {
  const persons = openPersonRegistry(await stateIn(await folderOf()), { key });
  const token = persons.tokenOf('Ada');
  expect(persons.labelFor('names')(token)).toBe('Ada');
  expect(persons.labelFor('none')(token)).toBeUndefined();
  const code = crockford(createHmac('sha256', pseudonymKey).update(`pseudonym\0${token}`).digest(), 8);
  expect(persons.labelFor('pseudonyms', pseudonymKey)(token)).toBe(`W-${code.slice(0, 4)}-${code.slice(4)}`);
  expect(persons.labelFor('pseudonyms', 'a third key of the tests')(token)).not.toContain(code.slice(0, 4));
  expect(persons.labelFor('names')('p_unknown')).toBeUndefined();
  expect(() => persons.labelFor('pseudonyms')).toThrow(expect.objectContaining({ code: 'secret-missing' }));
});

test('who is erased is nowhere in the files, stays erased when the facts come again, and keeps the token', async () => {
  const dir = await folderOf();
  const state = await stateIn(dir);
  const persons = openPersonRegistry(state, { key });
  const person = 'Erika Mustermann, born 12 August 1964';
  const token = persons.tokenOf(person);
  await persons.flush();
  expect(await persons.erase(person)).toEqual({ outcome: 'erased', token });
  expect(await persons.erase(person)).toEqual({ outcome: 'unknown', token });
  expect(persons.findPerson(token)).toBeUndefined();
  for (const name of await readdir(dir)) expect((await readFile(join(dir, name))).includes(person)).toBe(false);
  const again = openPersonRegistry(await stateIn(dir), { key });
  expect(again.tokenOf(person)).toBe(token);
  await again.flush();
  expect(openPersonRegistry(await stateIn(dir), { key }).findPerson(token)).toBeUndefined();
});

test('who is erased before ever being stored is not stored afterwards', async () => {
  const dir = await folderOf();
  const persons = openPersonRegistry(await stateIn(dir), { key });
  const token = persons.tokenOf('Ada');
  expect(await persons.erase('Ada')).toEqual({ outcome: 'unknown', token });
  await persons.flush();
  expect(persons.findPerson(token)).toBeUndefined();
  const again = openPersonRegistry(await stateIn(dir), { key });
  again.tokenOf('Ada');
  expect(await again.flush()).toEqual({ writtenCount: 0 });
  expect(again.findPerson(token)).toBeUndefined();
});

test('another key is refused, since every person would get a second token', async () => {
  const dir = await folderOf();
  openPersonRegistry(await stateIn(dir), { key });
  const reopened = await stateIn(dir);
  openPersonRegistry(reopened, { key: Buffer.from(key) });
  expect(() => openPersonRegistry(reopened, { key: `${key}!` })).toThrow(
    expect.objectContaining({ code: 'secret-changed', message: expect.stringContaining('Set the first key again') }),
  );
  expect(() => openPersonRegistry(reopened, { key: 'short' })).toThrow(/5 bytes; it needs at least 16/);
});

test('a state that was not opened here is refused', async () => {
  const state = { ...(await stateIn(await folderOf())) };
  expect(() => openPersonRegistry(state, { key })).toThrow('was not opened by openState');
});
