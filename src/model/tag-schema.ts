/** The schema of a tag of the plant file. */
import { z } from 'zod';
import { nameSchema } from './schema-parts.ts';
import { type TagConfig, tagKinds, tagValueTypes } from './tag.ts';

/** Values a median is taken of: more would hold a change back for too long. */
const medianOfMax = 101;

/** Names of tags are often paths. */
const tagIdSchema = z
  .string()
  .max(200)
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._:/-]*$/u,
    'is not a tag id: letters, digits, dot, dash, underscore, colon and slash',
  );

/** The form only, as UCUM has it: printable ASCII without spaces. That there is such a unit, ingest says. */
const unitSchema = z
  .string()
  .max(100)
  .regex(/^[!-~]+$/, 'is not a UCUM code: no spaces, no letters beyond ASCII');

export const tagSchema: z.ZodType<TagConfig, TagConfig> = z
  .strictObject({
    id: tagIdSchema.meta({
      description: 'Unique id. Readings are stored under it: with another one they are another tag’s.',
    }),
    name: nameSchema.optional().meta({ description: 'As people say it.', defaultsTo: 'its id' }),
    equipment: nameSchema.meta({ description: 'Id of the equipment it belongs to.' }),
    kind: z.enum(tagKinds).optional().meta({
      description:
        '`measure`: a quantity that varies. `counter`: one that only grows, but for resets. `state`: one of a few values.',
      defaultsTo: '`measure` where it is a number, else `state`',
    }),
    valueType: z.enum(tagValueTypes).optional().meta({
      description: 'What a reading holds; a boolean is stored as 0 or 1.',
      defaultsTo: '`number`',
    }),
    unit: unitSchema.optional().meta({
      description:
        'UCUM code of the unit in which readings are stored, such as `Cel` or `mm/s`; `1` for a pure number.',
      defaultsTo: '`1`',
    }),
    min: z.number().optional().meta({
      description: 'Least value that is possible; a reading below is refused.',
      unit: 'the tag’s unit',
      defaultsTo: 'unbounded',
    }),
    max: z.number().optional().meta({
      description: 'Greatest value that is possible; a reading above is refused.',
      unit: 'the tag’s unit',
      defaultsTo: 'unbounded',
    }),
    expectedIntervalSeconds: z.number().positive().max(31_622_400).optional().meta({
      description: 'Longest time between two readings when all is well; a longer silence is a gap.',
      unit: 's',
      defaultsTo: 'silence is never a gap',
    }),
    rolloverAt: z.int().min(2).optional().meta({
      description: 'Of a counter: the count at which it begins anew at 0, such as 65536.',
      unit: 'the tag’s unit',
      defaultsTo: 'a fall is a reset',
    }),
    droppable: z.boolean().optional().meta({
      description:
        'Whether its oldest readings may be dropped, counted and recorded as a gap, when the buffer is full.',
      defaultsTo: 'false: its source has to wait',
    }),
    deadBand: z.number().positive().optional().meta({
      description: 'A reading is held back while it differs from the last one kept by no more than this.',
      unit: 'the tag’s unit',
      defaultsTo: 'every reading is kept',
    }),
    debounceSeconds: z.number().positive().max(86_400).optional().meta({
      description: 'A change is kept only once it has lasted this long.',
      unit: 's',
      defaultsTo: 'every change is kept',
    }),
    medianOf: z.int().min(3).max(medianOfMax).optional().meta({
      description: 'Each value is replaced by the median of the last n, an odd number.',
      defaultsTo: 'values stay as they are',
    }),
    sourceNames: z
      .array(nameSchema)
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Further names by which sources know it.', defaultsTo: 'its id alone' }),
  })
  .meta({ description: 'A measured quantity of one piece of equipment. A plant has up to 100,000.' });
