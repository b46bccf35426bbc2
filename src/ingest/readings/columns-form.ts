/** Columns of equal length: times, and values of one tag, of tags that a column names, or of a tag for each key. */
import { describe } from './describe.ts';
import { findNamed } from './find-named.ts';
import type { ColumnsMapping } from './mapping.ts';
import { type PayloadForm, readingsMax } from './payload-form.ts';
import { compilePath, type ReadPath } from './payload-path.ts';
import { pathOf, type ReadingEmitter } from './reading-emitter.ts';
import type { NameNode } from './topic-names.ts';

type Column = readonly unknown[];

/** What stands where a column is expected. */
interface Field {
  readonly field: string;
  readonly values: unknown;
}

/** Values of one name. */
interface ValueField extends Field {
  readonly names: NameNode;
}

export function createColumnsForm(mapping: ColumnsMapping, emitter: ReadingEmitter): PayloadForm {
  return new ColumnsForm(mapping, emitter);
}

class ColumnsForm implements PayloadForm {
  readonly reserved: readonly string[];
  readonly #mapping: ColumnsMapping;
  readonly #emitter: ReadingEmitter;
  readonly #readTimes: ReadPath;
  readonly #readNames: ReadPath;
  /** Quality, sequence and unit: a column, or one for all rows. */
  readonly #readShared: readonly { readonly path: string; readonly read: ReadPath }[];
  #row: number = 0;
  /** What the row before named. */
  #former: NameNode | undefined;

  constructor(mapping: ColumnsMapping, emitter: ReadingEmitter) {
    this.#mapping = mapping;
    this.#emitter = emitter;
    this.#readTimes = compilePath(emitter.timeField);
    this.#readNames = compilePath(mapping.name);
    const unitPath = typeof mapping.unit === 'object' ? mapping.unit.path : undefined;
    this.#readShared = [pathOf(mapping.quality), mapping.sequence, unitPath].map((path) => ({
      path: path ?? '',
      read: compilePath(path),
    }));
    this.reserved = [
      emitter.timeField,
      ...this.#readShared.map(({ path }) => path).filter((path) => path !== ''),
      ...(mapping.ignore ?? []),
    ];
    emitter.place = (field) => `${field}[${this.#row}]`;
  }

  decode(payload: unknown, root: NameNode): void {
    const emitter = this.#emitter;
    const times = this.#readTimes(payload);
    if (!Array.isArray(times)) {
      emitter.refuseMessage('wrong-shape', emitter.timeField, describe(times), 'a list of times');
      return;
    }
    const shared = this.#readShared.map(({ path, read }) => ({ field: path, values: read(payload) }));
    const fields = this.#listFields(payload as Readonly<Record<string, unknown>>, root);
    const tagNames = { field: this.#mapping.name ?? '', values: this.#readNames(payload) };
    if (this.#refusesNames(tagNames) || this.#refusesUnequal(times.length, [...fields, ...shared, tagNames])) return;
    const columns = fields.filter(({ values }) => Array.isArray(values));
    if (times.length * columns.length > readingsMax) {
      const received = `${times.length} × ${columns.length}`;
      emitter.refuseMessage('too-many', '', received, `at most ${readingsMax} readings in a message`);
      return;
    }
    for (const { field, values } of fields)
      if (!Array.isArray(values)) emitter.refuseMessage('wrong-shape', field, describe(values), 'a list of values');
    const [qualities, sequences, units] = shared.map(({ values }) => values);
    this.#former = root;
    for (this.#row = 0; this.#row < times.length; this.#row++) {
      const row = this.#row;
      emitter.readTime(times[row]);
      emitter.quality = emitter.readQuality(cellOf(qualities, row));
      emitter.sequence = cellOf(sequences, row);
      emitter.unit = cellOf(units, row) ?? undefined;
      for (const column of columns) this.#emit(column, tagNames.values as Column | undefined, root);
    }
  }

  #emit({ field, values, names }: ValueField, tagNames: Column | undefined, root: NameNode): void {
    const raw = (values as Column)[this.#row];
    if (tagNames === undefined) {
      this.#emitter.emit(names, raw, field);
      return;
    }
    const name = tagNames[this.#row];
    const named = findNamed(root, this.#former as NameNode, name);
    if (named === undefined) {
      this.#emitter.refuse('unknown-tag', this.#mapping.name as string, describe(name), 'a name');
      return;
    }
    this.#former = named;
    this.#emitter.emit(named, raw, field);
  }

  #listFields(payload: Readonly<Record<string, unknown>>, root: NameNode): readonly ValueField[] {
    const { value } = this.#mapping;
    if (value !== undefined) return [{ field: value, values: compilePath(value)(payload), names: root }];
    return Object.keys(payload)
      .map((key) => ({ field: key, values: payload[key], names: root.child(key) }))
      .filter(({ names }) => !names.isReserved);
  }

  #refusesNames({ field, values }: Field): boolean {
    if (field === '' || Array.isArray(values)) return false;
    this.#emitter.refuseMessage('wrong-shape', field, describe(values), 'a list of tag names');
    return true;
  }

  /** Which time a value belongs to cannot be known where columns differ in length: then nothing is taken. */
  #refusesUnequal(length: number, fields: readonly Field[]): boolean {
    const unequal = fields.find(({ values }) => Array.isArray(values) && values.length !== length);
    if (unequal === undefined) return false;
    this.#emitter.refuseMessage('wrong-shape', unequal.field, describe(unequal.values), `a list of ${length}`);
    return true;
  }
}

function cellOf(column: unknown, row: number): unknown {
  return Array.isArray(column) ? column[row] : column;
}
