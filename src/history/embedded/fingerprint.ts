/** Which files a read stands on, as one short text. */
import { createHash } from 'node:crypto';
import type { FactKind } from '../../model/index.ts';
import type { SegmentSelection } from './segment-reader.ts';

/**
 * Of the bytes of all segments that a read of the kind would open, of both roles. Segments never change, so where none
 * came or went a read gives what it gave. Names are left out: they say who wrote, not what.
 */
export function fingerprintOfSelection(kind: FactKind, { facts, superseded }: SegmentSelection): string {
  const hash = createHash('sha256').update(kind);
  const lines = [...facts, ...superseded].map(({ role, day, sha256 }) => `\n${role} ${day} ${sha256}`);
  for (const line of lines.sort()) hash.update(line);
  return hash.digest('hex').slice(0, 32);
}
