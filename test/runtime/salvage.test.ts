import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { salvage } from '../../src/runtime/plant-file/salvage.ts';

const schema = z.strictObject({
  name: z.string(),
  size: z.number().optional(),
  parts: z.array(z.strictObject({ id: z.string(), count: z.number().default(1) })).default([]),
});

test('what is right is kept when what is wrong is cut out', () => {
  const input = {
    name: 'a',
    size: 'large',
    colour: 'red',
    parts: [{ id: 'x' }, { id: 7 }, { id: 'y', count: 'two' }, { id: 'z', weight: 1 }],
  };
  expect(salvage(schema, input)).toEqual({
    name: 'a',
    parts: [
      { id: 'x', count: 1 },
      { id: 'y', count: 1 },
      { id: 'z', count: 1 },
    ],
  });
});

test('where a field of the root that is needed is wrong, nothing is left', () => {
  expect(salvage(schema, { name: 3 })).toBeUndefined();
  expect(salvage(schema, 'text')).toBeUndefined();
});

test('what comes back always passes the schema, and the input is not touched', () => {
  fc.assert(
    fc.property(
      fc.object({ key: fc.constantFrom('name', 'size', 'parts', 'id', 'count', 'x'), maxDepth: 3 }),
      (input) => {
        const before = structuredClone(input);
        const rest = salvage(schema, input);
        expect(input).toEqual(before);
        if (rest !== undefined) expect(schema.safeParse(rest).success).toBe(true);
      },
    ),
  );
});
