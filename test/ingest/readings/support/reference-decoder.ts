/**
 * A second decoder of readings, plain and slow: zod for shapes, BigInt and Date for times, an object per reading. It
 * shares nothing with the one it is compared to but the mapping's types.
 */
import type { Message, ReadingMapping, ReadingRefusalCode } from 'gemba/ingest';
import type { Tag } from 'gemba/model';
import { z } from 'zod';

export type ReferenceResult =
  | {
      readonly kind: 'added';
      readonly tag: string;
      readonly at: number;
      readonly value: number;
      readonly text: string;
      readonly quality: number;
      readonly sequence: number;
    }
  | { readonly kind: 'refused'; readonly code: ReadingRefusalCode; readonly field: string };

const objectSchema = z.custom<Readonly<Record<string, unknown>>>(
  (value) => Object.prototype.toString.call(value) === '[object Object]',
);
const listSchema = z.array(z.unknown());
const isoSchema = z.iso.datetime({ offset: true });
const digitsSchema = z.string().regex(/^-?[0-9]{1,25}(\.[0-9]{1,20})?$/);
const finiteSchema = z.number();
const numberText = z
  .string()
  .trim()
  .regex(/^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?$/)
  .transform(Number)
  .pipe(finiteSchema);

const result = {
  refused: (code: ReadingRefusalCode, field: string): ReferenceResult => ({ kind: 'refused', code, field }),
};

/** Every reading of a message in order. Times must be `epoch-…`, `auto` or `iso` with an offset. */
export function referenceDecode(
  mapping: ReadingMapping,
  tags: readonly Tag[],
  message: Message,
): readonly ReferenceResult[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(message.payload);
  } catch {
    return [result.refused('not-utf-8', '')];
  }
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    return [result.refused('not-json', '')];
  }
  const context: Context = { mapping, tags, message };
  switch (mapping.form) {
    case 'value':
      return decodeValue(context, payload, mapping.value);
    case 'object':
      return decodeObject(context, payload, mapping.values, mapping.ignore ?? []);
    case 'list':
      return decodeList(context, payload, mapping);
    case 'columns':
      return decodeColumns(context, payload, mapping);
  }
}

interface Context {
  readonly mapping: ReadingMapping;
  readonly tags: readonly Tag[];
  readonly message: Message;
}

/** What is shared by the fields of one reading. */
interface Around {
  readonly time: unknown;
  readonly quality: unknown;
  readonly sequence: unknown;
  place(field: string): string;
}

function at(payload: unknown, path: string | undefined): unknown {
  if (path === undefined) return undefined;
  return path.split('.').reduce<unknown>((value, key) => {
    const object = objectSchema.safeParse(value);
    return object.success && Object.hasOwn(object.data, key) ? object.data[key] : undefined;
  }, payload);
}

function pathOf(field: string | { readonly path: string } | undefined): string | undefined {
  return typeof field === 'string' ? field : field?.path;
}

function aroundOf({ mapping }: Context, holder: unknown, place: Around['place']): Around {
  return {
    time: at(holder, pathOf(mapping.time)),
    quality: at(holder, pathOf(mapping.quality)),
    sequence: at(holder, mapping.sequence),
    place,
  };
}

function decodeValue(context: Context, payload: unknown, value: string | undefined): readonly ReferenceResult[] {
  const { topic } = context.message;
  const same: Around['place'] = (field) => field;
  if (value === undefined)
    return [
      readOne(context, topic, payload, '', { time: undefined, quality: undefined, sequence: undefined, place: same }),
    ];
  if (!objectSchema.safeParse(payload).success) return [result.refused('wrong-shape', '')];
  return [readOne(context, topic, at(payload, value), value, aroundOf(context, payload, same))];
}

function decodeObject(
  context: Context,
  payload: unknown,
  values: string | undefined,
  ignore: readonly string[],
): readonly ReferenceResult[] {
  const { mapping } = context;
  const root = values === undefined ? payload : at(payload, values);
  if (!objectSchema.safeParse(root).success) return [result.refused('wrong-shape', values ?? '')];
  const prefix = values === undefined ? '' : `${values}.`;
  const reserved = [
    pathOf(mapping.time),
    pathOf(mapping.quality),
    mapping.sequence,
    ...ignore.map((key) => prefix + key),
  ];
  const leaves: { readonly keys: readonly string[]; readonly raw: unknown }[] = [];
  const gather = (object: Readonly<Record<string, unknown>>, above: readonly string[]): void => {
    for (const [key, raw] of Object.entries(object)) {
      const keys = [...above, key];
      // An empty key adds nothing to a name.
      const name = keys.filter((part) => part !== '').join('.');
      if (reserved.includes(name)) continue;
      const inner = objectSchema.safeParse(raw);
      if (inner.success) gather(inner.data, keys);
      else leaves.push({ keys, raw });
    }
  };
  gather(root as Readonly<Record<string, unknown>>, []);
  const around = aroundOf(context, payload, (field) => field);
  return leaves.map(({ keys, raw }) => {
    const field = keys.filter((part) => part !== '').join('.');
    const above = keys.slice(0, -1).filter((part) => part !== '');
    const name = above.length === 0 ? (keys.at(-1) as string) : `${above.join('.')}.${keys.at(-1)}`;
    return readOne(context, name, raw, field, around);
  });
}

