/** Files that tell states in the words of a standard. */
import { fileSourceSchema } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';
import { createFolder } from './support/folder.ts';
import { contextOf, load, sourceOf } from './support/plant.ts';

const folder = createFolder();
const mapping = {
  fact: { kind: 'equipmentState' },
  equipment: 'machine',
  startAt: 'from',
  endAt: 'to',
  state: 'execution',
  stateWords: { standard: 'mtconnect-execution', words: { 'CYCLE START': 'ACTIVE' }, overrides: { READY: 'starved' } },
};
let files = 0;

async function loadStates(words: readonly string[], more: object = {}) {
  const path = `states-${files++}.csv`;
  const rows = words.map((word, i) => `Lathe 7,2026-03-02T0${i}:00,2026-03-02T0${i + 1}:00,${word}\n`);
  folder.write(path, `machine,from,to,execution\n${rows.join('')}`);
  return load(
    sourceOf({ kind: 'csv', id: 'mtc', path, mapping: { ...mapping, ...more } } as never, contextOf(folder.dir)),
  );
}

const problemsOf = (more: object) =>
  fileSourceSchema
    .safeParse({ kind: 'csv', id: 'mtc', path: 'x.csv', mapping: { ...mapping, ...more } })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('words for states in a file', () => {
  it('become states: by the standard, by the source’s own words, and by what the plant file says otherwise', async () => {
    const { rows, refused } = await loadStates(['ACTIVE', 'READY', 'FEED_HOLD', 'CYCLE START', 'PROGRAM_COMPLETED']);
    expect(refused).toBe(0);
    expect(rows('equipmentState').map(({ state }) => state)).toEqual(['running', 'starved', 'down', 'running', 'idle']);
  });

  it('are refused where nobody knows them, the states’ own among them, and where they tell no state', async () => {
    const { rows, received } = await loadStates(['ACTIVE', 'active', 'running', 'UNAVAILABLE', '']);
    expect(received).toBe(5);
    expect(rows('equipmentState').map(({ state }) => state)).toEqual(['running']);
    const expected = 'a word of MTConnect Execution that tells a state';
    expect(rows('refusal')).toMatchObject([
      { code: 'unknown-state', received: 'active', expected },
      { code: 'unknown-state', received: 'running', expected },
      { code: 'untold-state', received: 'UNAVAILABLE', expected },
      { code: 'missing-value' },
    ]);
  });

  it('are numbers too, where the standard has them', async () => {
    const { rows } = await loadStates(['6', '11', '0', '18'], { stateWords: { standard: 'packml' } });
    expect(rows('equipmentState').map(({ state }) => state)).toEqual(['running', 'down']);
    expect(rows('refusal').map(({ code }) => code)).toEqual(['untold-state', 'unknown-state']);
  });

  it('are checked in the plant file: words of the standard, and a column to read them from', () => {
    expect(problemsOf({})).toBeUndefined();
    const words =
      'is not a word of PackML unit mode (ISA-TR88.00.02). Use one of: Invalid, Production, Maintenance, Manual.';
    expect(
      problemsOf({
        stateWords: { standard: 'packml-mode', words: { 'M.1': 'Auto' }, overrides: { Semi: 'setup' } },
      }),
    ).toEqual([`mapping.stateWords.words.M.1: 'Auto' ${words}`, `mapping.stateWords.overrides.Semi: 'Semi' ${words}`]);
    const needs = ['mapping.stateWords: Needs a column of words: map `state` to one.'];
    expect(problemsOf({ state: { value: 'running' } })).toEqual(needs);
    expect(problemsOf({ state: undefined, fact: { kind: 'equipmentState', state: 'down' } })).toEqual(needs);
  });
});
