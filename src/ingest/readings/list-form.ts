/** A list of objects with one value each, every one with its own time. */
import { describe } from './describe.ts';
import { findNamed } from './find-named.ts';
import type { ListMapping } from './mapping.ts';
import { type PayloadForm, readingsMax } from './payload-form.ts';
import { compilePath, isObject, type ReadPath } from './payload-path.ts';
import { pathOf, type ReadingEmitter } from './reading-emitter.ts';

export function createListForm(mapping: ListMapping, emitter: ReadingEmitter): PayloadForm {
  const { list, value, name } = mapping;
  const readList: ReadPath = list === undefined ? (payload) => payload : compilePath(list);
  const readValue = compilePath(value);
  const readName = compilePath(name);
  const readTime = compilePath(pathOf(mapping.time));
  const readQuality = compilePath(pathOf(mapping.quality));
  const readSequence = compilePath(mapping.sequence);
  const readUnit = compilePath(typeof mapping.unit === 'object' ? mapping.unit.path : undefined);
  const before = list ?? '';
  let index = 0;
  emitter.place = (field) => `${before}[${index}].${field}`;
  return {
    reserved: [],
    decode(payload, names) {
      const elements = readList(payload);
      if (!Array.isArray(elements)) {
        emitter.refuseMessage('wrong-shape', before, describe(elements), 'a list');
        return;
      }
      if (elements.length > readingsMax) {
        emitter.refuseMessage('too-many', before, describe(elements), `at most ${readingsMax} readings in a message`);
        return;
      }
      let former = names;
      for (index = 0; index < elements.length; index++) {
        const element: unknown = elements[index];
        emitter.readTime(readTime(element));
        if (!isObject(element)) {
          emitter.refuse('wrong-shape', value, describe(element), `an object with ${value}`);
          continue;
        }
        emitter.quality = emitter.readQuality(readQuality(element));
        emitter.sequence = readSequence(element);
        emitter.unit = readUnit(element) ?? undefined;
        const named = name === undefined ? names : findNamed(names, former, readName(element));
        if (named === undefined) {
          emitter.refuse('unknown-tag', name as string, describe(readName(element)), 'a name');
          continue;
        }
        former = named;
        emitter.emit(named, readValue(element), value);
      }
    },
  };
}
