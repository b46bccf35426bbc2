/** Segments that a commit adds, with what they have none of: its facts were held against what has expired. Pure. */
import type { Segment } from '../segment.ts';
import { expiredTagsOf, keyOfExpired } from './expired-tags.ts';
import { type Expiries, noExpiries } from './expiries.ts';

/** So that they are not looked through for what cannot be there. */
export function markExpired(expiries: Expiries, segments: readonly Segment[]): readonly Segment[] {
  if (expiries === noExpiries) return segments;
  return segments.map((segment) => {
    if (segment.kind !== 'reading') return segment;
    const without = keyOfExpired(expiredTagsOf(expiries, segment.day));
    return without === '' ? segment : { ...segment, without };
  });
}
