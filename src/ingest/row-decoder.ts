/** Turns the records of one file into facts and refusals of the batch. */
import type { Zone } from '../time/index.ts';
import type { Aliases } from './aliases.ts';
import type { Batch } from './batch.ts';
import { ByteInterner } from './byte-interner.ts';
import type { ByteWindow } from './byte-window.ts';
import type { NumberColumnBuilder, TableBuilder } from './column-builders.ts';
import { type ColumnDecoder, type FieldSource, note, received } from './column-decoder.ts';
import type { FactRule, FileMapping } from './config.ts';
import type { SourceContext } from './context.ts';
import type { Identities } from './identities.ts';
import { columnOf } from './mapped-columns.ts';
import type { RecordReader } from './record-reader.ts';
import type { RowProblem } from './refusal-codes.ts';
import type { RowAdjustment, RowSink } from './row-sink.ts';
import { createRuleDecoders, createTimeDecoders } from './rule-decoder.ts';
import type { DecodeText } from './text-decoder.ts';

export interface RowDecoderOptions {
  readonly source: string;
  readonly mapping: FileMapping;
  readonly aliases: Aliases | undefined;
  readonly context: SourceContext;
  readonly zone: Zone;
  readonly batch: Batch;
  readonly identities: Identities;
  readonly window: ByteWindow;
  readonly reader: RecordReader;
  readonly decodeText: DecodeText;
}

/** A rule of the mapping, ready to decode. */
interface Plan {
  readonly table: TableBuilder;
  readonly startAt: NumberColumnBuilder;
  readonly endAt: NumberColumnBuilder;
  readonly line: NumberColumnBuilder;
  readonly decoders: readonly ColumnDecoder[];
  readonly prefix: Buffer;
}

/** What a record that was not accepted says of itself; the caller writes the refusal. */
export interface Refused {
  readonly problems: readonly RowProblem[];
  readonly startAt: number;
  readonly endAt: number;
}

const emptyBytes = new Uint8Array(0);

export class RowDecoder {
  readonly #options: RowDecoderOptions;
  readonly #sink: RowSink & { problems: RowProblem[]; adjustments: RowAdjustment[] };
  readonly #plans: readonly Plan[];
  readonly #timeDecoders: readonly ColumnDecoder[];
  readonly #keyPrefix: Buffer;
  readonly #keyFields: readonly FieldSource[];
  readonly #endField: FieldSource;
  readonly #ruleField: FieldSource | undefined;
  readonly #rules: ByteInterner = new ByteInterner();
  /** Plan by interned value; -1 for a value the mapping does not name. */
  #planOf: number[] = [];
  readonly #ruleByValue: ReadonlyMap<string, number>;
  #batchNumber: number = -1;

