/** Readings to JSON messages: the inverse of a subscription's mapping. */
import { type ReadingMapping, readingMappingSchema } from '../../ingest/index.ts';
import { GembaError } from '../../model/index.ts';
import type { SentReading } from '../sent-reading.ts';
import { groupReadings, type PlacedReading } from './group-readings.ts';
import { createNameInverse } from './name-inverse.ts';
import { payloadOf } from './payload-of.ts';

export interface JsonEncoderOptions {
  /** Topic of messages, where the mapping has no `topic` and its tags are not named by theirs. */
  readonly topic?: string | ((tag: string) => string);
  /** Levels of the mapping's `topic` that are not in a tag's name, such as `{ enterprise: 'acme' }`. Default: none. */
  readonly levels?: Readonly<Record<string, string>>;
  /** Readings of one message at most. Default: 1,000. */
  readonly readingsMax?: number;
}

export interface JsonMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly readingCount: number;
}

export type JsonEncoder = (readings: readonly SentReading[]) => JsonMessage[];

/**
 * Makes messages of readings so that the mapping makes the same readings of the messages, in the same order for each tag.
 * Of the forms: `value` has one reading a message; `object` those of one instant; `list` and `columns` as many as follow
 * on each other and fit. Times are written in the mapping's format; `auto` in milliseconds.
 *
 * @throws GembaError `usage` where the mapping cannot say something of a reading: its tag's name, its quality, its
 * sequence, a time that a bare value has not; the message names it
 * @example
 * const encode = createJsonEncoder({ form: 'value', topic: 'plant/{line}/{sensor}', tag: '{line}.{sensor}', value: 'v', time: 't' });
 * encode([{ tag: 'line-1.speed', at: 1795154699000, value: 412.5 }]);
 * // [{ topic: 'plant/line-1/speed', payload: {"t":1795154699000,"v":412.5} as bytes, readingCount: 1 }]
 */
export function createJsonEncoder(mapping: ReadingMapping, options: JsonEncoderOptions = {}): JsonEncoder {
  const checked = readingMappingSchema.parse(mapping);
  const { readingsMax = 1_000, levels = {} } = options;
  const findPlace = createNameInverse(checked, { topic: options.topic, levels });
  const places = new Map<string, PlacedReading['place']>();
  const placeOf = (tag: string): PlacedReading['place'] => {
    const known = places.get(tag);
    if (known !== undefined) return known;
    const place = findPlace(tag);
    if (place === undefined)
      throw new GembaError(
        'usage',
        `The mapping gives no reading the name '${tag}'. Its topic is ${checked.topic ?? options.topic ?? 'not known: name one'}, its tag ${checked.tag ?? 'the default'}.`,
        { details: { tag } },
      );
    places.set(tag, place);
    return place;
  };
  const text = new TextEncoder();
  return (readings) => {
    for (const reading of readings) refuseUnsayable(checked, reading);
    const placed = readings.map((reading) => ({ reading, place: placeOf(reading.tag) }));
    return groupReadings(placed, checked.form, 'value' in checked && checked.value !== undefined, readingsMax).map(
      (group) => ({
        topic: (group[0] as PlacedReading).place.topic,
        payload: text.encode(JSON.stringify(payloadOf(checked, group))),
        readingCount: group.length,
      }),
    );
  };
}

/** What a message has no field for would be read otherwise than it was sent. */
function refuseUnsayable({ quality, sequence }: ReadingMapping, reading: SentReading): void {
  const missing =
    reading.quality !== undefined && reading.value !== null && quality === undefined
      ? 'quality'
      : reading.sequence !== undefined && sequence === undefined
        ? 'sequence'
        : undefined;
  if (missing === undefined) return;
  throw new GembaError(
    'usage',
    `A reading of ${reading.tag} has a ${missing}, and the mapping has no field for it. Name one: \`${missing}\`.`,
    { details: { tag: reading.tag } },
  );
}
