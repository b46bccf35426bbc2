/** A tag as decoders use it: what is checked of every value, at hand without a look-up. */
import type { TagValueType } from '../../model/index.ts';
import type { BoundTag } from './reading-sink.ts';

export interface ReadingTag extends BoundTag {
  readonly valueType: TagValueType;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Unit in which the source gives it; undefined where that is the tag's own. */
  readonly sourceUnit: string | undefined;
  /** What it may say; undefined: anything. */
  readonly values: ReadonlySet<string | number> | undefined;
  /** Whether a number is taken as it is, but for its range. */
  readonly isPlain: boolean;
}

/** @param sourceUnit unit of the alias or the mapping */
export function createReadingTag({ tag, index }: BoundTag, sourceUnit: string | undefined): ReadingTag {
  // The value of a state is a name even where it is written as a number: it has no unit.
  const unit = tag.kind === 'state' || sourceUnit === tag.unit ? undefined : sourceUnit;
  return {
    tag,
    index,
    valueType: tag.valueType,
    unit: tag.unit,
    // Without a bound of its own a tag takes every finite number.
    min: tag.min ?? -Number.MAX_VALUE,
    max: tag.max ?? Number.MAX_VALUE,
    sourceUnit: unit,
    values: tag.values === undefined ? undefined : new Set(tag.values),
    isPlain: tag.valueType === 'number' && unit === undefined && tag.values === undefined,
  };
}
