/** An object of values: every key that is not named otherwise is a tag; an object within is the same as a deeper topic. */
import { describe } from './describe.ts';
import type { ObjectMapping } from './mapping.ts';
import { depthMax, type PayloadForm, readingsMax } from './payload-form.ts';
import { compilePath, isObject, type ReadPath } from './payload-path.ts';
import { pathOf, type ReadingEmitter } from './reading-emitter.ts';
import type { NameNode } from './topic-names.ts';

export function createObjectForm(mapping: ObjectMapping, emitter: ReadingEmitter): PayloadForm {
  const paths = [pathOf(mapping.time), pathOf(mapping.quality), mapping.sequence];
  const unitPath = typeof mapping.unit === 'object' ? mapping.unit.path : undefined;
  const [readTime, readQuality, readSequence] = paths.map(compilePath) as [ReadPath, ReadPath, ReadPath];
  const readUnit = compilePath(unitPath);
  const { values } = mapping;
  const readValues: ReadPath = values === undefined ? (payload) => payload : compilePath(values);
  const prefix = values === undefined ? '' : `${values}.`;
  const walk = (object: Readonly<Record<string, unknown>>, names: NameNode, depth: number): void => {
    for (const key in object) {
      const raw = object[key];
      const node = names.child(key);
      if (node.isReserved) continue;
      if (typeof raw !== 'object' || !isObject(raw)) emitter.emit(node, raw, node.field);
      else if (depth < depthMax) walk(raw, node, depth + 1);
      else emitter.refuse('too-many', node.field, 'an object', `at most ${depthMax} levels of objects`);
    }
  };
  return {
    reserved: [...paths, unitPath, ...(mapping.ignore ?? []).map((key) => prefix + key)].filter(
      (path) => path !== undefined,
    ),
    decode(payload, names, isLong) {
      const object = readValues(payload);
      if (!isObject(object)) {
        emitter.refuseMessage('wrong-shape', values ?? '', describe(object), 'an object of values');
        return;
      }
      if (isLong && countValues(object, 1) > readingsMax) {
        emitter.refuseMessage('too-many', values ?? '', 'more', `at most ${readingsMax} readings in a message`);
        return;
      }
      emitter.readTime(readTime(payload));
      emitter.quality = emitter.readQuality(readQuality(payload));
      emitter.sequence = readSequence(payload);
      emitter.unit = readUnit(payload) ?? undefined;
      walk(object, names, 1);
    },
  };
}

/** Values of an object and of those within it; what lies too deep counts as one. */
function countValues(object: Readonly<Record<string, unknown>>, depth: number): number {
  let count = 0;
  for (const raw of Object.values(object)) count += isObject(raw) && depth < depthMax ? countValues(raw, depth + 1) : 1;
  return count;
}
