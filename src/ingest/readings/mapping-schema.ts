/** Schema of a subscription's `mapping`. The plant file reference is made of the descriptions. */
import { z } from 'zod';
import { isZone } from '../is-zone.ts';
import {
  aheadMsDefault,
  type QualityFieldMapping,
  qualityCodes,
  qualityWords,
  type ReadingMapping,
  type TimeFieldMapping,
  timeFormats,
} from './mapping.ts';
import { listNameProblems } from './tag-name.ts';
import { listTopicProblems } from './topic-template.ts';

const path = z
  .string()
  .min(1)
  .max(200)
  .refine(
    (dotted) => dotted.split('.').every((key) => key !== '' && !(key in Object.prototype)),
    'Write keys with dots between them, such as `data.value`; names every object has, such as `constructor`, cannot be read.',
  )
  .describe('Dotted path in the payload');

const time: z.ZodType<string | TimeFieldMapping> = z.union([
  path,
  z.strictObject({
    path,
    format: z
      .enum(timeFormats)
      .optional()
      .describe(
        '`iso` (date and time, offset optional), `epoch-s`, `epoch-ms`, `epoch-us`, `epoch-ns` (number or digits as text), or `auto`: any of them, told apart by form and magnitude. Default: `auto`',
      ),
    zone: z
      .string()
      .refine(isZone, 'There is no such time zone. Write an IANA name such as Europe/Berlin.')
      .optional()
      .describe('IANA zone of times without an offset. Default: such times are refused'),
    missing: z
      .enum(['refuse', 'received'])
      .optional()
      .describe('What happens where the message has none: refused, or the time of receipt is taken. Default: `refuse`'),
  }),
]);

const quality: z.ZodType<string | QualityFieldMapping> = z.union([
  path,
  z.strictObject({
    path,
    codes: z
      .enum(qualityCodes)
      .optional()
      .describe(
        '`text`: good, uncertain, bad; `opc-ua`: status codes by their class; `opc-da`: 192 good, 64 uncertain, 0 bad and their sub-codes. Default: `text`',
      ),
    values: z
      .record(z.string(), z.enum(qualityWords))
      .optional()
      .describe('What the source’s own words or numbers mean; they go before `codes`. Default: none'),
  }),
]);

const shared = {
  topic: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe(
      'Levels of the topic: `{name}` takes one, `{name?}` one or none, `{name*}` the rest; none of the first two takes a level that starts with an underscore. Default: every topic',
    ),
  otherTopics: z
    .enum(['refuse', 'ignore'])
    .optional()
    .describe(
      'What happens to messages no mapping takes: refused, or left to others and not counted. Default: `refuse`',
    ),
  tag: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'How the source’s name of a tag is built: levels of `topic` as `{name}`, `{topic}` (all of it), `{path}` (the `{name*}` levels and keys above, by dots), `{key}`, `{name}`. Default: `{path}.{key}` where keys are tags, `{name}` where the message names it, else `{topic}`',
    ),
  time: time.optional().describe('Time of the readings; a bare text is its path. Default: time of receipt'),
  quality: quality.optional().describe('Quality of the readings; a bare text is its path. Default: good'),
  sequence: path.optional().describe('Number that tells apart readings of a tag at one instant. Default: none'),
  unit: z
    .union([z.string().min(1).max(100), z.strictObject({ path })])
    .optional()
    .describe('Unit of the values, UCUM or of `units`, or where the message says it. Default: the tag’s'),
  units: z
    .record(z.string(), z.string().min(1).max(100))
    .optional()
    .describe('UCUM codes, by the name the source has for a unit. Default: usual spellings such as °C, rpm'),
  numbersAsText: z.boolean().optional().describe('Whether numbers may come as text. Default: false'),
  decimal: z.enum(['.', ',']).optional().describe('Decimal mark of numbers that come as text. Default: `.`'),
  aheadMsMax: z
    .number()
    .min(0)
    .max(1e12)
    .optional()
    .describe(`How far ahead of receipt a time may lie, ms. Default: ${aheadMsDefault}`),
  ageMsMax: z.number().positive().optional().describe('How far before receipt a time may lie, ms. Default: any'),
};

const key = z.string().min(1).max(200);
const ignore = z.array(key).max(1_000).optional().describe('Keys that are no tags, dotted. Default: none');

/** Schema of `mapping`: how the payload of a message becomes readings. */
export const readingMappingSchema: z.ZodType<ReadingMapping> = z
  .discriminatedUnion('form', [
    z.strictObject({
      form: z.literal('value').describe('One value, bare or in an object'),
      value: path.optional().describe('Path of the value. Default: the payload is the value'),
      ...shared,
    }),
    z.strictObject({
      form: z.literal('object').describe('An object of values; every key not named otherwise is a tag'),
      values: path.optional().describe('Path of the object that holds the values. Default: the payload'),
      ignore,
      ...shared,
    }),
    z.strictObject({
      form: z.literal('list').describe('A list of objects with one value each; paths are within an element'),
      list: path.optional().describe('Path of the list. Default: the payload'),
      value: path.describe('Path of the value in an element'),
      name: path.optional().describe('Path of the tag’s name in an element. Default: the topic names it'),
      ...shared,
    }),
    z.strictObject({
      form: z.literal('columns').describe('Lists of equal length, one of them the times'),
      value: path.optional().describe('Path of the column of values. Default: every further column is a tag'),
      name: path.optional().describe('Path of the column of tag names. Default: the topic names it'),
      ignore,
      ...shared,
    }),
  ])
  .superRefine((mapping, issues) => {
    const say = (field: string, message: string): void => issues.addIssue({ code: 'custom', path: [field], message });
    if (mapping.form === 'value' && mapping.value === undefined)
      for (const field of ['time', 'quality', 'sequence'] as const)
        if (mapping[field] !== undefined) say(field, 'A bare value has no other fields. Name the path of the `value`.');
    if (mapping.form === 'columns' && mapping.time === undefined) say('time', 'Columns need one of times.');
    if (mapping.form === 'columns' && mapping.name !== undefined && mapping.value === undefined)
      say('value', 'Where a column names the tags, another holds the values: name it.');
    for (const message of listTopicProblems(mapping.topic)) say('topic', message);
    for (const message of listNameProblems(mapping)) say('tag', message);
  });
