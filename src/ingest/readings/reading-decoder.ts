/** Messages to readings: which mapping takes a topic, which tag has a name, what a payload says. */
import { isUtf8 } from 'node:buffer';
import { createColumnsForm } from './columns-form.ts';
import { describe } from './describe.ts';
import { createListForm } from './list-form.ts';
import type { ReadingMapping } from './mapping.ts';
import { createObjectForm } from './object-form.ts';
import { type PayloadForm, readingsMax } from './payload-form.ts';
import { ReadingEmitter } from './reading-emitter.ts';
import type { Message, ReadingDecoder, ReadingSink } from './reading-sink.ts';
import type { ReadingRefusalCode } from './refusal.ts';
import { type BuildTagName, compileTagName, tagTemplateOf } from './tag-name.ts';
import type { TagTable } from './tag-table.ts';
import { NameNode } from './topic-names.ts';
import { compileTopicTemplate, type TopicParts, type TopicTemplate } from './topic-template.ts';
import { loadUcum } from './units/load-ucum.ts';
import { createUnitConverter, type UnitConverter } from './units/unit-converter.ts';
import { createValueForm } from './value-form.ts';

export interface ReadingDecoderOptions {
  /** The first whose `topic` fits takes a message. */
  readonly mappings: readonly ReadingMapping[];
  /** One table for all decoders of a source. */
  readonly tags: TagTable;
  /** How far the source's clock is known to be ahead, ms. Default: not at all. */
  readonly skewMs?: () => number;
  /** Longest payload; a longer one is refused whole. Default: 1 MiB. */
  readonly messageBytesMax?: number;
}

const messageBytesDefault = 1_048_576;
/** Names held over all topics; beyond it all are looked up anew. */
const namesMax = 100_000;
/** The shortest a reading can be written within a list of values. */
const readingBytesMin = 2;

/**
 * Makes the decoder of a source's messages. The library of units is loaded only where a mapping or an alias names one.
 *
 * @example
 * const decoder = await createReadingDecoder({ mappings: [mapping], tags: createTagTable(plant.tags) });
 * decoder.decode({ topic: 'press/1', payload, receivedAt: Date.now() }, sink);
 */
export async function createReadingDecoder(options: ReadingDecoderOptions): Promise<ReadingDecoder> {
  const needsUnits = options.tags.hasUnits || options.mappings.some(({ unit }) => unit !== undefined);
  const convert = needsUnits ? await loadUcum() : undefined;
  const plans = options.mappings.map((mapping) =>
    createPlan(mapping, options, convert === undefined ? undefined : createUnitConverter(convert, mapping.units)),
  );
  return new JsonReadingDecoder(plans, options);
}

/** A mapping, ready to decode. */
interface Plan {
  readonly template: TopicTemplate | undefined;
  readonly ignoresOthers: boolean;
  readonly buildName: BuildTagName;
  readonly unit: string | undefined;
  readonly emitter: ReadingEmitter;
  readonly form: PayloadForm;
  readonly reserved: ReadonlySet<string>;
}

/** What a topic leads to: a mapping with the names under the topic, or nothing. */
type Route = { readonly plan: Plan; readonly names: NameNode } | 'unknown' | 'ignored';

function createPlan(
  mapping: ReadingMapping,
  options: ReadingDecoderOptions,
  converter: UnitConverter | undefined,
): Plan {
  const emitter = new ReadingEmitter(mapping, converter, options.skewMs ?? (() => 0));
  const form = createForm(mapping, emitter);
  return {
    template: mapping.topic === undefined ? undefined : compileTopicTemplate(mapping.topic),
    ignoresOthers: mapping.otherTopics === 'ignore',
    buildName: compileTagName(tagTemplateOf(mapping)),
    unit: typeof mapping.unit === 'string' ? mapping.unit : undefined,
    emitter,
    form,
    reserved: new Set(form.reserved),
  };
}

function createForm(mapping: ReadingMapping, emitter: ReadingEmitter): PayloadForm {
  switch (mapping.form) {
    case 'value':
      return createValueForm(mapping, emitter);
    case 'object':
      return createObjectForm(mapping, emitter);
    case 'list':
      return createListForm(mapping, emitter);
    case 'columns':
      return createColumnsForm(mapping, emitter);
  }
}

class JsonReadingDecoder implements ReadingDecoder {
  readonly #plans: readonly Plan[];
  readonly #tags: TagTable;
  readonly #messageBytesMax: number;
  #routes: Map<string, Route> = new Map();
  #size: { count: number } = { count: 0 };

  constructor(plans: readonly Plan[], { tags, messageBytesMax }: ReadingDecoderOptions) {
    this.#plans = plans;
    this.#tags = tags;
    this.#messageBytesMax = messageBytesMax ?? messageBytesDefault;
  }

  decode(message: Message, sink: ReadingSink): void {
    const { topic, payload } = message;
    if (this.#size.count > namesMax) this.#forgetNames();
    let route = this.#routes.get(topic);
    if (route === undefined) {
      route = this.#findRoute(topic);
      this.#routes.set(topic, route);
    }
    if (route === 'ignored') return;
    if (route === 'unknown') {
      refuseMessage(sink, 'unknown-topic', describe(topic), 'a topic that a mapping of the source takes');
      return;
    }
    if (payload.length > this.#messageBytesMax) {
      refuseMessage(sink, 'too-long', `${payload.length} bytes`, `at most ${this.#messageBytesMax} bytes`);
      return;
    }
    const parsed = parse(payload, sink);
    if (parsed === undefined) return;
    const { plan, names } = route;
    plan.emitter.begin(message, sink);
    plan.form.decode(parsed.value, names, payload.length > readingsMax * readingBytesMin);
  }

  #findRoute(topic: string): Route {
    this.#size.count++;
    for (const plan of this.#plans) {
      const levels = plan.template === undefined ? noLevels : plan.template.match(topic);
      if (levels !== undefined) return { plan, names: this.#rootOf(plan, topic, levels) };
    }
    return this.#plans.some(({ ignoresOthers }) => ignoresOthers) ? 'ignored' : 'unknown';
  }

  #rootOf(plan: Plan, topic: string, levels: TopicParts): NameNode {
    const rest = plan.template?.rest;
    const path = rest === undefined ? '' : (levels.get(rest) as string).replaceAll('/', '.');
    const scope = {
      topic,
      levels,
      path,
      buildName: plan.buildName,
      findTag: (name: string) => this.#tags.find(name, plan.unit),
      reserved: plan.reserved,
      size: this.#size,
    };
    return new NameNode(scope, path, '', '');
  }

  #forgetNames(): void {
    this.#routes = new Map();
    this.#size = { count: 0 };
  }
}

const noLevels: TopicParts = new Map();

/** The payload's value, in an object because it may be anything; undefined where it was refused. */
function parse(payload: Uint8Array, sink: ReadingSink): { readonly value: unknown } | undefined {
  if (!isUtf8(payload)) {
    refuseMessage(sink, 'not-utf-8', `${payload.length} bytes`, 'JSON in UTF-8');
    return undefined;
  }
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const text = bytes.toString('utf8');
  try {
    return { value: JSON.parse(text) };
  } catch (cause) {
    // JSON.parse throws nothing but syntax errors, whose message says where.
    refuseMessage(sink, 'not-json', describe(text), describe(`JSON: ${(cause as Error).message}`));
    return undefined;
  }
}

function refuseMessage(sink: ReadingSink, code: ReadingRefusalCode, received: string, expected: string): void {
  sink.refuse({ code, field: '', received, expected, at: Number.NaN });
}
