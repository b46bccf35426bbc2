/** The plant file's entry of a file source. Descriptions are what the plant file reference is made of. */
import { z } from 'zod';
import { equipmentStates, listStateWordProblems, type StateWordsConfig, stateWordsSchema } from '../model/index.ts';
import { type Aliases, aliasesSchema } from './aliases.ts';
import { isTimeFormat } from './time-format.ts';

export const fileKinds = ['csv', 'jsonl'] as const;
export const encodings = ['utf-8', 'latin1', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];
export const mappedKinds = ['production', 'equipmentState'] as const;
export type MappedKind = (typeof mappedKinds)[number];

/** What a row is: the kind of its fact, and what goes without saying of it. */
export interface FactRule {
  readonly kind: MappedKind;
  readonly state?: (typeof equipmentStates)[number] | undefined;
  readonly reason?: string | undefined;
  readonly defect?: string | undefined;
}

export interface FactByColumn {
  readonly column: string;
  readonly values: Readonly<Record<string, FactRule>>;
}

/** A constant for every row. */
export interface ConstantMapping<T> {
  readonly value: T;
}

interface ColumnMapping {
  readonly column: string;
  readonly required?: boolean | undefined;
}

export interface TextColumnMapping extends ColumnMapping {
  readonly default?: string | undefined;
  readonly values?: Readonly<Record<string, string>> | undefined;
}
export interface PersonsColumnMapping extends ColumnMapping {
  readonly separator?: string | undefined;
}
export interface TimeColumnMapping {
  readonly column: string;
  readonly format?: string | undefined;
}
export interface CountColumnMapping extends ColumnMapping {
  readonly default?: number | undefined;
  readonly decimal?: '.' | ',' | undefined;
}
export interface FlagColumnMapping extends ColumnMapping {
  readonly true?: readonly string[] | undefined;
  readonly false?: readonly string[] | undefined;
}

export type TextMapping = string | TextColumnMapping | ConstantMapping<string>;
export type PersonsMapping = string | PersonsColumnMapping;
export type TimeMapping = string | TimeColumnMapping;
export type CountMapping = string | CountColumnMapping | ConstantMapping<number>;
export type FlagMapping = string | FlagColumnMapping | ConstantMapping<boolean>;

/** From the columns of a file to the columns of a fact. */
export interface FileMapping {
  readonly fact: FactRule | FactByColumn;
  readonly key?: readonly string[] | undefined;
  readonly equipment: TextMapping;
  readonly startAt: TimeMapping;
  readonly endAt: TimeMapping;
  readonly state?: TextMapping | undefined;
  readonly stateWords?: StateWordsConfig | undefined;
  readonly workOrder?: TextMapping | undefined;
  readonly operation?: TextMapping | undefined;
  readonly product?: TextMapping | undefined;
  readonly operators?: PersonsMapping | undefined;
  readonly orderCount?: CountMapping | undefined;
  readonly reason?: TextMapping | undefined;
  readonly completedCount?: CountMapping | undefined;
  readonly scrapCount?: CountMapping | undefined;
  readonly holdCount?: CountMapping | undefined;
  readonly isRework?: FlagMapping | undefined;
  readonly defect?: TextMapping | undefined;
}

export interface FileSourceConfig {
  readonly kind: (typeof fileKinds)[number];
  readonly id: string;
  readonly path: string | readonly string[];
  readonly zone?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly encoding?: Encoding | undefined;
  readonly recordBytesMax?: number | undefined;
  readonly followSeconds?: number | undefined;
  readonly aliases?: Aliases | undefined;
  readonly mapping: FileMapping;
}

export const recordBytesDefault = 65_536;
export const followSecondsDefault = 60;

const column = z.string().min(1).describe('Column of the file (CSV: its name in the header; JSONL: a dotted path)');
const required = z.boolean().optional().describe('Refuse rows where it is empty. Default: false');
const constantOf = <T>(value: z.ZodType<T>): z.ZodType<ConstantMapping<T>> =>
  z.strictObject({ value: value.describe('The same for every row') });

const text: z.ZodType<TextMapping> = z.union([
  column,
  z.strictObject({
    column,
    required,
    default: z.string().optional().describe('Taken where the column is empty. Default: absent'),
    values: z
      .record(z.string(), z.string())
      .optional()
      .describe('Other words for what the file says; values not listed stay as they are. Default: none'),
  }),
  constantOf(z.string().min(1)),
]);
const persons: z.ZodType<PersonsMapping> = z.union([
  column,
  z.strictObject({
    column,
    required,
    separator: z.string().min(1).optional().describe('Between several persons, such as `;`. Default: one person'),
  }),
]);
const time: z.ZodType<TimeMapping> = z.union([
  column,
  z.strictObject({
    column,
    format: z
      .string()
      .refine(isTimeFormat, 'Write `iso`, `epoch-ms`, `epoch-s`, or a pattern of yyyy MM dd HH mm ss SSS.')
      .optional()
      .describe(
        '`iso` (2012-02-29T07:00, seconds, fraction and offset optional), `epoch-ms`, `epoch-s`, or a pattern of yyyy MM dd HH mm ss SSS (M d H: one or two digits) such as `dd.MM.yyyy HH:mm`. Default: `iso`',
      ),
  }),
]);
const count: z.ZodType<CountMapping> = z.union([
  column,
  z.strictObject({
    column,
    required,
    default: z.number().int().min(0).optional().describe('Pieces, where the column is empty. Default: absent'),
    decimal: z.enum(['.', ',']).optional().describe('Decimal mark of the file. Default: `.`'),
  }),
  constantOf(z.number().int().min(0)),
]);
const flag: z.ZodType<FlagMapping> = z.union([
  column,
  z.strictObject({
    column,
    required,
    true: z.array(z.string().min(1)).min(1).optional().describe('What means yes. Default: Y, y, yes, true, 1'),
    false: z.array(z.string()).min(1).optional().describe('What means no, besides empty. Default: N, n, no, false, 0'),
  }),
  constantOf(z.boolean()),
]);

