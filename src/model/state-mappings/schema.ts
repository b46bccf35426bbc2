/** The schema of what a source's words for states mean; signals and mappings of files share it. */
import { z } from 'zod';
import { stateStandardIds } from './standards.ts';
import { wordMeanings } from './state-word.ts';
import type { StateWordsConfig } from './state-words.ts';

const wordSchema = z.string().min(1).max(200);

/** The fields of `StateWordsConfig`, for a schema that has others beside them. */
export const stateWordsFields: {
  readonly standard: z.ZodType<StateWordsConfig['standard'], StateWordsConfig['standard']>;
  readonly words: z.ZodOptional<z.ZodType<Readonly<Record<string, string>>, Readonly<Record<string, string>>>>;
  readonly overrides: z.ZodOptional<
    z.ZodType<NonNullable<StateWordsConfig['overrides']>, NonNullable<StateWordsConfig['overrides']>>
  >;
} = {
  standard: z.enum(stateStandardIds).meta({ description: 'The standard whose words they are (docs/state-words.md).' }),
  words: z.record(wordSchema, wordSchema).optional().meta({
    description:
      'The source’s own words or numbers, each with the standard’s word for it. With them, the standard’s own numbers no longer hold.',
    defaultsTo: 'the standard’s words and numbers',
  }),
  overrides: z.record(wordSchema, z.enum(wordMeanings)).optional().meta({
    description: 'Words of the standard, each with the state it means here instead; `untold`: none.',
    defaultsTo: 'what the table says',
  }),
};

export const stateWordsSchema: z.ZodType<StateWordsConfig, StateWordsConfig> = z
  .strictObject(stateWordsFields)
  .meta({ description: 'What the source’s words for states mean. A word that it does not know is refused.' });
