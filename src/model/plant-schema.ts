/**
 * The schema of the plant part of the plant file: shapes, types and limits. What holds between fields is told by
 * `listPlantProblems`. `docs/plant-file.md` is generated from the descriptions here, where `unit` and `defaultsTo` stand
 * beside the description.
 */
import { z } from 'zod';
import { calendarSchema } from './calendar-schema.ts';
import { equipmentLevels, silences, staffings, workCenterKinds } from './equipment.ts';
import { kpisSchema } from './kpis-schema.ts';
import { lineSchema } from './lines-schema.ts';
import { lossClasses, noCauses, personViews, roles } from './plant.ts';
import type { DefectConfig, EquipmentConfig, PlantConfig, PlantInput, StopReasonConfig } from './plant-config.ts';
import { nameSchema, wallTimeSchema } from './schema-parts.ts';
import { unitSignalsSchema } from './signals-schema.ts';
import { tagSchema } from './tag-schema.ts';

const idSchema: z.ZodString = z
  .string()
  .max(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'is not an id: letters, digits, dot, dash and underscore')
  .meta({ description: 'Letters, digits, dot, dash and underscore.' });

const idealTimeSchema = z
  .strictObject({
    operation: nameSchema.optional().meta({ description: 'Operation it holds for.', defaultsTo: 'any' }),
    product: nameSchema.optional().meta({ description: 'Product it holds for.', defaultsTo: 'any' }),
    secondsPerPiece: z.number().positive().max(1e7).meta({ description: 'Ideal time per piece.', unit: 's' }),
  })
  .meta({ description: 'Ideal time per piece; the most special that fits holds.' });

const moneySchema = z.number().min(0).max(1e12);

const equipmentSchema: z.ZodType<EquipmentConfig, EquipmentConfig> = z
  .strictObject({
    id: idSchema.optional().meta({ description: 'Unique id, used in paths.', defaultsTo: 'made of the name' }),
    name: nameSchema.meta({ description: 'As people say it, shown as written.' }),
    level: z.enum(equipmentLevels).optional().meta({
      description: 'ISA-95 level, below that of the parent.',
      defaultsTo: '`workUnit` where it has no children',
    }),
    kind: z.enum(workCenterKinds).optional().meta({ description: 'Kind of a work center.', defaultsTo: 'none' }),
    staffed: z.enum(staffings).optional().meta({
      description: '`shifts`: planned by the calendar. `onDemand`: nothing is planned, all its work is extra.',
      defaultsTo: 'the parent’s, at the root `shifts`',
    }),
    silence: z.enum(silences).optional().meta({
      description: 'What planned time without a report means: `idle` (nothing was made) or `unknown`.',
      defaultsTo: 'the parent’s, at the root `idle`',
    }),
    sourceNames: z
      .array(nameSchema)
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Names by which sources know it.', defaultsTo: 'its name' }),
    idealTimes: z.array(idealTimeSchema).max(10_000).optional().meta({
      description: 'Ideal times that the plant sets.',
      defaultsTo: 'estimated from what was best demonstrated',
    }),
    machineHourRate: moneySchema.optional().meta({
      description: 'What an hour of its machine time costs; needs `rates`.',
      unit: 'in `rates.currency` per hour',
      defaultsTo: 'the parent’s, at the root `rates.machineHour`',
    }),
    signals: unitSignalsSchema.optional().meta({
      description: 'Of a work unit: its state, its pieces and its order as its own sensors tell them.',
      defaultsTo: 'only what is reported',
    }),
    children: z
      .lazy(() => z.array(equipmentSchema).max(10_000))
      .optional()
      .meta({ description: 'Equipment of lower levels.', defaultsTo: 'none' }),
  })
  .meta({ description: 'Equipment after ISA-95; children inherit `staffed`, `silence` and `machineHourRate`.' });

const reasonSchema: z.ZodType<StopReasonConfig, StopReasonConfig> = z
  .strictObject({
    code: nameSchema.meta({ description: 'Code as sources send it, unique.' }),
    name: nameSchema.meta({ description: 'As people say it.' }),
    planned: z
      .boolean()
      .optional()
      .meta({ description: 'Whether it is a planned stop.', defaultsTo: 'the parent’s, at the root false' }),
    lossClass: z.enum(lossClasses).optional().meta({
      description: 'The big loss it belongs to.',
      defaultsTo: 'the parent’s, at the root `planned` where planned, else `other`',
    }),
    category: nameSchema
      .optional()
      .meta({ description: 'Group in reports.', defaultsTo: 'the parent’s, at the root its name' }),
    tells: z.enum(noCauses).optional().meta({
      description:
        '`notSaid`: stands where nobody said why, so a reason is proposed and may be asked for. `notKnown`: somebody was asked and does not know, so it is not asked again.',
      defaultsTo: 'the parent’s, at the root the cause of the stop',
    }),
    children: z
      .lazy(() => z.array(reasonSchema).max(1000))
      .optional()
      .meta({ description: 'More special reasons.', defaultsTo: 'none' }),
  })
  .meta({ description: 'A stop reason; children inherit what they do not say.' });

