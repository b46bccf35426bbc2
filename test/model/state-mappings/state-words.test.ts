/** Words for states as a plant file says them. */
import { compilePlant, listPlantProblems, listStateWords, plantSchema, type UnitSignalsConfig } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { smallPlant } from '../plants.ts';

const plantWith = (signals: UnitSignalsConfig) =>
  plantSchema.parse({
    ...smallPlant,
    equipment: [{ id: 'saw', name: 'Saw', signals }],
    plannedStops: [],
    tags: [
      { id: 'state', equipment: 'saw' },
      { id: 'mode', equipment: 'saw', valueType: 'text' },
      { id: 'door', equipment: 'saw', valueType: 'boolean' },
      { id: 'pieces', equipment: 'saw', kind: 'counter' },
    ],
  });
const problemsOf = (signals: UnitSignalsConfig) =>
  listPlantProblems(plantWith(signals)).map(({ path, message }) => `${path}: ${message}`);
const meanings = (config: Parameters<typeof listStateWords>[0]) =>
  new Map(listStateWords(config).map(({ said, means }) => [said, means]));

describe('words for states', () => {
  test('are known as words, as numbers, and as numbers in texts; others are not known', () => {
    const packml = meanings({ standard: 'packml' });
    for (const said of ['Execute', 6, '6']) expect(packml.get(said)).toBe('running');
    for (const said of ['EXECUTE', 'Run', 18, '06', '']) expect(packml.has(said)).toBe(false);
  });

  test('mean what the plant file says instead', () => {
    const own = meanings({ standard: 'packml', overrides: { Suspended: 'blocked', Complete: 'untold' } });
    expect([own.get('Suspended'), own.get(5), own.get('Complete'), own.get('Held')]).toEqual([
      'blocked',
      'blocked',
      'untold',
      'down',
    ]);
  });

  test('of a source that numbers them its own way are those numbers alone', () => {
    const own = meanings({ standard: 'packml', words: { 1: 'Idle', 2: 'Execute', PAUSE: 'Held' } });
    expect([own.get(1), own.get('1'), own.get(2), own.get('PAUSE'), own.get('Held')]).toEqual([
      'idle',
      'idle',
      'running',
      'down',
      'down',
    ]);
    expect(own.has(6)).toBe(false);
    expect(own.has('PAUSED')).toBe(false);
  });

  test('may be another word of the standard than the standard has them', () => {
    expect(meanings({ standard: 'mtconnect-execution', words: { READY: 'STOPPED' } }).get('READY')).toBe('down');
  });
});

describe('words for states in signals', () => {
  test('are rules after all others, one for each state and reason; what tells nothing is none', () => {
    const plant = compilePlant(
      plantWith({
        states: [{ state: 'blocked', tag: 'door', oneOf: [true] }],
        stateWords: [
          { tag: 'mode', standard: 'opc-ua-machinery-mode', reasons: { Maintenance: 'PM' } },
          { tag: 'mode', standard: 'opc-ua-machinery' },
        ],
      }),
    );
    const none = { tag: 'mode', forMs: 0, releaseAfterMs: 0 };
    const oneOf = (...values: string[]) => ({ ...none, when: { kind: 'oneOf', values } });
    expect(plant.equipment.get('saw').signals?.states.slice(1)).toEqual([
      { state: 'down', reason: 'PM', ...oneOf('Maintenance') },
      { state: 'setup', ...oneOf('Setup') },
      { state: 'down', ...oneOf('OutOfService') },
      { state: 'idle', ...oneOf('NotExecuting') },
      { state: 'running', ...oneOf('Executing') },
    ]);
  });

  test('make their tag one that may say nothing else than what some mapping or rule of it knows', () => {
    const plant = compilePlant(
      plantWith({
        states: [{ state: 'blocked', tag: 'mode', oneOf: ['Jam'] }],
        stateWords: [{ tag: 'mode', standard: 'opc-ua-machinery' }],
      }),
    );
    const valuesOf = (id: string) => plant.tags.find((tag) => tag.id === id)?.values;
    expect(valuesOf('mode')).toEqual(['NotAvailable', 'OutOfService', 'NotExecuting', 'Executing', 'Jam']);
    expect(valuesOf('door')).toBeUndefined();
  });

  test('are refused all at once, each mistake by its path', () => {
    const at = 'equipment.0.signals.stateWords';
    const modes = 'None, Maintenance, Setup, Processing';
    expect(
      problemsOf({
        stateWords: [
          { tag: 'mod', standard: 'packml' },
          { tag: 'pieces', standard: 'packml' },
          { tag: 'door', standard: 'packml' },
          {
            tag: 'mode',
            standard: 'opc-ua-machinery-mode',
            words: { 3: 'Setting' },
            overrides: { Care: 'down' },
            reasons: { Care: 'PM', Setup: 'NOPE', Processing: 'PM' },
          },
        ],
      }),
    ).toEqual([
      `${at}.0.tag: 'mod' is not the id of any tag of this plant. Add it to tags, or use one of them.`,
      `${at}.1.tag: 'pieces' cannot say the words of a standard. Use a tag of numbers or texts that is no counter.`,
      `${at}.2.tag: 'door' cannot say the words of a standard. Use a tag of numbers or texts that is no counter.`,
      `${at}.3.words.3: 'Setting' is not a word of OPC UA MachineryOperationMode (OPC 40001-1). Use one of: ${modes}.`,
      `${at}.3.overrides.Care: 'Care' is not a word of OPC UA MachineryOperationMode (OPC 40001-1). Use one of: ${modes}.`,
      `${at}.3.reasons.Care: 'Care' is not a word of OPC UA MachineryOperationMode (OPC 40001-1). Use one of: ${modes}.`,
      `${at}.3.reasons.Setup: 'NOPE' is not a stop reason of this plant. Add it to reasons, or use one of its codes.`,
      `${at}.3.reasons.Processing: 'PM' is a reason to stop, but 'Processing' is untold here. Remove it, or override it.`,
    ]);
  });

  test('are of a standard that is known, and mean a state that there is', () => {
    const pathsOf = (stateWords: object) =>
      plantSchema
        .safeParse({ ...smallPlant, equipment: [{ id: 'saw', name: 'Saw', signals: { stateWords: [stateWords] } }] })
        .error?.issues.map(({ path }) => path.slice(4).join('.'));
    expect(pathsOf({ tag: 'state', standard: 'packs' })).toEqual(['0.standard']);
    expect(pathsOf({ tag: 'state', standard: 'packml', overrides: { Held: 'asleep' } })).toEqual(['0.overrides.Held']);
    expect(pathsOf({ tag: 'state', standard: 'packml', state: 'down' })).toEqual(['0']);
  });
});
