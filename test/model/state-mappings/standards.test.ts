/** The tables of words against the standards' own lists, which are in test/fixtures/states. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listStateWords, stateStandardIds, stateStandards, type WordMeaning } from 'gemba/model';
import { describe, expect, test } from 'vitest';

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/states/${name}.json`), 'utf8'));
const numbered = (id: keyof typeof stateStandards) =>
  stateStandards[id].words.map(({ word, number }) => [number, word]);
const wordsOf = (id: keyof typeof stateStandards) => stateStandards[id].words.map(({ word }) => word);
const meaningOf = (id: keyof typeof stateStandards, word: string | number): WordMeaning | undefined =>
  listStateWords({ standard: id }).find(({ said }) => said === word)?.means;

describe('every word of the standard has a meaning, and its number:', () => {
  test('PackML', () => {
    const { states, modes } = read('packml');
    const rows = (list: { id: number; name: string }[]) => list.map(({ id, name }) => [id, name]);
    expect(numbered('packml')).toEqual(rows(states));
    expect(numbered('packml-mode')).toEqual(rows(modes));
  });

  test('OPC UA Machinery', () => {
    const { machineryItemState, machineryOperationMode } = read('opcua-machinery');
    expect(wordsOf('opc-ua-machinery')).toEqual(machineryItemState);
    expect(wordsOf('opc-ua-machinery-mode')).toEqual(machineryOperationMode);
  });

  test('MTConnect', () => {
    const { execution, functionalMode } = read('mtconnect-execution');
    expect(wordsOf('mtconnect-execution')).toEqual(execution);
    expect(wordsOf('mtconnect-functional-mode')).toEqual(functionalMode);
  });

  test('United Manufacturing Hub', () => {
    const { states } = read('uns-states');
    expect(numbered('umh')).toEqual(Object.entries(states).map(([code, name]) => [Number(code), name]));
  });

  test('Weihenstephan', () => {
    const { programs, substates } = read('weihenstephan');
    expect(numbered('weihenstephan-program')).toEqual(
      programs.map(({ value, name }: { value: number; name: string }) => [value, name]),
    );
    expect(wordsOf('weihenstephan').slice(18)).toEqual([...substates['Held'], ...substates['Suspended']]);
    expect(wordsOf('weihenstephan').slice(0, 18)).toEqual(wordsOf('packml'));
    expect(numbered('weihenstephan').every(([number]) => number === undefined)).toBe(true);
  });
});

describe('what the standards themselves say of words holds here:', () => {
  test('OPC 40001-1 takes production time from Executing and setup time from Setup', () => {
    const rows: { element: string; itemState: string; mode: string }[] = read('opcua-machinery')['iso22400'];
    const told = (element: string) => rows.filter((row) => row.element === element);
    for (const { itemState, mode } of told('APT')) {
      expect(meaningOf('opc-ua-machinery-mode', mode)).toBe('untold');
      expect(meaningOf('opc-ua-machinery', itemState)).toBe('running');
    }
    for (const { mode } of told('AUST')) expect(meaningOf('opc-ua-machinery-mode', mode)).toBe('setup');
    // Delay and down time are what is neither: which is which is `kpis.delayTime`.
    for (const { itemState } of [...told('ADET'), ...told('ADOT')])
      expect(['down', 'idle', 'untold']).toContain(meaningOf('opc-ua-machinery', itemState));
  });

  test('PackML is held for a cause inside the machine, and suspended for one outside', () => {
    for (const word of ['Holding', 'Held', 'Unholding']) expect(meaningOf('packml', word)).toBe('down');
    for (const word of ['Suspending', 'Suspended', 'Unsuspending']) expect(meaningOf('packml', word)).toBe('starved');
    for (const word of read('weihenstephan')['substates']['Held'])
      expect(meaningOf('weihenstephan', word)).toBe('down');
    for (const word of read('weihenstephan')['substates']['Suspended'])
      expect(['starved', 'blocked', 'idle']).toContain(meaningOf('weihenstephan', word));
  });

  test('the codes of a range are of its kind: only active ones run, no unknown one waits', () => {
    const { ranges, states }: { ranges: { from: number; to: number; name: string }[]; states: object } =
      read('uns-states');
    const meanings = (name: string) => {
      const { from, to } = ranges.find((range) => range.name === name) ?? { from: 1, to: 0 };
      const codes = Object.keys(states)
        .map(Number)
        .filter((code) => code >= from && code <= to);
      return [...new Set(codes.map((code) => meaningOf('umh', code)))].sort();
    };
    expect(meanings('active')).toEqual(['running']);
    expect(meanings('unknown')).toEqual(['down', 'untold']);
    expect(meanings('material')).toEqual(['blocked', 'starved']);
    expect(meanings('process')).toEqual(['setup']);
    expect(meanings('operator')).toEqual(['idle']);
    expect(meanings('planning')).toEqual(['idle']);
    expect(meanings('technical')).toEqual(['down']);
  });
});

test('no table has a word or a number twice', () => {
  for (const id of stateStandardIds) {
    const said = listStateWords({ standard: id }).map((one) => one.said);
    expect(new Set(said).size).toBe(said.length);
  }
});