const defectSchema: z.ZodType<DefectConfig, DefectConfig> = z
  .strictObject({
    code: nameSchema.meta({ description: 'Code as sources send it, unique.' }),
    name: nameSchema.meta({ description: 'As people say it.' }),
    category: nameSchema
      .optional()
      .meta({ description: 'Group in reports.', defaultsTo: 'the parent’s, at the root its name' }),
    children: z
      .lazy(() => z.array(defectSchema).max(1000))
      .optional()
      .meta({ description: 'More special defects.', defaultsTo: 'none' }),
  })
  .meta({ description: 'A defect code.' });

const plannedStopSchema = z
  .strictObject({
    equipment: nameSchema.meta({ description: 'Equipment id; everything below it stops too.' }),
    from: z.string().meta({
      description: 'Local `YYYY-MM-DDTHH:MM`, or a date: the start of that production day.',
    }),
    to: z.string().meta({ description: 'End, exclusive, written as `from`.' }),
    name: nameSchema.meta({ description: 'What reports call it.' }),
    reason: nameSchema.optional().meta({ description: 'Code of a planned stop reason.', defaultsTo: 'none' }),
  })
  .meta({ description: 'A stop planned ahead; it is taken out of planned time and named in reports.' });

const audienceSchema = z
  .strictObject({
    id: idSchema.meta({ description: 'Unique id, such as `director`.' }),
    role: z.enum(roles).meta({ description: 'Whose report it gets.' }),
    language: z.string().min(2).max(35).optional().meta({ description: 'BCP 47 tag.', defaultsTo: 'the plant’s' }),
    persons: z.enum(personViews).optional().meta({
      description: 'What it sees of people: `names`, keyed `pseudonyms`, or `none`.',
      defaultsTo: '`none`',
    }),
    recipients: z
      .array(z.email('is not a mail address'))
      .max(1000)
      .optional()
      .meta({ description: 'Mail addresses.', defaultsTo: 'none' }),
  })
  .meta({ description: 'Who reads reports.' });

const ratesSchema = z
  .strictObject({
    currency: z.string().max(100).meta({ description: 'ISO 4217 code of all money in the plant file, such as `EUR`.' }),
    machineHour: moneySchema.meta({
      description: 'What an hour of machine time costs, where equipment has no `machineHourRate`.',
      unit: 'in `currency` per hour',
    }),
    pieceValues: z.record(nameSchema, moneySchema).optional().meta({
      description:
        'By product, what one lost piece costs in material and in work put in before; the machine time of the operation that lost it is counted beside it.',
      unit: 'in `currency` per piece',
      defaultsTo: 'none is known',
    }),
  })
  .meta({ description: 'What time and pieces cost. With rates, findings have their consequence in money.' });

/** The plant part of the plant file. Its type when parsed is `PlantConfig`, as written `PlantInput`. */
export const plantSchema: z.ZodType<PlantConfig, PlantInput> = z
  .strictObject({
    id: idSchema.meta({ description: 'Id of the plant, used in ids and file names.' }),
    name: nameSchema.meta({ description: 'Name of the plant.' }),
    zone: z.string().min(1).meta({ description: 'IANA time zone, such as `Europe/Berlin`.' }),
    dayStart: wallTimeSchema.meta({ description: 'Wall time `HH:MM` at which the production day begins.' }),
    language: z.string().min(2).max(35).default('en').meta({ description: 'BCP 47 tag of the language of reports.' }),
    equipment: z.array(equipmentSchema).min(1).max(10_000).meta({ description: 'The equipment tree, from its roots.' }),
    lines: z.array(lineSchema).max(1000).optional().meta({
      description: 'Production lines of which the equipment tree does not say all.',
      defaultsTo: 'work centers of kind `productionLine`, their work units one after the other',
    }),
    calendar: calendarSchema,
    plannedStops: z.array(plannedStopSchema).max(100_000).default([]).meta({ description: 'Stops planned ahead.' }),
    tags: z
      .array(tagSchema)
      .max(100_000)
      .optional()
      .meta({ description: 'Measured quantities of equipment.', defaultsTo: 'none' }),
    reasons: z.array(reasonSchema).max(10_000).default([]).meta({ description: 'Tree of stop reasons.' }),
    defects: z.array(defectSchema).max(10_000).default([]).meta({ description: 'Tree of defect codes.' }),
    finalOperations: z
      .array(nameSchema)
      .max(100)
      .default([])
      .meta({ description: 'Operations at which an order is finished, in order of authority.' }),
    audiences: z.array(audienceSchema).max(1000).default([]).meta({ description: 'Who reads reports.' }),
    targets: z
      .record(nameSchema, z.number().min(0).max(1))
      .default({})
      .meta({ description: 'Targets by KPI id.', unit: 'ratio, 0 to 1' }),
    rates: ratesSchema.optional().meta({
      description: 'What time and pieces cost. With rates, findings are ranked by money, and two roles read it.',
      defaultsTo: 'none, and reports speak of no money',
    }),
    kpis: kpisSchema.optional().meta({
      description: 'What standards leave open about KPIs, or disagree on.',
      defaultsTo: 'the defaults of its fields',
    }),
  })
  .meta({ description: 'The plant.' });
