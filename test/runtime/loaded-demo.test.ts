/** Tests that need the demo's facts copy a store that was loaded once. It is what loading gives, or they say nothing. */
import { openPlant } from 'gemba';
import type { StoredFacts } from 'gemba/history';
import { type FactKind, factKinds, type TextColumn, textAt } from 'gemba/model';
import { loadSources } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { env, makeFolder, morning, writeDemoPlant } from '../support/demo-plant.ts';
import { writeLoadedDemoPlant } from '../support/loaded-demo.ts';

type Plant = Awaited<ReturnType<typeof openPlant>>;

/** Every fact as one line: what it is known by, its content, and what each column says of it. */
function linesOf({ length, identity, content, versions, columns }: StoredFacts<FactKind>): string[] {
  const marks = [identity, content].map((bytes) => Buffer.from(bytes).toString('hex'));
  return Array.from({ length }, (_, i) => {
    const ids = marks.map((hex) => hex.slice(32 * i, 32 * i + 32));
    const values = Object.entries<Float64Array | TextColumn>(columns).map(
      ([name, column]) => `${name}=${'codes' in column ? textAt(column, i) : column[i]}`,
    );
    return [...ids, versions[i], ...values].join(' | ');
  });
}

/** All that a store says of what was loaded: facts with identities, people, accounts, files, fingerprints. */
async function contentsOf({ history, persons }: Plant) {
  const snapshot = await history.snapshot();
  const facts = await Promise.all(factKinds.map(async (kind) => linesOf(await snapshot.read({ kind }))));
  const production = await snapshot.read({ kind: 'production' });
  const tokens = [...production.columns.operators.dictionary].sort();
  return {
    version: snapshot.version,
    facts,
    people: tokens.map((token) => [token, persons.findPerson(token)]),
    accounts: [...snapshot.accounts],
    // Without the name of the buffer, which is drawn by lot.
    files: snapshot.findPosition('mes')?.['source'],
    extents: factKinds.map((kind) => snapshot.findExtent(kind)),
    fingerprints: factKinds.map((kind) => {
      const extent = snapshot.findExtent(kind);
      return extent === undefined ? undefined : snapshot.fingerprint(kind, extent);
    }),
  };
}

test('a copied store has what one loaded anew has, and nothing left to load', async () => {
  const options = { env, clock: () => morning, random: () => 0.5 };
  const config = await writeDemoPlant(await makeFolder());
  const copied = await writeLoadedDemoPlant(await makeFolder());
  await using loadedPlant = await openPlant({ ...options, config });
  const [load] = await loadSources(loadedPlant);
  expect(load?.account.stored).toBe(4496);
  await using copiedPlant = await openPlant({ ...options, config: copied });
  const contents = await contentsOf(copiedPlant);
  expect(contents).toEqual(await contentsOf(loadedPlant));
  expect(contents.facts.map(({ length }) => length)).toEqual([4445, 51, 0, 0, 0]);
  expect(contents.people.filter(([, person]) => /^ID\d{4}$/.test(String(person)))).toHaveLength(46);
  const [again] = await loadSources(copiedPlant);
  expect(again?.account.received).toBe(0);
});

test('plants whose identities have other keys do not share a store', async () => {
  const made = await Promise.all(
    ['job-shop', 'another-shop'].map(async (id) => {
      const config = await writeLoadedDemoPlant(await makeFolder(), (file) => ({ ...file, id }));
      await using plant = await openPlant({ config, env, clock: () => morning });
      return await (await plant.history.snapshot()).read({ kind: 'production' });
    }),
  );
  const [here, there] = made.map(({ identity, length }) => {
    const hex = Buffer.from(identity).toString('hex');
    return Array.from({ length }, (_, i) => hex.slice(32 * i, 32 * i + 32));
  });
  expect(here).toHaveLength(4445);
  expect(new Set(here).isDisjointFrom(new Set(there))).toBe(true);
});