function decodeList(
  context: Context,
  payload: unknown,
  mapping: Extract<ReadingMapping, { form: 'list' }>,
): readonly ReferenceResult[] {
  const list = listSchema.safeParse(mapping.list === undefined ? payload : at(payload, mapping.list));
  if (!list.success) return [result.refused('wrong-shape', mapping.list ?? '')];
  return list.data.map((element, i) => {
    const around = aroundOf(context, element, (field) => `${mapping.list ?? ''}[${i}].${field}`);
    if (!objectSchema.safeParse(element).success) return result.refused('wrong-shape', around.place(mapping.value));
    const name = nameOf(context, mapping.name, at(element, mapping.name));
    if (name === undefined) return result.refused('unknown-tag', around.place(mapping.name as string));
    return readOne(context, name, at(element, mapping.value), mapping.value, around);
  });
}

function decodeColumns(
  context: Context,
  payload: unknown,
  mapping: Extract<ReadingMapping, { form: 'columns' }>,
): readonly ReferenceResult[] {
  const timePath = pathOf(mapping.time) as string;
  const times = listSchema.safeParse(at(payload, timePath));
  if (!times.success) return [result.refused('wrong-shape', timePath)];
  const reserved = [timePath, pathOf(mapping.quality), mapping.sequence, ...(mapping.ignore ?? [])];
  const columns =
    mapping.value === undefined
      ? Object.entries(payload as object).filter(([key]) => !reserved.includes(key))
      : [[mapping.value, at(payload, mapping.value)] as [string, unknown]];
  const names = at(payload, mapping.name);
  if (mapping.name !== undefined && !Array.isArray(names)) return [result.refused('wrong-shape', mapping.name)];
  const shared = [pathOf(mapping.quality), mapping.sequence, mapping.name];
  for (const [field, values] of [...columns, ...shared.map((path) => [path ?? '', at(payload, path)] as const)])
    if (Array.isArray(values) && values.length !== times.data.length) return [result.refused('wrong-shape', field)];
  const results = columns
    .filter(([, values]) => !Array.isArray(values))
    .map(([field]) => result.refused('wrong-shape', field));
  const cell = (column: unknown, row: number): unknown => (Array.isArray(column) ? column[row] : column);
  times.data.forEach((time, row) => {
    for (const [field, values] of columns) {
      if (!Array.isArray(values)) continue;
      const around: Around = {
        time,
        quality: cell(at(payload, pathOf(mapping.quality)), row),
        sequence: cell(at(payload, mapping.sequence), row),
        place: (of) => `${of}[${row}]`,
      };
      const name = mapping.value === undefined ? field : nameOf(context, mapping.name, cell(names, row));
      results.push(
        name === undefined
          ? result.refused('unknown-tag', around.place(mapping.name as string))
          : readOne(context, name, values[row], field, around),
      );
    }
  });
  return results;
}

function nameOf({ message }: Context, path: string | undefined, raw: unknown): string | undefined {
  if (path === undefined) return message.topic;
  const name = z.union([z.string().min(1), z.number().transform(String)]).safeParse(raw);
  return name.success ? name.data : undefined;
}

function readOne(context: Context, name: string, raw: unknown, field: string, around: Around): ReferenceResult {
  const { mapping, tags, message } = context;
  const refuse = (code: ReadingRefusalCode, path: string): ReferenceResult =>
    result.refused(code, path === '' ? '' : around.place(path));
  const tag = tags.find(({ id, sourceNames }) => id === name || sourceNames.includes(name));
  if (tag === undefined) return refuse('unknown-tag', field);
  const time = timeOf(mapping, around.time, message);
  if (typeof time === 'string') return refuse(time, pathOf(mapping.time) ?? '');
  const value = raw === null ? { number: Number.NaN, text: '' } : readValue(mapping, raw, tag);
  if (typeof value === 'string') return refuse(value, field);
  const sequence = z
    .union([
      z.number().int().nonnegative(),
      z
        .string()
        .regex(/^[0-9]{1,16}$/)
        .transform(Number)
        .pipe(z.number().int()),
    ])
    .nullish()
    .safeParse(around.sequence);
  if (!sequence.success) return refuse('wrong-type', mapping.sequence as string);
  return {
    kind: 'added',
    tag: tag.id,
    at: time,
    value: value.number,
    text: value.text,
    quality: raw === null ? 2 : qualityOf(around.quality),
    sequence: sequence.data ?? Number.NaN,
  };
}

