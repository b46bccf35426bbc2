import { compilePlant, listPlantProblems, type PlantInput, plantSchema, type TagConfig } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { demoPlant, smallPlant } from './plants.ts';

const withTags = (tags: readonly object[]): PlantInput => ({ ...smallPlant, tags: tags as readonly TagConfig[] });
const problemsOf = (...tags: readonly object[]) =>
  listPlantProblems(plantSchema.parse(withTags(tags))).map(({ path, message }) => `${path}: ${message}`);
const press = { id: 't', equipment: 'press' };

describe('tags of a plant file', () => {
  test('are compiled with their defaults, seconds as milliseconds, and known to sources by their id too', () => {
    expect(compilePlant(plantSchema.parse(smallPlant)).tags).toEqual([
      {
        id: 'lathe-7/spindle/temperature',
        name: 'Spindle temperature',
        equipment: 'lathe-7',
        kind: 'measure',
        valueType: 'number',
        unit: 'Cel',
        min: -40,
        max: 150,
        expectedIntervalMs: 2_500,
        isDroppable: true,
        filter: { deadBand: 0.1, debounceMs: 1_500, medianOf: 5 },
        sourceNames: ['lathe-7/spindle/temperature', 'ns=2;s=Spindle.Temp'],
      },
      {
        id: 'press/strokes',
        name: 'press/strokes',
        equipment: 'press',
        kind: 'counter',
        valueType: 'number',
        unit: '1',
        isDroppable: false,
        sourceNames: ['press/strokes'],
      },
      {
        id: 'press/door',
        name: 'press/door',
        equipment: 'press',
        kind: 'state',
        valueType: 'boolean',
        unit: '1',
        isDroppable: false,
        filter: { debounceMs: 2_000 },
        sourceNames: ['press/door'],
      },
      {
        id: 'press/recipe',
        name: 'press/recipe',
        equipment: 'press',
        kind: 'state',
        valueType: 'text',
        unit: '1',
        isDroppable: false,
        sourceNames: ['press/recipe'],
      },
    ]);
  });

  test('may be left out, and the plant file reads as before there were any', () => {
    const parsed = plantSchema.parse(demoPlant);
    expect('tags' in parsed).toBe(false);
    expect(compilePlant(parsed).tags).toEqual([]);
  });

  test('are refused where their form is wrong, each field by its path', () => {
    const wrong = {
      ...press,
      id: '/t',
      unit: 'deg C',
      kind: 'speed',
      expectedIntervalSeconds: 0,
      deadBand: -1,
      debounceSeconds: 0,
      medianOf: 1,
      sourceNames: [],
      interval: 3,
    };
    const { error } = plantSchema.safeParse(withTags([press, wrong]));
    expect(error?.issues.map(({ path }) => path.join('.')).sort()).toEqual([
      'tags.1',
      'tags.1.deadBand',
      'tags.1.debounceSeconds',
      'tags.1.expectedIntervalSeconds',
      'tags.1.id',
      'tags.1.kind',
      'tags.1.medianOf',
      'tags.1.sourceNames',
      'tags.1.unit',
    ]);
  });

  test('may be 100,000, not more', () => {
    const tags = Array.from({ length: 100_001 }, (_, i) => ({ id: `t${i}`, equipment: 'press' }));
    expect(plantSchema.safeParse(withTags(tags)).success).toBe(false);
    const plant = compilePlant(plantSchema.parse(withTags(tags.slice(1))));
    expect(plant.tags.length).toBe(100_000);
  });
});

describe('the problems of tags', () => {
  test('are told all at once', () => {
    expect(
      problemsOf(
        { ...press, id: 'a', equipment: 'Press', min: 2, max: 1, medianOf: 4 },
        {
          ...press,
          id: 'a',
          valueType: 'text',
          kind: 'counter',
          unit: 'Cel',
          min: 0,
          max: 1,
          deadBand: 1,
          medianOf: 3,
        },
      ).map((problem) => problem.split(':')[0]),
    ).toEqual([
      'tags.0.equipment',
      'tags.0.max',
      'tags.0.medianOf',
      'tags.1.kind',
      'tags.1.unit',
      'tags.1.min',
      'tags.1.max',
      'tags.1.deadBand',
      'tags.1.medianOf',
      'tags.1.id',
    ]);
  });

  test('say what is wrong and what to do', () => {
    expect(problemsOf({ ...press, equipment: 'Press' })).toEqual([
      "tags.0.equipment: 'Press' of tag 't' is not the id of any equipment of this plant. Use one of equipment's ids.",
    ]);
    expect(problemsOf({ ...press, min: 2, max: 1 })).toEqual([
      "tags.0.max: 1 of tag 't' is below its min 2. Swap them, or correct one.",
    ]);
    expect(problemsOf({ ...press, medianOf: 4 })).toEqual([
      "tags.0.medianOf: 4 of tag 't' is even, so there is no value in the middle. Use 3 or 5.",
    ]);
    expect(problemsOf({ ...press, valueType: 'boolean', deadBand: 1 })).toEqual([
      "tags.0.deadBand: tag 't' holds a boolean, which has no distance. Remove it; debounceSeconds holds back short changes.",
    ]);
  });

  test('are names that lead to two tags: an id, a source name, and one of them to another', () => {
    expect(
      problemsOf(
        { ...press, id: 'a', sourceNames: ['x', 'x'] },
        { ...press, id: 'b', sourceNames: ['a', 'x', 'y'] },
        { ...press, id: 'y' },
        { ...press, id: 'b' },
      ).map((problem) => problem.split('.', 3).join('.').slice(0, 46)),
    ).toEqual(
      [
        "tags.3.id: the id 'b' is that of tags",
        'tags.0.sourceNames',
        'tags.1.sourceNames',
        'tags.1.sourceNames',
        'tags.1.sourceNames',
      ].map((text) => expect.stringContaining(text)),
    );
  });

  test('are none where a range is one value, a median is of a boolean, and a text is debounced', () => {
    expect(
      problemsOf(
        { ...press, id: 'a', min: 1, max: 1 },
        { ...press, id: 'b', valueType: 'boolean', medianOf: 3 },
        { ...press, id: 'c', valueType: 'text', debounceSeconds: 1 },
      ),
    ).toEqual([]);
  });
});
