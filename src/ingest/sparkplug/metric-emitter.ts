/** Readings of a message through the same checks as all readings: tag, type, range, unit, time. */
import type { SourceContext } from '../context.ts';
import {
  createTagTable,
  createUnitConverter,
  loadUcum,
  type Message,
  type NamedTag,
  ReadingEmitter,
  type ReadingMapping,
  type ReadingSink,
  type TagTable,
} from '../readings/index.ts';
import type { SparkplugSourceConfig } from './config.ts';
import type { SparkplugReadingValue, SparkplugRefusalCode } from './host-sink.ts';
import { fieldOf } from './read-metrics.ts';

/** Names held; beyond it all are looked up anew. */
const namesMax = 100_000;

export class MetricEmitter {
  readonly #tags: TagTable;
  readonly #ignoresOthers: boolean;
  readonly #emitter: ReadingEmitter;
  #names: Map<string, NamedTag> = new Map();
  #sink: ReadingSink | undefined;
  /** Instant last read: most metrics of a message have the same. */
  #at: number = Number.NaN;
  #parent: string = '';
  #index: number = 0;

  /** @param skewMs - how far the source's clock is known to be ahead */
  static async create(
    config: SparkplugSourceConfig,
    context: SourceContext,
    skewMs: () => number,
  ): Promise<MetricEmitter> {
    const { aheadMsMax, ageMsMax, units, otherMetrics } = config;
    const mapping: ReadingMapping = {
      form: 'value',
      value: 'value',
      time: { path: 'timestamp', format: 'epoch-ms' },
      aheadMsMax,
      ageMsMax,
    };
    const tags = createTagTable(context.tags, config.aliases);
    const converter = tags.hasUnits ? createUnitConverter(await loadUcum(), units) : undefined;
    return new MetricEmitter(tags, new ReadingEmitter(mapping, converter, skewMs), otherMetrics === 'ignore');
  }

  private constructor(tags: TagTable, emitter: ReadingEmitter, ignoresOthers: boolean) {
    this.#tags = tags;
    this.#ignoresOthers = ignoresOthers;
    this.#emitter = emitter;
    emitter.place = (field) => {
      const metric = fieldOf(this.#parent, this.#index);
      return field === emitter.timeField ? `${metric}.${field}` : metric;
    };
  }

  begin(message: Message, sink: ReadingSink): void {
    this.#sink = sink;
    this.#at = Number.NaN;
    this.#emitter.begin(message, sink);
  }

  /** Adds a reading, or refuses it; gives the id of its tag, undefined where there is none. */
  emit(
    name: string,
    at: number,
    value: SparkplugReadingValue,
    quality: 0 | 1 | 2,
    parent: string,
    index: number,
  ): string | undefined {
    const named = this.#names.get(name) ?? this.#find(name);
    const { tag } = named;
    if (tag === undefined && this.#ignoresOthers) return undefined;
    const emitter = this.#emitter;
    this.#parent = parent;
    this.#index = index;
    if (at !== this.#at) {
      emitter.readTime(at);
      this.#at = at;
    }
    emitter.quality = quality;
    // A birth declares the type, so whoever makes a text of a number wants its digits.
    const isWritten = tag?.valueType === 'text' && value !== null && typeof value !== 'string';
    emitter.emit(named, isWritten ? String(value) : value, 'value');
    return tag?.tag.id;
  }

  /** Whether readings of this name are counted. */
  takes(name: string): boolean {
    return !this.#ignoresOthers || (this.#names.get(name) ?? this.#find(name)).tag !== undefined;
  }

  /** @param at - UTC epoch ms of the message; `NaN` where it says none */
  refuse(code: SparkplugRefusalCode, field: string, received: string, expected: string, at: number): void {
    (this.#sink as ReadingSink).refuse({ code, field, received, expected, at });
  }

  /** Ids of the tags that were heard of so far. */
  listTags(): readonly string[] {
    return [...this.#names.values()].flatMap(({ tag }) => tag?.tag.id ?? []);
  }

  #find(name: string): NamedTag {
    if (this.#names.size >= namesMax) this.#names = new Map();
    const named = { name, tag: this.#tags.find(name, undefined) };
    this.#names.set(name, named);
    return named;
  }
}
