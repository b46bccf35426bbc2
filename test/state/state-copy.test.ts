/** A copy of the state has all of it but who stands behind a token. */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  copyStateWithoutNames,
  listPersonNames,
  openPersonRegistry,
  openState,
  putPersonNames,
  type State,
} from 'gemba/state';
import { expect, onTestFinished, test } from 'vitest';

const key = randomBytes(32);
const clock = () => 1_000;

async function openPlace(): Promise<{ readonly dir: string; readonly state: State }> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const state = await openState({ dir, clock });
  onTestFinished(() => state[Symbol.asyncDispose]());
  return { dir, state };
}

test('a copy has no byte of a name, keeps what was erased as erased, and all else', async () => {
  const { dir, state } = await openPlace();
  const persons = openPersonRegistry(state, { key });
  const token = persons.tokenOf('Waltraud Hintermoser');
  persons.tokenOf('Ferdinand Oberkofler');
  await persons.flush();
  const { token: erased } = await persons.erase('Ferdinand Oberkofler');
  await state.audit.add({ action: 'erase', detail: { count: 1 } });
  expect(listPersonNames(state)).toEqual(new Map([[token, 'Waltraud Hintermoser']]));

  await copyStateWithoutNames(state, join(dir, 'copy.sqlite'));
  expect((await readdir(dir)).filter((name) => name.startsWith('copy'))).toEqual(['copy.sqlite']);
  const bytes = await readFile(join(dir, 'copy.sqlite'));
  expect(bytes.includes('Hintermoser')).toBe(false);
  expect(bytes.includes('Oberkofler')).toBe(false);

  const { dir: otherDir } = await openPlace();
  await rm(otherDir, { recursive: true });
  await openState({ dir: otherDir, clock }).then((other) => other[Symbol.asyncDispose]());
  await copyFile(join(dir, 'copy.sqlite'), join(otherDir, 'state.sqlite'));
  await using restored = await openState({ dir: otherDir, clock });
  expect(await restored.audit.list()).toEqual(await state.audit.list());
  const names = openPersonRegistry(restored, { key });
  expect(names.findPerson(token)).toBeUndefined();
  putPersonNames(restored, {
    names: new Map([
      [token, 'Waltraud Hintermoser'],
      [erased, 'Ferdinand Oberkofler'],
    ]),
    erased: new Set(),
  });
  expect(names.findPerson(token)).toBe('Waltraud Hintermoser');
  // It was erased before the copy was made, and stays so whatever a list of names still says.
  expect(names.findPerson(erased)).toBeUndefined();
});

test('a name erased after the copy was made stays erased where its list says so, even if it is loaded again', async () => {
  const { state } = await openPlace();
  const persons = openPersonRegistry(state, { key });
  const token = persons.tokenOf('Waltraud Hintermoser');
  await persons.flush();
  const notes = { names: new Map([[token, 'Waltraud Hintermoser']]), erased: new Set([token, 'p_never']) };
  expect(putPersonNames(state, notes)).toEqual({ erasedCount: 2 });
  expect(putPersonNames(state, notes)).toEqual({ erasedCount: 0 });
  expect(persons.findPerson(token)).toBeUndefined();
  expect(listPersonNames(state)).toEqual(new Map());
  const again = openPersonRegistry(state, { key });
  again.tokenOf('Waltraud Hintermoser');
  await again.flush();
  expect(again.findPerson(token)).toBeUndefined();
});
