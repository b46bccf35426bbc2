import {
  compilePlant,
  type EquipmentConfig,
  listPlantProblems,
  type PlantInput,
  plantSchema,
  type TagConfig,
  type UnitSignalsConfig,
} from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { demoPlant, smallPlant } from './plants.ts';

const tags: readonly TagConfig[] = [
  { id: 'speed', equipment: 'saw', unit: '/min' },
  { id: 'door', equipment: 'saw', valueType: 'boolean' },
  { id: 'mode', equipment: 'saw', valueType: 'text' },
  { id: 'pieces', equipment: 'saw', kind: 'counter', rolloverAt: 65_536 },
  { id: 'good', equipment: 'saw', kind: 'counter' },
  { id: 'bad', equipment: 'saw', kind: 'counter' },
  { id: 'conveyor', equipment: 'line', unit: 'm/min' },
];

const withEquipment = (equipment: readonly EquipmentConfig[], more: readonly TagConfig[] = []): PlantInput => ({
  ...smallPlant,
  equipment,
  plannedStops: [],
  tags: [...tags, ...more],
});
const plantWith = (signals: UnitSignalsConfig, more: readonly TagConfig[] = []): PlantInput =>
  withEquipment([{ id: 'line', name: 'Line', level: 'workCenter', children: [{ name: 'Saw', signals }] }], more);
const compiled = (signals: UnitSignalsConfig) =>
  compilePlant(plantSchema.parse(plantWith(signals))).equipment.get('saw').signals;
const at = 'equipment.0.children.0.signals';
const problemsOf = (signals: UnitSignalsConfig, more: readonly TagConfig[] = []) =>
  listPlantProblems(plantSchema.parse(plantWith(signals, more))).map(({ path, message }) => `${path}: ${message}`);

