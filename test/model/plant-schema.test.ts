import { plantSchema } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { demoPlant, smallPlant } from './plants.ts';

const issuesOf = (input: unknown) => {
  const result = plantSchema.safeParse(input);
  return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'));
};

describe('the schema of a plant', () => {
  test('takes what is written, and fills in lists', () => {
    expect(plantSchema.parse(smallPlant)).toEqual(smallPlant);
    expect(plantSchema.parse(demoPlant)).toEqual({
      ...demoPlant,
      language: 'en',
      plannedStops: [],
      reasons: [],
      defects: [],
      audiences: [],
      targets: {},
    });
  });

  test('does not change what it is given', () => {
    const before = structuredClone(demoPlant);
    plantSchema.parse(demoPlant);
    expect(demoPlant).toEqual(before);
  });

  test('tells every wrong field, deep ones too', () => {
    expect(
      issuesOf({
        ...smallPlant,
        id: 'a/b',
        dayStart: '7:00',
        equipment: [{ name: '', level: 'hall', children: [{ name: 'X', idealTimes: [{ secondsPerPiece: 0 }] }] }],
        audiences: [{ id: 'x', role: 'ceo', recipients: ['nobody'] }],
        targets: { oeeIndex: 60 },
        reasons: [{ code: 'R', name: 'R', children: [{ code: 'S' }] }],
      }).sort(),
    ).toEqual([
      'audiences.0.recipients.0',
      'audiences.0.role',
      'dayStart',
      'equipment.0.children.0.idealTimes.0.secondsPerPiece',
      'equipment.0.level',
      'equipment.0.name',
      'id',
      'reasons.0.children.0.name',
      'targets.oeeIndex',
    ]);
  });

  test('tells what is wrong with a rotation where it is', () => {
    const rotationIssues = (rotation: unknown) =>
      plantSchema
        .safeParse({ ...demoPlant, calendar: { ...demoPlant.calendar, rotation } })
        .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    const anchor = '2012-01-01';
    const either = 'calendar.rotation needs either days, or both crews and letters';
    expect(rotationIssues({ anchor })).toEqual([either]);
    expect(rotationIssues({ anchor, days: [['day']], crews: { A: 'D' } })).toEqual([either]);
    expect(rotationIssues({ anchor, crews: { A: 'D' } })).toEqual([either]);
    expect(rotationIssues({ anchor, days: [['day', 7]] })).toEqual([
      'calendar.rotation.days.0.1 is not a shift: write its name, or { shift, team }',
    ]);
    expect(rotationIssues({ anchor, crews: { A: '' }, letters: { DD: 'day' } })).toHaveLength(2);
    expect(rotationIssues({ anchor, crews: { A: 'D' }, letters: { D: 'day' } })).toBeUndefined();
    expect(rotationIssues({ anchor, days: [['day']], crews: undefined })).toBeUndefined();
  });

  test('refuses fields it does not know, deep ones too', () => {
    const issues = plantSchema.safeParse({ ...smallPlant, shift: 1, equipment: [{ name: 'A', colour: 'red' }] }).error
      ?.issues;
    expect(issues?.map((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))).toEqual([
      ['colour'],
      ['shift'],
    ]);
  });

  test('describes every field, and says the default of each that may be left out', () => {
    const lacking: string[] = [];
    walk(z.toJSONSchema(plantSchema, { io: 'input' }) as Node, '', lacking);
    expect(lacking).toEqual([]);
  });
});

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly defaultsTo?: string;
}

/** Finds every object in the JSON Schema, wherever it lies. */
function walk(node: unknown, path: string, lacking: string[]): void {
  if (typeof node !== 'object' || node === null) return;
  const { properties, required = [] } = node as Node;
  if (typeof properties === 'object')
    for (const [name, field] of Object.entries(properties)) {
      const optional = !required.includes(name);
      if (field.description === undefined) lacking.push(`${path}.${name}: no description`);
      if (optional && field.default === undefined && field.defaultsTo === undefined)
        lacking.push(`${path}.${name}: no default`);
    }
  for (const [key, value] of Object.entries(node)) walk(value, `${path}.${key}`, lacking);
}
