/** The decoders of one kind of row, in the order of the fact's columns, which is the order of its hash. */
import { factColumns } from '../model/index.ts';
import type { Zone } from '../time/index.ts';
import type { Aliases } from './aliases.ts';
import type { TableBuilder } from './column-builders.ts';
import type { ColumnDecoder, FieldSource } from './column-decoder.ts';
import type { FactRule, FileMapping } from './config.ts';
import { understoodConstant } from './constants.ts';
import type { SourceContext } from './context.ts';
import { columnOf, type MappedColumn, mappedColumns } from './mapped-columns.ts';
import { createMeaning, isUnmapped, type MappedTextColumn, textColumns } from './meanings.ts';
import { NoPlaceDecoder } from './no-place-column.ts';
import { ConstantNumberDecoder, CountDecoder, FlagDecoder, flagWords } from './number-columns.ts';
import { ConstantTextDecoder, InternedTextDecoder } from './text-columns.ts';
import { TimeDecoder } from './time-column.ts';
import { createTimeReader } from './time-format.ts';

export interface RuleDecoderOptions {
  readonly rule: FactRule;
  readonly mapping: FileMapping;
  readonly aliases: Aliases | undefined;
  readonly context: SourceContext;
  readonly zone: Zone;
  readonly table: TableBuilder;
  readonly sourceOf: (column: string) => FieldSource;
}

/** The decoders of a rule; those of mapped columns that the kind has no place for come last. */
export function createRuleDecoders(options: RuleDecoderOptions): readonly ColumnDecoder[] {
  const placed = new Set(Object.keys(factColumns[options.rule.kind]));
  const inFact = [...placed].filter((name) => (mappedColumns as readonly string[]).includes(name));
  const outside = mappedColumns.filter((name) => !placed.has(name));
  return [
    ...inFact.map((name) => createDecoder(name as MappedColumn, options)),
    ...outside.flatMap((name) => createNoPlaceDecoder(name, options)),
  ];
}

/** The decoders of a row's times alone, for a row of unknown kind. */
export function createTimeDecoders(options: RuleDecoderOptions): readonly ColumnDecoder[] {
  return [createDecoder('startAt', options), createDecoder('endAt', options)];
}

function createDecoder(name: MappedColumn, options: RuleDecoderOptions): ColumnDecoder {
  if (name === 'startAt' || name === 'endAt') return createTimeDecoder(name, options);
  if ((textColumns as readonly string[]).includes(name)) return createTextColumn(name as MappedTextColumn, options);
  return name === 'isRework' ? createFlagDecoder(options) : createCountDecoder(name as CountColumn, options);
}

function createTextColumn(name: MappedTextColumn, options: RuleDecoderOptions): ColumnDecoder {
  const { rule, mapping, aliases, context, table } = options;
  const entry = mapping[name];
  const ofRule = name === 'state' || name === 'reason' || name === 'defect' ? rule[name] : undefined;
  const constant = ofRule ?? (typeof entry === 'object' && 'value' in entry ? entry.value : undefined);
  if (constant !== undefined) return constantText(name, constant, options);
  const column = columnOf(mapping, name);
  if (column === undefined) return new ConstantTextDecoder(table, name, '', false);
  const meaningOf = createMeaning(name, mapping, aliases, context);
  return new InternedTextDecoder(options.sourceOf(column), table, name, meaningOf);
}

function constantText(name: MappedTextColumn, text: string, { context, table }: RuleDecoderOptions): ColumnDecoder {
  return new ConstantTextDecoder(table, name, understoodConstant(name, text, context), isUnmapped(name, text, context));
}

function createTimeDecoder(name: 'startAt' | 'endAt', options: RuleDecoderOptions): ColumnDecoder {
  const entry = options.mapping[name];
  const { column, format = 'iso' } = typeof entry === 'string' ? { column: entry } : entry;
  return new TimeDecoder(options.sourceOf(column), options.table, name, createTimeReader(format), options.zone);
}

type CountColumn = 'orderCount' | 'completedCount' | 'scrapCount' | 'holdCount';

function createCountDecoder(name: CountColumn, { mapping, table, sourceOf }: RuleDecoderOptions): ColumnDecoder {
  const entry = mapping[name];
  if (entry === undefined) return new ConstantNumberDecoder(table, name, Number.NaN);
  if (typeof entry === 'object' && 'value' in entry) return new ConstantNumberDecoder(table, name, entry.value);
  const { column, required = false, default: absent = Number.NaN, decimal = '.' } = entryOf(entry);
  return new CountDecoder(sourceOf(column), table, name, { required, default: absent, decimal });
}

function createFlagDecoder({ mapping, table, sourceOf }: RuleDecoderOptions): ColumnDecoder {
  const entry = mapping.isRework;
  if (entry === undefined) return new ConstantNumberDecoder(table, 'isRework', 0);
  if (typeof entry === 'object' && 'value' in entry)
    return new ConstantNumberDecoder(table, 'isRework', entry.value ? 1 : 0);
  const { column, required = false, ...words } = entryOf(entry);
  return new FlagDecoder(sourceOf(column), table, 'isRework', { required, ...flagWords(words) });
}

function createNoPlaceDecoder(name: MappedColumn, { rule, mapping, sourceOf }: RuleDecoderOptions): ColumnDecoder[] {
  const column = columnOf(mapping, name);
  if (column === undefined) return [];
  const entry = mapping.isRework;
  const words = flagWords(typeof entry === 'object' && 'column' in entry ? entry : {});
  const isNothing = (text: string): boolean =>
    name === 'isRework' ? words.false.has(text) : name !== 'defect' && /^[-+]?0+([.,]0+)?$/.test(text.trim());
  return [new NoPlaceDecoder(sourceOf(column), rule.kind, isNothing)];
}

function entryOf<T extends { readonly column: string }>(entry: string | T): T {
  return typeof entry === 'string' ? ({ column: entry } as T) : entry;
}