function timeOf(mapping: ReadingMapping, raw: unknown, message: Message): number | ReadingRefusalCode {
  const field = typeof mapping.time === 'object' ? mapping.time : undefined;
  if (raw === undefined || raw === null) {
    const takesReceipt = mapping.time === undefined || field?.missing === 'received';
    return takesReceipt ? message.receivedAt : 'missing-time';
  }
  const format = field?.format ?? 'auto';
  let instant: number | undefined;
  if (typeof raw === 'number') instant = format === 'iso' ? undefined : fromEpoch(raw, format);
  else if (typeof raw === 'string') {
    const text = raw.trim();
    if (text === '') return 'missing-time';
    const isDigits = digitsSchema.safeParse(text).success;
    if (isDigits && format !== 'iso') instant = fromDigits(text, format);
    else if ((format === 'iso' || format === 'auto') && isoSchema.safeParse(text).success) instant = Date.parse(text);
  }
  if (instant === undefined || Number.isNaN(instant)) return 'not-a-time';
  if (instant < Date.UTC(2000, 0, 1)) return 'time-too-old';
  if (instant < message.receivedAt - (mapping.ageMsMax ?? Number.POSITIVE_INFINITY)) return 'time-too-old';
  return instant > message.receivedAt + (mapping.aheadMsMax ?? 300_000) ? 'time-in-future' : instant;
}

function unitOf(size: number, format: string): 's' | 'ms' | 'us' | 'ns' {
  if (format !== 'auto') return format.slice('epoch-'.length) as 's' | 'ms' | 'us' | 'ns';
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

function fromEpoch(number: number, format: string): number {
  const unit = unitOf(Math.abs(number), format);
  return unit === 's' ? number * 1_000 : unit === 'ms' ? number : unit === 'us' ? number / 1_000 : number / 1_000_000;
}

/** Whole milliseconds and the rest apart, in integers; a fraction of the unit is below what a double of ms holds. */
function fromDigits(text: string, format: string): number {
  const unit = unitOf(Math.abs(Number(text)), format);
  if (unit === 's' || unit === 'ms') return Number(text) * (unit === 's' ? 1_000 : 1);
  const units = BigInt(text.split('.')[0] as string);
  const per = unit === 'us' ? 1_000n : 1_000_000n;
  return Number(units / per) + Number(units % per) / Number(per);
}

function readValue(
  mapping: ReadingMapping,
  raw: unknown,
  tag: Tag,
): { readonly number: number; readonly text: string } | ReadingRefusalCode {
  if (raw === undefined) return 'missing-value';
  const fromText = mapping.numbersAsText === true;
  if (tag.valueType === 'text') {
    const text = z.string().safeParse(raw);
    if (!text.success) return 'wrong-type';
    if (/\p{Surrogate}/u.test(text.data)) return 'not-utf-8';
    return text.data.length > 1_000 ? 'too-long' : { number: Number.NaN, text: text.data };
  }
  if (tag.valueType === 'boolean') {
    const words = z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(['true', '1', 'false', '0']))
      .transform((word) => word === 'true' || word === '1');
    const flag = z.union([z.boolean(), z.literal([0, 1]), ...(fromText ? [words] : [])]).safeParse(raw);
    return flag.success ? { number: Number(flag.data), text: '' } : 'wrong-type';
  }
  if (typeof raw !== 'number' && typeof raw !== 'boolean' && !(fromText && typeof raw === 'string'))
    return 'wrong-type';
  const number = z.union([finiteSchema, z.boolean().transform(Number), numberText]).safeParse(raw);
  if (!number.success) return 'not-a-number';
  const isWithin = number.data >= (tag.min ?? -Infinity) && number.data <= (tag.max ?? Infinity);
  return isWithin ? { number: number.data, text: '' } : 'out-of-range';
}

function qualityOf(raw: unknown): number {
  if (raw === undefined || raw === null) return 0;
  const word = z.string().trim().toLowerCase().safeParse(raw);
  const level = word.success ? ['good', 'uncertain', 'bad'].indexOf(word.data) : -1;
  return level < 0 ? 1 : level;
}
