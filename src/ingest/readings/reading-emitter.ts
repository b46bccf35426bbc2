/** What all forms of payload share: one reading checked and given to the sink, or refused with its reason. */
import { describe } from './describe.ts';
import type { ReadingMapping } from './mapping.ts';
import { createQualityReader, type QualityLevel, type ReadQuality } from './reading-quality.ts';
import type { Message, ReadingSink } from './reading-sink.ts';
import type { ReadingTag } from './reading-tag.ts';
import { ReadingTime } from './reading-time.ts';
import { ReadingValue } from './reading-value.ts';
import type { ReadingRefusalCode } from './refusal.ts';
import type { UnitConverter } from './units/unit-converter.ts';

/** A name a source has for a tag, looked up once. */
export interface NamedTag {
  readonly name: string;
  /** Undefined where neither the plant file nor an alias knows the name. */
  readonly tag: ReadingTag | undefined;
}

const fieldLengthMax = 500;

/** Where in the payload a field stands; forms with elements write their index into it. */
export type Place = (field: string) => string;

export class ReadingEmitter {
  readonly readQuality: ReadQuality;
  readonly timeField: string;
  /** Instant of the readings that follow; `NaN` where their time was refused. */
  at: number = Number.NaN;
  quality: QualityLevel = 0;
  unit: unknown;
  sequence: unknown;
  place: Place = (field) => field;
  readonly #time: ReadingTime;
  readonly #value: ReadingValue;
  readonly #sequenceField: string;
  #rawTime: unknown;
  #sink: ReadingSink | undefined;
  #receivedAt: number = 0;
  #isRetained: boolean = false;

  constructor(mapping: ReadingMapping, converter: UnitConverter | undefined, skewMs: () => number) {
    this.readQuality = createQualityReader(mapping);
    this.timeField = pathOf(mapping.time) ?? '';
    this.#sequenceField = mapping.sequence ?? '';
    this.#time = new ReadingTime(mapping, skewMs);
    this.#value = new ReadingValue(mapping, converter);
  }

  begin({ receivedAt, isRetained = false }: Message, sink: ReadingSink): void {
    this.#sink = sink;
    this.#receivedAt = receivedAt;
    this.#isRetained = isRetained;
  }

  /** Reads the time of the readings that follow. */
  readTime(raw: unknown): void {
    this.#rawTime = raw;
    this.at = this.#time.read(raw, this.#receivedAt, this.#isRetained);
  }

  /** One reading: added, or refused for the first thing that is wrong. `field` is that of its value. */
  emit(named: NamedTag, raw: unknown, field: string): void {
    const { tag } = named;
    if (tag === undefined) {
      this.refuse('unknown-tag', field, named.name, 'a tag of the plant file, or an alias of the source');
      return;
    }
    if (Number.isNaN(this.at)) {
      this.#refuseTime();
      return;
    }
    const value = this.#value;
    if (!value.read(raw, tag, this.unit)) {
      const received = value.problem === 'unit-mismatch' ? describe(this.unit ?? tag.sourceUnit) : describe(raw);
      this.refuse(value.problem, field, received, value.expected);
      return;
    }
    const sequence = this.sequence === undefined ? Number.NaN : sequenceOf(this.sequence);
    if (sequence < 0) {
      this.refuse('wrong-type', this.#sequenceField, describe(this.sequence), 'a whole number from 0 on');
      return;
    }
    if (this.#time.resolution !== 'exact') this.#adjust(this.#time.resolution);
    (this.#sink as ReadingSink).add(tag, this.at, value.number, value.text, value.isNull ? 2 : this.quality, sequence);
  }

  /** One reading that cannot be read at all, or a message. */
  refuse(code: ReadingRefusalCode, field: string, received: string, expected: string): void {
    const at = Number.isNaN(this.at) ? this.#time.refusedAt : this.at;
    this.#refuseAs(code, field === '' ? '' : this.place(field), received, expected, at);
  }

  /** A message that is refused whole: nothing of it was read. */
  refuseMessage(code: ReadingRefusalCode, field: string, received: string, expected: string): void {
    this.#refuseAs(code, field, received, expected, Number.NaN);
  }

  #refuseTime(): void {
    const { problem, expected } = this.#time;
    this.refuse(problem, this.timeField, describe(this.#rawTime), expected);
  }

  #refuseAs(code: ReadingRefusalCode, field: string, received: string, expected: string, at: number): void {
    (this.#sink as ReadingSink).refuse({
      code,
      field: field.slice(0, fieldLengthMax).toWellFormed(),
      received: received.slice(0, fieldLengthMax).toWellFormed(),
      expected,
      at,
    });
  }

  #adjust(resolution: 'skipped' | 'repeated'): void {
    (this.#sink as ReadingSink).adjust({
      code: `local-time-${resolution}`,
      field: this.place(this.timeField),
      received: describe(this.#rawTime),
      takenAs: this.#time.format(this.at),
    });
  }
}

/** `NaN` where there is none, below 0 where it is no whole number that a double holds. */
function sequenceOf(raw: unknown): number {
  if (raw === null) return Number.NaN;
  const number = typeof raw === 'string' && /^\d{1,16}$/.test(raw) ? Number(raw) : raw;
  return Number.isSafeInteger(number) ? (number as number) : -1;
}

/** The path of a field that is mapped by a text or an object. */
export function pathOf(mapped: string | { readonly path: string } | undefined): string | undefined {
  return typeof mapped === 'object' ? mapped.path : mapped;
}
