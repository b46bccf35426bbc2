/** Values of readings: of the tag's type, in its unit, within its range. */
import type { ReadingMapping } from './mapping.ts';
import type { ReadingTag } from './reading-tag.ts';
import type { ReadingRefusalCode } from './refusal.ts';
import type { UnitConverter } from './units/unit-converter.ts';

export const textLengthMax = 1_000;
const numberShape = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

/** Reads values; the value stands in its fields until the next read. */
export class ReadingValue {
  /** `NaN` where the value is a text or there is none. */
  number: number = Number.NaN;
  text: string = '';
  /** Whether the source says that there is no value: the reading is kept, its quality bad. */
  isNull: boolean = false;
  problem: ReadingRefusalCode = 'missing-value';
  expected: string = '';
  readonly #numbersAsText: boolean;
  readonly #decimal: '.' | ',';
  readonly #converter: UnitConverter | undefined;

  /** @param converter undefined where no value has another unit than its tag */
  constructor(mapping: ReadingMapping, converter: UnitConverter | undefined) {
    this.#numbersAsText = mapping.numbersAsText === true;
    this.#decimal = mapping.decimal ?? '.';
    this.#converter = converter;
  }

  /** Whether the value can be kept. `unit` is that of the message, undefined where it says none. */
  read(raw: unknown, tag: ReadingTag, unit: unknown): boolean {
    if (typeof raw === 'number' && tag.isPlain && unit === undefined) {
      // Most readings: a number in the unit of its tag.
      this.isNull = false;
      this.text = '';
      this.number = raw;
      return (raw >= tag.min && raw <= tag.max) || this.#refuseRange(raw, tag);
    }
    this.number = Number.NaN;
    this.text = '';
    this.isNull = raw === null;
    if (this.isNull) return true;
    if (raw === undefined) return this.#refuse('missing-value', `a ${tag.valueType}`);
    if (tag.valueType === 'text') return this.#readText(raw) && this.#isKnown(this.text, tag);
    if (tag.valueType === 'boolean') return this.#readBoolean(raw);
    return this.#readNumber(raw, tag, unit) && this.#isKnown(this.number, tag);
  }

  #readText(raw: unknown): boolean {
    if (typeof raw !== 'string') return this.#refuse('wrong-type', 'a text');
    // Half a surrogate pair cannot be stored as UTF-8: it would come back as another character.
    if (!raw.isWellFormed()) return this.#refuse('not-utf-8', 'a text of whole characters');
    if (raw.length > textLengthMax) return this.#refuse('too-long', `a text of at most ${textLengthMax} characters`);
    this.text = raw;
    return true;
  }

  /** Refused, and so looked at: a state that nobody knows would be taken for silence. */
  #isKnown(said: string | number, { values }: ReadingTag): boolean {
    return (
      values === undefined || values.has(said) || this.#refuse('unknown-state', `one of ${[...values].join(', ')}`)
    );
  }

  #readBoolean(raw: unknown): boolean {
    const value = this.#numbersAsText && typeof raw === 'string' ? booleanOf(raw) : raw;
    if (value !== true && value !== false && value !== 0 && value !== 1)
      return this.#refuse('wrong-type', 'true or false, 1 or 0');
    this.number = Number(value);
    return true;
  }

  #readNumber(raw: unknown, tag: ReadingTag, unit: unknown): boolean {
    let value = Number.NaN;
    if (typeof raw === 'number') value = raw;
    else if (typeof raw === 'bigint')
      return this.#refuse(
        'out-of-range',
        `a whole number of at most ${Number.MAX_SAFE_INTEGER}, which is kept exactly`,
      );
    else if (typeof raw === 'boolean') value = raw ? 1 : 0;
    else if (typeof raw !== 'string' || !this.#numbersAsText) return this.#refuse('wrong-type', 'a number');
    else value = this.#numberOf(raw);
    if (!Number.isFinite(value)) return this.#refuse('not-a-number', 'a finite number');
    const converted = typeof raw === 'boolean' ? value : this.#convert(value, tag, unit);
    if (Number.isNaN(converted)) return false;
    if (!(converted >= tag.min && converted <= tag.max)) return this.#refuseRange(converted, tag);
    this.number = converted;
    return true;
  }

  /** In the tag's unit; `NaN`, the problem said, where that cannot be. */
  #convert(value: number, tag: ReadingTag, messageUnit: unknown): number {
    const unit = messageUnit ?? tag.sourceUnit;
    if (unit === undefined || unit === tag.unit || tag.tag.kind === 'state') return value;
    const conversion = typeof unit === 'string' ? this.#converter?.find(unit, tag.unit) : undefined;
    if (conversion === 'same') return value;
    const converted = conversion?.(value) ?? Number.NaN;
    if (!Number.isFinite(converted)) {
      this.#refuse('unit-mismatch', `a unit that can be converted to ${tag.unit}`);
      return Number.NaN;
    }
    return converted;
  }

  #numberOf(text: string): number {
    const trimmed = text.trim();
    // With a decimal comma a point would separate thousands: read as either it could be wrong by a factor of 1,000.
    if (this.#decimal === ',' && trimmed.includes('.')) return Number.NaN;
    const pointed = this.#decimal === ',' ? trimmed.replace(',', '.') : trimmed;
    return numberShape.test(pointed) ? Number(pointed) : Number.NaN;
  }

  #refuseRange(value: number, tag: ReadingTag): boolean {
    if (!Number.isFinite(value)) return this.#refuse('not-a-number', 'a finite number');
    return this.#refuse('out-of-range', `${tag.min} to ${tag.max} ${tag.unit}`);
  }

  #refuse(problem: ReadingRefusalCode, expected: string): boolean {
    this.problem = problem;
    this.expected = expected;
    return false;
  }
}

function booleanOf(text: string): unknown {
  switch (text.trim().toLowerCase()) {
    case 'true':
    case '1':
      return true;
    case 'false':
    case '0':
      return false;
    default:
      return undefined;
  }
}
