/** The schema of what a plant sets of its KPIs. */
import { z } from 'zod';
import { delayTimes, failureDivisors, type KpisConfig } from './kpi-settings.ts';

/** A longer stop is none that anybody calls minor. */
const microStopSecondsMax = 3_600;

const divisorSchema = z.enum(failureDivisors);

export const kpisSchema: z.ZodType<KpisConfig, KpisConfig> = z
  .strictObject({
    microStopSeconds: z.number().positive().max(microStopSecondsMax).optional().meta({
      description:
        'An unplanned stop or wait that is shorter, not as long, is a minor stop: a loss of performance, and no failure.',
      unit: 's',
      defaultsTo: 'no stop is minor',
    }),
    mtbfDivisor: divisorSchema.optional().meta({
      description: 'What the operating time between failures is divided by: the failures, or one more.',
      defaultsTo: '`failures-and-one`',
    }),
    mttfDivisor: divisorSchema
      .optional()
      .meta({ description: 'What the time to failure is divided by.', defaultsTo: '`failures-and-one`' }),
    mttrDivisor: divisorSchema
      .optional()
      .meta({ description: 'What the time to restoration is divided by.', defaultsTo: '`failures`' }),
    delayTime: z.enum(delayTimes).optional().meta({
      description:
        'What is delay (ADET) and not down time (ADOT): what is lost while an `order` is on the unit (ISO 22400-2, OPC 40001-1), or in a reported `state` of stop (OPC 40501).',
      defaultsTo: '`order`',
    }),
  })
  .meta({ description: 'What standards leave open about KPIs, or disagree on.' });
