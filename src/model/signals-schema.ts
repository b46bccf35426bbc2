/** The schema of what the plant file reads off a work unit's own sensors. */
import { z } from 'zod';
import { equipmentStates } from './facts.ts';
import { nameSchema } from './schema-parts.ts';
import type { StateRuleConfig, TagStateWordsConfig, UnitSignalsConfig } from './signals.ts';
import { stateWordsFields } from './state-mappings/schema.ts';

/** A delay is judged by readings after it began; days are worked out with this much of the time around them. */
const delaySecondsMax = 3_600;
const statesMax = 100;
const valuesMax = 1_000;

const delaySchema = z.number().min(0).max(delaySecondsMax);

const stateRuleSchema: z.ZodType<StateRuleConfig, StateRuleConfig> = z
  .strictObject({
    state: z.enum(equipmentStates).meta({ description: 'State of the unit while the rule holds.' }),
    reason: nameSchema.optional().meta({ description: 'Code of a stop reason; not of `running`.', defaultsTo: 'none' }),
    tag: nameSchema.meta({ description: 'Id of the tag the rule reads; it may belong to other equipment.' }),
    above: z.number().optional().meta({
      description: 'The rule holds from the reading that is greater than this on. One of `above`, `below`, `oneOf`.',
      unit: 'the tag’s unit',
      defaultsTo: 'another of the three',
    }),
    below: z.number().optional().meta({
      description: 'The rule holds from the reading that is less than this on.',
      unit: 'the tag’s unit',
      defaultsTo: 'another of the three',
    }),
    oneOf: z
      .array(z.union([z.number(), z.string().min(1).max(200), z.boolean()]))
      .min(1)
      .max(valuesMax)
      .optional()
      .meta({
        description: 'The rule holds while the tag shows one of these: numbers, texts or booleans as the tag holds.',
        defaultsTo: 'another of the three',
      }),
    releaseAt: z.number().optional().meta({
      description:
        'Hysteresis: the rule ends with the reading that is this or less (of `below`: this or more). Not of `oneOf`.',
      unit: 'the tag’s unit',
      defaultsTo: 'the value of `above` or `below`',
    }),
    forSeconds: delaySchema.optional().meta({
      description: 'How long the condition must hold before the state counts; the state then began when it did.',
      unit: 's',
      defaultsTo: '0',
    }),
    releaseAfterSeconds: delaySchema.optional().meta({
      description: 'How long the condition must be over before the state ends; the state then ended when it did.',
      unit: 's',
      defaultsTo: '0',
    }),
  })
  .meta({ description: 'A state by one tag. Of several that hold at once the first of the list wins.' });

const tagStateWordsSchema: z.ZodType<TagStateWordsConfig, TagStateWordsConfig> = z
  .strictObject({
    tag: nameSchema.meta({ description: 'Id of the tag that says the words; it may belong to other equipment.' }),
    ...stateWordsFields,
    reasons: z.record(nameSchema, nameSchema).optional().meta({
      description: 'Codes of stop reasons, by words of the standard; not of words that mean `running`.',
      defaultsTo: 'none',
    }),
  })
  .meta({ description: 'A tag that tells the state in a standard’s words. A reading of another word is refused.' });

export const unitSignalsSchema: z.ZodType<UnitSignalsConfig, UnitSignalsConfig> = z
  .strictObject({
    states: z.array(stateRuleSchema).max(statesMax).optional().meta({
      description: 'States by rules, the first that holds wins; where none holds, the unit is silent.',
      defaultsTo: 'no state is read',
    }),
    stateWords: z.array(tagStateWordsSchema).max(statesMax).optional().meta({
      description: 'States by the words of standards, after `states`; the first that tells one wins.',
      defaultsTo: 'none',
    }),
    producedTag: nameSchema.optional().meta({
      description:
        'Id of the counter of all pieces, good or not; good ones are these less those of `scrapTag`. Name counters only where nobody reports pieces: both would be counted.',
      defaultsTo: 'none',
    }),
    goodTag: nameSchema
      .optional()
      .meta({ description: 'Id of the counter of good pieces, instead of `producedTag`.', defaultsTo: 'none' }),
    scrapTag: nameSchema
      .optional()
      .meta({ description: 'Id of the counter of scrap, beside one of the two.', defaultsTo: 'none' }),
    productTag: nameSchema
      .optional()
      .meta({ description: 'Id of a text tag: the product that is made.', defaultsTo: 'none' }),
    workOrderTag: nameSchema
      .optional()
      .meta({ description: 'Id of a text tag: the work order that is made.', defaultsTo: 'none' }),
  })
  .meta({ description: 'What a work unit’s own sensors say of its state, its pieces and its order.' });
