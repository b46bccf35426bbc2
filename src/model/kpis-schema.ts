/** The schema of what a plant sets of its KPIs. */
import { z } from 'zod';
import { delayTimes, failureDivisors, type KpisConfig } from './kpi-settings.ts';
import { nameSchema } from './schema-parts.ts';
import type { OpportunitiesConfig, RouteConfig } from './yield-settings.ts';

/** A longer stop is none that anybody calls minor. */
const microStopSecondsMax = 3_600;

const divisorSchema = z.enum(failureDivisors);

const opportunitiesSchema: z.ZodType<OpportunitiesConfig, OpportunitiesConfig> = z
  .strictObject({
    product: nameSchema.optional().meta({ description: 'Product it holds for.', defaultsTo: 'any' }),
    operation: nameSchema.optional().meta({ description: 'Operation it holds for.', defaultsTo: 'any' }),
    perPiece: z.int().min(1).max(1e6).meta({ description: 'Chances for a defect that one piece has there.' }),
  })
  .meta({ description: 'Opportunities for a defect; the most special that fits holds.' });

const routeSchema: z.ZodType<RouteConfig, RouteConfig> = z
  .strictObject({
    product: nameSchema.meta({ description: 'Product as reports name it.' }),
    steps: z
      .array(z.union([nameSchema, z.array(nameSchema).min(1).max(100)]))
      .min(1)
      .max(1000)
      .meta({
        description:
          'Operations in order; a list where a piece goes through one of several, as on either of two machines.',
      }),
  })
  .meta({ description: 'The operations that every piece of a product goes through.' });

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
    opportunities: z.array(opportunitiesSchema).max(10_000).optional().meta({
      description: 'Opportunities for a defect, for defects per million opportunities (DPMO).',
      defaultsTo: 'none, and DPMO is unknown',
    }),
    routes: z.array(routeSchema).max(10_000).optional().meta({
      description: 'Routes of products, over which yields are multiplied (rolled throughput yield).',
      defaultsTo: 'every operation that reports of the product name',
    }),
  })
  .meta({ description: 'What standards leave open about KPIs, or disagree on.' });