const factRule: z.ZodType<FactRule> = z.strictObject({
  kind: z.enum(mappedKinds).describe('`production`: an interval with what was made in it; `equipmentState`: a stop'),
  state: z.enum(equipmentStates).optional().describe('State in the interval. Default: the `state` mapping'),
  reason: z.string().min(1).optional().describe('Code of the reason tree. Default: the `reason` mapping'),
  defect: z.string().min(1).optional().describe('Code of the defect tree. Default: the `defect` mapping'),
});

const mapping: z.ZodType<FileMapping> = z
  .strictObject({
    fact: z
      .union([
        factRule,
        z.strictObject({ column, values: z.record(z.string(), factRule).describe('What the row is, by value') }),
      ])
      .describe('What a row is: the same for all, or by the values of a column'),
    key: z
      .array(column)
      .min(1)
      .max(8)
      .optional()
      .describe(
        'Columns that identify a row, so that a changed row corrects the earlier. Default: identity by content',
      ),
    equipment: text.describe('Equipment, by the name or id that the plant knows'),
    startAt: time.describe('Start of the interval'),
    endAt: time.describe('End of the interval, exclusive; not before the start'),
    state: text.optional().describe('One of the states, or a word of `stateWords`. Default: from `fact`'),
    stateWords: stateWordsSchema
      .optional()
      .describe('The standard whose words `state` has. A row of another word is refused. Default: the states’ own'),
    workOrder: text.optional().describe('Work order'),
    operation: text.optional().describe('Operation'),
    product: text.optional().describe('Product or part'),
    operators: persons.optional().describe('Persons; only tokens of them are kept'),
    orderCount: count.optional().describe('Ordered quantity, pieces'),
    reason: text.optional().describe('Code of the reason tree'),
    completedCount: count.optional().describe('Pieces completed, without rejected ones'),
    scrapCount: count.optional().describe('Pieces scrapped'),
    holdCount: count.optional().describe('Pieces held for material review'),
    isRework: flag.optional().describe('Whether the pieces are rework'),
    defect: text.optional().describe('Code of the defect tree'),
  })
  .superRefine(({ fact, state, stateWords }, issues) => {
    for (const { path, message } of stateWords === undefined ? [] : listStateWordProblems(stateWords))
      issues.addIssue({ code: 'custom', path: ['stateWords', ...path.split(/\.(.*)/s, 2)], message });
    if (stateWords !== undefined && (state === undefined || (typeof state === 'object' && 'value' in state)))
      issues.addIssue({
        code: 'custom',
        path: ['stateWords'],
        message: 'Needs a column of words: map `state` to one.',
      });
    const rules = 'values' in fact ? Object.entries(fact.values) : [['', fact] as const];
    if (rules.length === 0) issues.addIssue({ code: 'custom', path: ['fact', 'values'], message: 'Name one value.' });
    for (const [value, rule] of rules)
      if (rule.state === undefined && state === undefined)
        issues.addIssue({
          code: 'custom',
          path: value === '' ? ['fact'] : ['fact', 'values', value],
          message: `Needs a state (${equipmentStates.join(', ')}), here or as the mapping \`state\`.`,
        });
  });

const path = z.string().min(1);

/** Schema of `{ kind: 'csv' | 'jsonl', … }` in the plant file's `sources`. */
export const fileSourceSchema: z.ZodType<FileSourceConfig> = z.strictObject({
  kind: z.enum(fileKinds).describe('`csv`: RFC 4180 with a header; `jsonl`: one JSON object a line'),
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
    .describe('Name of the source, part of every identity: facts are other facts under another id'),
  path: z
    .union([path, z.array(path).min(1)])
    .describe(
      'File, folder (its `.csv` or `.jsonl` files) or pattern with `*`, relative to the plant file; or several',
    ),
  zone: z.string().min(1).optional().describe('IANA zone of local times. Default: the plant’s'),
  delimiter: z
    .string()
    .regex(/^[\t\x20-\x7e]$/)
    .refine((mark) => mark !== '"', 'The quote cannot separate fields.')
    .optional()
    .describe('Between the fields of a CSV, one ASCII character. Default: `,`'),
  encoding: z.enum(encodings).optional().describe('Encoding of the file. Default: `utf-8`'),
  recordBytesMax: z
    .number()
    .int()
    .min(64)
    .max(1_048_576)
    .optional()
    .describe(`Longest record, bytes; longer ones are refused. Default: ${recordBytesDefault}`),
  followSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .describe(
      `How long \`gemba run\` waits before it looks again for new and changed files, s; 0: it looks once. Default: ${followSecondsDefault}`,
    ),
  aliases: aliasesSchema.optional().describe('The source’s own names for what the plant file names. Default: none'),
  mapping: mapping.describe('From the columns of the file to those of a fact; columns not named are ignored'),
});