describe('signals of a work unit', () => {
  test('are compiled with their defaults, seconds as milliseconds, a boolean as 0 or 1', () => {
    expect(
      compiled({
        states: [
          { state: 'running', tag: 'speed', above: 100, releaseAt: 80, forSeconds: 2, releaseAfterSeconds: 30 },
          { state: 'setup', reason: 'PM', tag: 'door', oneOf: [true, 1] },
          { state: 'down', reason: 'EL', tag: 'mode', oneOf: ['fault', 'e-stop'] },
          { state: 'down', tag: 'speed', below: 1 },
        ],
        producedTag: 'pieces',
        scrapTag: 'bad',
        productTag: 'mode',
        workOrderTag: 'mode',
      }),
    ).toEqual({
      states: [
        {
          state: 'running',
          tag: 'speed',
          when: { kind: 'above', value: 100, releaseAt: 80 },
          forMs: 2_000,
          releaseAfterMs: 30_000,
        },
        {
          state: 'setup',
          reason: 'PM',
          tag: 'door',
          when: { kind: 'oneOf', values: [1] },
          forMs: 0,
          releaseAfterMs: 0,
        },
        {
          state: 'down',
          reason: 'EL',
          tag: 'mode',
          when: { kind: 'oneOf', values: ['fault', 'e-stop'] },
          forMs: 0,
          releaseAfterMs: 0,
        },
        { state: 'down', tag: 'speed', when: { kind: 'below', value: 1, releaseAt: 1 }, forMs: 0, releaseAfterMs: 0 },
      ],
      producedTag: 'pieces',
      scrapTag: 'bad',
      productTag: 'mode',
      workOrderTag: 'mode',
    });
  });

  test('may be left out, and neither the plant file nor the plant has a field for them then', () => {
    const parsed = plantSchema.parse(demoPlant);
    expect(JSON.stringify(parsed)).not.toContain('signals');
    expect(compilePlant(parsed).equipment.workUnits.every((unit) => !('signals' in unit))).toBe(true);
  });

  test('may read a tag of other equipment, such as the conveyor of the line', () => {
    expect(problemsOf({ states: [{ state: 'running', tag: 'conveyor', above: 0 }] })).toEqual([]);
  });

  test('are of work units alone', () => {
    const line: EquipmentConfig = {
      id: 'line',
      name: 'Line',
      level: 'workCenter',
      signals: { producedTag: 'pieces' },
      children: [{ name: 'Saw' }],
    };
    expect(listPlantProblems(plantSchema.parse(withEquipment([line])))).toEqual([
      {
        path: 'equipment.0.signals',
        message: "'Line' is a workCenter; states and pieces are those of work units. Move signals to one of them.",
      },
    ]);
  });

  test('are refused all at once, each mistake by its path', () => {
    expect(
      problemsOf({
        states: [
          { state: 'running', tag: 'sped', above: 1 },
          { state: 'running', tag: 'speed' },
          { state: 'running', tag: 'speed', above: 1, oneOf: [2] },
          { state: 'running', tag: 'speed', above: 100, releaseAt: 101 },
          { state: 'down', tag: 'speed', below: 1, releaseAt: 0 },
          { state: 'down', tag: 'door', oneOf: [true], releaseAt: 0 },
          { state: 'running', reason: 'PM', tag: 'speed', above: 1 },
          { state: 'down', reason: 'NOPE', tag: 'speed', below: 1 },
          { state: 'running', tag: 'pieces', above: 0 },
          { state: 'running', tag: 'door', above: 0 },
          { state: 'running', tag: 'mode', below: 0 },
          { state: 'running', tag: 'speed', oneOf: [0, 'on', true] },
          { state: 'running', tag: 'door', oneOf: [0, 2, 'on'] },
          { state: 'running', tag: 'mode', oneOf: ['run', 1] },
        ],
        producedTag: 'speed',
        goodTag: 'good',
        scrapTag: 'nope',
        productTag: 'door',
        workOrderTag: 'speed',
      }),
    ).toEqual([
      `${at}.states.0.tag: 'sped' is not the id of any tag of this plant. Add it to tags, or use one of them.`,
      `${at}.states.1.tag: the rule says of 'speed' nothing. Give one of above, below and oneOf.`,
      `${at}.states.2.oneOf: the rule has above and oneOf; it can have one. Make a rule of each.`,
      `${at}.states.3.releaseAt: 101 is above 100, so the rule would end before it begins. Give 100 or less.`,
      `${at}.states.4.releaseAt: 0 is below 1, so the rule would end before it begins. Give 1 or more.`,
      `${at}.states.5.releaseAt: 0 is where above or below ends; oneOf has no such place. Remove it.`,
      `${at}.states.6.reason: 'PM' is a reason to stop, but the state is 'running'. Remove it, or use another state.`,
      `${at}.states.7.reason: 'NOPE' is not a stop reason of this plant. Add it to reasons, or use one of its codes.`,
      `${at}.states.8.tag: 'pieces' is a counter, which has no value to stay at. Use a tag of kind measure or state.`,
      `${at}.states.9.above: 0 is compared with numbers, but tag 'door' holds a boolean. Use oneOf.`,
      `${at}.states.10.below: 0 is compared with numbers, but tag 'mode' holds a text. Use oneOf.`,
      `${at}.states.11.oneOf.1: "on" is never a value of tag 'speed', which holds a number.`,
      `${at}.states.11.oneOf.2: true is never a value of tag 'speed', which holds a number.`,
      `${at}.states.12.oneOf.1: 2 is never a value of tag 'door', which holds a boolean.`,
      `${at}.states.12.oneOf.2: "on" is never a value of tag 'door', which holds a boolean.`,
      `${at}.states.13.oneOf.1: 1 is never a value of tag 'mode', which holds a text.`,
      `${at}.producedTag: 'speed' is not a counter. Use a tag of kind: 'counter', or give this one that kind.`,
      `${at}.scrapTag: 'nope' is not the id of any tag of this plant. Add it to tags, or use one of them.`,
      `${at}.productTag: 'door' holds a boolean. Use a tag of valueType: 'text'.`,
      `${at}.workOrderTag: 'speed' holds a number. Use a tag of valueType: 'text'.`,
      `${at}.goodTag: stands beside producedTag, and good pieces would be counted by both. Remove one of them.`,
    ]);
  });

  test('need pieces for scrap, and something to read', () => {
    expect(problemsOf({ scrapTag: 'bad' })).toEqual([
      `${at}.scrapTag: 'bad' counts scrap of no pieces. Name producedTag or goodTag beside it, or remove it.`,
    ]);
    expect(problemsOf({ states: [], productTag: 'mode' })).toEqual([
      `${at}: of 'Saw' name neither a state nor a counter, so nothing is read. Add states or producedTag, or remove it.`,
    ]);
  });

  test('have no delay beyond an hour, and no field that is unknown', () => {
    const rule = { state: 'running', tag: 'speed', above: 1, forSeconds: 3_601, releaseAfterSeconds: -1, since: 1 };
    const { error } = plantSchema.safeParse(plantWith({ states: [rule] as never }));
    expect(error?.issues.map(({ path }) => path.join('.')).sort()).toEqual([
      `${at}.states.0`,
      `${at}.states.0.forSeconds`,
      `${at}.states.0.releaseAfterSeconds`,
    ]);
  });
});

describe('the roll-over of a counter', () => {
  test('stands in the compiled tag, and is refused for what does not count', () => {
    const plant = compilePlant(plantSchema.parse(plantWith({ producedTag: 'pieces' })));
    expect(plant.tags.find(({ id }) => id === 'pieces')?.rolloverAt).toBe(65_536);
    expect(plant.tags.find(({ id }) => id === 'good')).not.toHaveProperty('rolloverAt');
    const measure: TagConfig = { id: 'level', equipment: 'saw', rolloverAt: 100 };
    expect(problemsOf({ producedTag: 'pieces' }, [measure])).toEqual([
      "tags.7.rolloverAt: 100 is where a counter begins anew, but tag 'level' is none. Use kind: 'counter'.",
    ]);
  });
});
