/** The schema of a plant file's calendar: shifts, rotation and exceptions. */
import { z } from 'zod';
import { rotationDaysMax } from '../time/index.ts';
import type { CalendarConfig } from './plant-config.ts';
import { nameSchema, wallTimeSchema } from './schema-parts.ts';

const dateSchema: z.ZodString = z.string().meta({ description: 'A date, `YYYY-MM-DD`.' });

const assignmentSchema = z
  .union(
    [
      nameSchema,
      z.strictObject({
        shift: nameSchema.meta({ description: 'Name of a shift.' }),
        team: nameSchema.optional().meta({ description: 'Team that works it.', defaultsTo: 'none' }),
      }),
    ],
    'is not a shift: write its name, or { shift, team }',
  )
  .meta({ description: 'A shift by name, or `{ shift, team }` where teams rotate.' });

const shiftSchema = z
  .strictObject({
    name: nameSchema.meta({ description: 'Name of the shift, unique, such as `night`.' }),
    start: wallTimeSchema.meta({ description: 'Start as wall time `HH:MM`, 00:00 to 23:59.' }),
    end: wallTimeSchema.meta({
      description: 'End as wall time `HH:MM`, to 24:00. At or before `start` it is on the next day.',
    }),
    breaks: z
      .array(
        z.strictObject({
          start: wallTimeSchema.meta({ description: 'Start of the break, `HH:MM`.' }),
          end: wallTimeSchema.meta({ description: 'End of the break, `HH:MM`.' }),
        }),
      )
      .max(100)
      .optional()
      .meta({ description: 'Breaks within the shift; they are taken out of planned time.', defaultsTo: 'none' }),
  })
  .meta({ description: 'A shift by its wall times. It belongs to the date on which it begins.' });

/** One object, so that a mistake deep in it is told where it is; which fields go together is checked after. */
const rotationSchema = z
  .strictObject({
    anchor: dateSchema.meta({ description: 'The date of the first day of a cycle, `YYYY-MM-DD`.' }),
    days: z.array(z.array(assignmentSchema).max(50)).min(1).max(rotationDaysMax).optional().meta({
      description: 'One list of shifts for each day of the cycle; an empty list is a day off.',
      defaultsTo: 'by `crews` and `letters`',
    }),
    crews: z.record(nameSchema, z.string().min(1).max(rotationDaysMax)).optional().meta({
      description: 'A row of letters per team, a letter per day, `-` for a day off: `{ A: "DDNN--" }`.',
      defaultsTo: 'by `days`',
    }),
    letters: z
      .record(z.string().length(1), nameSchema)
      .optional()
      .meta({ description: 'What each letter stands for: `{ D: "day", N: "night" }`.', defaultsTo: 'by `days`' }),
  })
  .refine(
    ({ days, crews, letters }) =>
      days === undefined ? crews !== undefined && letters !== undefined : crews === undefined && letters === undefined,
    'needs either days, or both crews and letters',
  )
  .meta({
    description: 'Which shifts are worked on which day of a cycle of any length: by days, or by rows of crew letters.',
  }) as unknown as z.ZodType<CalendarConfig['rotation'], CalendarConfig['rotation']>;

const exceptionSchema = z
  .strictObject({
    from: dateSchema.meta({ description: 'First date, `YYYY-MM-DD`.' }),
    to: dateSchema.optional().meta({ description: 'Last date, inclusive.', defaultsTo: '`from`' }),
    name: nameSchema.meta({ description: 'What it is called in reports, such as a holiday.' }),
    replace: z.array(assignmentSchema).max(50).optional().meta({
      description: 'Shifts worked instead of the rotation’s; an empty list is a holiday.',
      defaultsTo: 'none',
    }),
    cancel: z
      .array(nameSchema)
      .max(50)
      .optional()
      .meta({ description: 'Names of shifts that are not worked.', defaultsTo: 'none' }),
    add: z
      .array(
        z.strictObject({
          shift: nameSchema.meta({ description: 'Name of a shift; with `start` and `end` any name.' }),
          team: nameSchema.optional().meta({ description: 'Team that works it.', defaultsTo: 'none' }),
          start: wallTimeSchema.optional().meta({ description: 'Start, `HH:MM`.', defaultsTo: 'the shift’s' }),
          end: wallTimeSchema.optional().meta({ description: 'End, `HH:MM`.', defaultsTo: 'the shift’s' }),
        }),
      )
      .max(50)
      .optional()
      .meta({ description: 'Shifts added: overtime.', defaultsTo: 'none' }),
  })
  .meta({ description: 'Dates that differ from the rotation. Later exceptions change what earlier ones left.' });

export const calendarSchema: z.ZodType<CalendarConfig, CalendarConfig> = z
  .strictObject({
    shifts: z.array(shiftSchema).min(1).max(100).meta({ description: 'The shifts there are.' }),
    rotation: rotationSchema,
    exceptions: z
      .array(exceptionSchema)
      .max(10_000)
      .optional()
      .meta({ description: 'Holidays, cancelled shifts, overtime.', defaultsTo: 'none' }),
  })
  .meta({ description: 'When the plant means to work.' });
