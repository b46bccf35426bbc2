/** One value: bare, or in an object with its time, quality, unit and sequence. */

import { describe } from './describe.ts';
import type { ValueMapping } from './mapping.ts';
import type { PayloadForm } from './payload-form.ts';
import { compilePath, isObject } from './payload-path.ts';
import { pathOf, type ReadingEmitter } from './reading-emitter.ts';

export function createValueForm(mapping: ValueMapping, emitter: ReadingEmitter): PayloadForm {
  const { value } = mapping;
  if (value === undefined)
    return {
      reserved: [],
      decode(payload, names) {
        emitter.readTime(undefined);
        emitter.emit(names, payload, '');
      },
    };
  const readValue = compilePath(value);
  const readTime = compilePath(pathOf(mapping.time));
  const readQuality = compilePath(pathOf(mapping.quality));
  const readSequence = compilePath(mapping.sequence);
  const readUnit = compilePath(typeof mapping.unit === 'object' ? mapping.unit.path : undefined);
  return {
    reserved: [],
    decode(payload, names) {
      if (!isObject(payload)) {
        emitter.refuseMessage('wrong-shape', '', describe(payload), `an object with ${value}`);
        return;
      }
      emitter.readTime(readTime(payload));
      emitter.quality = emitter.readQuality(readQuality(payload));
      emitter.sequence = readSequence(payload);
      emitter.unit = readUnit(payload) ?? undefined;
      emitter.emit(names, readValue(payload), value);
    },
  };
}
