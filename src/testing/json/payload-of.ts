/** The payload of one message, by the mapping that will read it. */
import type { ReadingMapping } from '../../ingest/index.ts';
import type { SentReading } from '../sent-reading.ts';
import type { PlacedReading } from './group-readings.ts';

type Json = Record<string, unknown>;
type MappingOf<Form extends ReadingMapping['form']> = Extract<ReadingMapping, { readonly form: Form }>;

/** @param group readings that may stand in one message */
export function payloadOf(mapping: ReadingMapping, group: readonly PlacedReading[]): unknown {
  const [{ reading }] = group as [PlacedReading];
  switch (mapping.form) {
    case 'value':
      if (mapping.value === undefined) return reading.value;
      return withCommon(mapping, reading, put({}, mapping.value, reading.value));
    case 'object':
      return objectOf(mapping, group);
    case 'list':
      return listOf(mapping, group);
    case 'columns':
      return columnsOf(mapping, group);
  }
}

function objectOf(mapping: MappingOf<'object'>, group: readonly PlacedReading[]): Json {
  const payload: Json = {};
  const prefix = mapping.values?.split('.') ?? [];
  if (prefix.length > 0) putAt(payload, prefix, {});
  for (const { reading, place } of group) putAt(payload, [...prefix, ...place.keys], reading.value);
  return withCommon(mapping, (group[0] as PlacedReading).reading, payload);
}

function listOf(mapping: MappingOf<'list'>, group: readonly PlacedReading[]): unknown {
  const elements = group.map(({ reading }) => {
    const element = put({}, mapping.value, reading.value);
    if (mapping.name !== undefined) put(element, mapping.name, reading.tag);
    return withCommon(mapping, reading, element);
  });
  return mapping.list === undefined ? elements : put({}, mapping.list, elements);
}

function columnsOf(mapping: MappingOf<'columns'>, group: readonly PlacedReading[]): Json {
  const payload: Json = {};
  const rows = mapping.value === undefined ? rowsOf(group) : group.map((one) => [one]);
  const firsts = rows.map(([first]) => (first as PlacedReading).reading);
  put(
    payload,
    pathOf(mapping.time) as string,
    firsts.map((reading) => timeAs(mapping, reading.at)),
  );
  if (mapping.value === undefined)
    for (const [column, { place }] of (rows[0] as PlacedReading[]).entries())
      payload[place.keys[0] as string] = rows.map((row) => (row[column] as PlacedReading).reading.value);
  else
    put(
      payload,
      mapping.value,
      firsts.map(({ value }) => value),
    );
  if (mapping.name !== undefined)
    put(
      payload,
      mapping.name,
      firsts.map(({ tag }) => tag),
    );
  if (firsts.some(({ quality }) => quality !== undefined) && mapping.quality !== undefined)
    put(
      payload,
      pathOf(mapping.quality) as string,
      firsts.map((reading) => qualityAs(mapping, reading) ?? null),
    );
  if (firsts.some(({ sequence }) => sequence !== undefined))
    put(
      payload,
      mapping.sequence as string,
      firsts.map(({ sequence }) => sequence ?? null),
    );
  return payload;
}

/** Every row has the same keys, so the first key begins each. */
function rowsOf(group: readonly PlacedReading[]): PlacedReading[][] {
  const [{ place }] = group as [PlacedReading];
  const width = group.findIndex((one, i) => i > 0 && one.place.keys[0] === place.keys[0]);
  const each = width < 0 ? group.length : width;
  return Array.from({ length: group.length / each }, (_, row) => group.slice(row * each, (row + 1) * each));
}

/** Time, quality and sequence, where the mapping has fields for them. */
function withCommon(mapping: ReadingMapping, reading: SentReading, payload: Json): Json {
  const time = pathOf(mapping.time);
  if (time !== undefined) put(payload, time, timeAs(mapping, reading.at));
  const quality = qualityAs(mapping, reading);
  if (quality !== undefined) put(payload, pathOf(mapping.quality) as string, quality);
  if (reading.sequence !== undefined) put(payload, mapping.sequence as string, reading.sequence);
  return payload;
}

function timeAs({ time }: ReadingMapping, at: number): number | string {
  switch (typeof time === 'object' ? time.format : undefined) {
    case 'iso':
      return new Date(at).toISOString();
    case 'epoch-s':
      return at / 1_000;
    case 'epoch-us':
      return at * 1_000;
    case 'epoch-ns':
      // As text: a number of this size would be rounded.
      return String(BigInt(Math.round(at * 1_000)) * 1_000n);
    default:
      return at;
  }
}

/** In the words or codes of the mapping; undefined for a good one. */
function qualityAs({ quality }: ReadingMapping, reading: SentReading): string | number | undefined {
  if (reading.quality === undefined || quality === undefined) return undefined;
  const { codes = 'text', values = {} } = typeof quality === 'object' ? quality : {};
  const own = Object.entries(values).find(([, word]) => word === reading.quality)?.[0];
  if (own !== undefined) return own;
  const isBad = reading.quality === 'bad';
  if (codes === 'opc-ua') return isBad ? 0x8000_0000 : 0x4000_0000;
  if (codes === 'opc-da') return isBad ? 0 : 64;
  return reading.quality;
}

function pathOf(field: string | { readonly path: string } | undefined): string | undefined {
  return typeof field === 'object' ? field.path : field;
}

function put(object: Json, path: string, value: unknown): Json {
  return putAt(object, path.split('.'), value);
}

function putAt(object: Json, keys: readonly string[], value: unknown): Json {
  let within = object;
  for (const key of keys.slice(0, -1)) {
    // Own keys only: `__proto__` is a key like any other.
    if (!Object.hasOwn(within, key)) define(within, key, {});
    within = within[key] as Json;
  }
  define(within, keys.at(-1) as string, value);
  return object;
}

function define(object: Json, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