  constructor(options: RowDecoderOptions) {
    const { mapping, identities, reader, batch, window, decodeText } = options;
    this.#options = options;
    this.#sink = { hash: identities.hash, problems: [], adjustments: [] };
    const sourceOf = (name: string): FieldSource => ({
      window,
      reader,
      name,
      field: reader.fields.indexOf(name),
      decodeText,
    });
    const rules: readonly (readonly [string, FactRule])[] =
      'values' in mapping.fact ? Object.entries(mapping.fact.values) : [['', mapping.fact]];
    const optionsOf = (rule: FactRule) => ({ ...options, rule, sourceOf, table: batch.tableOf(rule.kind) });
    this.#plans = rules.map(([, rule]) => {
      const table = batch.tableOf(rule.kind);
      return {
        table,
        startAt: table.number('startAt'),
        endAt: table.number('endAt'),
        line: table.number('line'),
        decoders: createRuleDecoders(optionsOf(rule)),
        prefix: identities.prefixOf(rule.kind),
      };
    });
    this.#ruleByValue = new Map(rules.map(([value], i) => [value, i]));
    this.#ruleField = 'values' in mapping.fact ? sourceOf(mapping.fact.column) : undefined;
    this.#timeDecoders = createTimeDecoders(optionsOf((rules[0] as readonly [string, FactRule])[1]));
    this.#keyPrefix = identities.prefixOf('key');
    this.#keyFields = (mapping.key ?? []).map(sourceOf);
    this.#endField = sourceOf(columnOf(mapping, 'endAt') as string);
  }

  /** Decodes the reader's record into the batch; gives what is wrong where it is refused. */
  decode(file: string, line: number): Refused | undefined {
    const { batch } = this.#options;
    if (this.#batchNumber !== batch.number) this.#startBatch();
    const sink = this.#sink;
    sink.problems.length = 0;
    sink.adjustments.length = 0;
    const plan = this.#findPlan();
    if (plan === undefined) return this.#refuseUnknown();
    const { table, decoders } = plan;
    const at = table.length;
    table.reserve();
    this.#options.identities.begin(plan.prefix);
    for (const decoder of decoders) decoder.decode(sink);
    const startAt = plan.startAt.values[at] as number;
    const endAt = plan.endAt.values[at] as number;
    if (endAt < startAt) note(sink, 'end-before-start', this.#endField, 'a time not before the start');
    if (this.#keyFields.length > 0) this.#checkKey();
    if (sink.problems.length > 0) return { problems: [...sink.problems], startAt, endAt };
    this.#accept(plan, file, line);
    return undefined;
  }

  #startBatch(): void {
    for (const { decoders } of this.#plans) for (const decoder of decoders) decoder.startBatch();
    this.#batchNumber = this.#options.batch.number;
  }

  #findPlan(): Plan | undefined {
    const from = this.#ruleField;
    if (from === undefined) return this.#plans[0];
    const bytes = from.window.bytes;
    const start = from.reader.starts[from.field] as number;
    const end = from.reader.ends[from.field] as number;
    let entry = this.#rules.find(bytes, start, end);
    if (entry < 0) {
      if (this.#rules.isFull(end - start)) {
        this.#rules.clear();
        this.#planOf = [];
      }
      entry = this.#rules.add(bytes, start, end);
      this.#planOf[entry] = this.#ruleByValue.get(from.decodeText(bytes, start, end)) ?? -1;
    }
    return this.#plans[this.#planOf[entry] as number];
  }

  /** A row of unknown kind: still its times are read, so that it belongs to its window. */
  #refuseUnknown(): Refused {
    const from = this.#ruleField as FieldSource;
    const { table } = this.#plans[0] as Plan;
    table.reserve();
    const known = [...this.#ruleByValue.keys()].join(', ');
    note(this.#sink, received(from) === '' ? 'missing-value' : 'unknown-fact-type', from, `one of ${known}`);
    this.#options.identities.hash.begin();
    for (const decoder of this.#timeDecoders) decoder.decode(this.#sink);
    return {
      problems: [...this.#sink.problems],
      startAt: table.number('startAt').values[table.length] as number,
      endAt: table.number('endAt').values[table.length] as number,
    };
  }

  #checkKey(): void {
    for (const { reader, field } of this.#keyFields)
      if ((reader.starts[field] as number) < (reader.ends[field] as number)) return;
    note(
      this.#sink,
      'missing-value',
      this.#keyFields[0] as FieldSource,
      'a key, for the mapping identifies rows by it',
    );
  }

  #accept({ table, line: lines }: Plan, file: string, line: number): void {
    const { identities, source, batch } = this.#options;
    const at = table.length;
    const adjustment = this.#sink.adjustments.length === 0 ? '' : this.#adjust(file, line);
    if (adjustment === '') identities.hash.addBytes(emptyBytes, 0, 0);
    else identities.hash.addText(adjustment);
    if (this.#keyFields.length === 0) identities.write(table.identity, table.content, at);
    else {
      identities.writeContent(table.content, at);
      identities.begin(this.#keyPrefix);
      for (const { window, reader, field, decodeText } of this.#keyFields)
        identities.hash.addText(decodeText(window.bytes, reader.starts[field] as number, reader.ends[field] as number));
      identities.writeKey(table.identity, at);
    }
    table.setText('adjustment', adjustment);
    table.setText('source', source);
    table.setText('file', file);
    lines.values[at] = line;
    table.length = at + 1;
    batch.received++;
  }

  /** Lists the row's adjustments, and says those of its times in the fact's own words. */
  #adjust(file: string, line: number): string {
    const { batch, source } = this.#options;
    const parts: string[] = [];
    for (const adjustment of this.#sink.adjustments) {
      batch.addAdjustment({ ...adjustment, source, file, line });
      // Not so for codes: the plant may learn one, and the fact must stay the same fact.
      if (adjustment.code !== 'code-unmapped')
        parts.push(`${adjustment.field}=${adjustment.received} ${adjustment.code}`);
    }
    return parts.join('; ');
  }
}
