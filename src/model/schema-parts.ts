/** Parts that several schemas of the plant file share. */
import { z } from 'zod';

export const nameSchema: z.ZodString = z.string().min(1).max(200).meta({ description: 'A name, not empty.' });

/** The form only; that the time exists is told with the other problems of the calendar. */
export const wallTimeSchema: z.ZodString = z
  .string()
  .regex(/^\d{2}:\d{2}$/, 'is not a wall time HH:MM')
  .meta({ description: 'Wall time, `HH:MM`.' });
