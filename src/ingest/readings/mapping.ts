/** From the payload of a message to readings, as the plant file says it; `mapping-schema.ts` checks it. */

export const timeFormats = ['auto', 'iso', 'epoch-s', 'epoch-ms', 'epoch-us', 'epoch-ns'] as const;
export type ReadingTimeFormat = (typeof timeFormats)[number];

export const qualityCodes = ['text', 'opc-ua', 'opc-da'] as const;
export type QualityCodes = (typeof qualityCodes)[number];

/** What a quality of the source is taken for. */
export const qualityWords = ['good', 'uncertain', 'bad'] as const;
export type QualityWord = (typeof qualityWords)[number];

export interface TimeFieldMapping {
  readonly path: string;
  readonly format?: ReadingTimeFormat | undefined;
  readonly zone?: string | undefined;
  readonly missing?: 'refuse' | 'received' | undefined;
}

export interface QualityFieldMapping {
  readonly path: string;
  readonly codes?: QualityCodes | undefined;
  readonly values?: Readonly<Record<string, QualityWord>> | undefined;
}

/** What holds whatever the form of the payload. */
interface AnyMapping {
  readonly topic?: string | undefined;
  readonly otherTopics?: 'refuse' | 'ignore' | undefined;
  readonly tag?: string | undefined;
  readonly time?: string | TimeFieldMapping | undefined;
  readonly quality?: string | QualityFieldMapping | undefined;
  readonly sequence?: string | undefined;
  /** Unit of all values, or the path of the unit in the message. */
  readonly unit?: string | { readonly path: string } | undefined;
  readonly units?: Readonly<Record<string, string>> | undefined;
  readonly numbersAsText?: boolean | undefined;
  readonly decimal?: '.' | ',' | undefined;
  readonly aheadMsMax?: number | undefined;
  readonly ageMsMax?: number | undefined;
}

/** One value: bare, or in an object. */
export interface ValueMapping extends AnyMapping {
  readonly form: 'value';
  readonly value?: string | undefined;
}

/** An object of values: every key that is not named otherwise is a tag. */
export interface ObjectMapping extends AnyMapping {
  readonly form: 'object';
  readonly values?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
}

/** A list of objects with one value each; paths of time, value and so on are within an element. */
export interface ListMapping extends AnyMapping {
  readonly form: 'list';
  readonly list?: string | undefined;
  readonly value: string;
  readonly name?: string | undefined;
}

/** Columns of equal length: times, and values of one tag, of tags named by a column, or of a tag for each further key. */
export interface ColumnsMapping extends AnyMapping {
  readonly form: 'columns';
  readonly value?: string | undefined;
  readonly name?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
}

export type ReadingMapping = ValueMapping | ObjectMapping | ListMapping | ColumnsMapping;

export const aheadMsDefault = 300_000;
/** 2000-01-01T00:00Z: what lies before is a unit mistaken or a clock never set, not a reading. */
export const earliestAt = 946_684_800_000;
