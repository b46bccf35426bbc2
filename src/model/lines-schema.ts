/** The schema of production lines in a plant file. */
import { z } from 'zod';
import type { LineConfig } from './lines.ts';
import { nameSchema } from './schema-parts.ts';

export const lineSchema: z.ZodType<LineConfig, LineConfig> = z
  .strictObject({
    equipment: nameSchema.meta({ description: 'Id of the equipment that is the line, above its work units.' }),
    stations: z
      .array(z.union([nameSchema, z.array(nameSchema).min(1).max(100)]))
      .min(1)
      .max(1000)
      .optional()
      .meta({
        description: 'Work units in the order of the flow; a list where several stand side by side.',
        defaultsTo: 'its work units, one after the other',
      }),
    constraint: nameSchema.optional().meta({
      description: 'Work unit by which the line is run; its OEE is by that.',
      defaultsTo: 'found out by who waits for whom',
    }),
  })
  .meta({ description: 'What the equipment tree cannot say of a production line.' });
