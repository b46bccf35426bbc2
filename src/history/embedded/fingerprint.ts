/** What a read stands on, as one short text. */
import { createHash } from 'node:crypto';
import type { FactKind } from '../../model/index.ts';
import { dayMs, type Interval } from '../../time/index.ts';
import type { ManifestState } from './manifest-state.ts';
import { dayStart, listVersions } from './reading-versions.ts';
import { expiredTagsOf, keyOfExpired } from './retention/expired-tags.ts';
import { noExpiries } from './retention/expiries.ts';
import { selectSegments } from './segment-reader.ts';

/**
 * Of readings, which commits last brought some of the hours it touches: merging them changes nothing of it. Of other
 * kinds, the bytes of all segments that a read of the kind would open, of both roles; names are left out, which say who
 * wrote, not what. Where neither changed a read gives what it gave.
 */
export function fingerprintOf(state: ManifestState, kind: FactKind, window: Interval): string {
  const hash = createHash('sha256').update(kind);
  for (const line of linesOf(state, kind, window)) hash.update(`\n${line}`);
  return hash.digest('hex').slice(0, 32);
}

function linesOf(state: ManifestState, kind: FactKind, window: Interval): string[] {
  if (kind === 'reading') return [...listVersions(state.readingVersions, window), ...listExpired(state, window)];
  const { facts, superseded } = selectSegments(state, kind, window);
  return [...facts, ...superseded].map(({ role, day, sha256 }) => `${role} ${day} ${sha256}`).sort();
}

/** By day with readings: of which tags they are gone. */
function listExpired({ expiries, readingVersions }: ManifestState, { fromAt, toAt }: Interval): string[] {
  if (expiries === noExpiries) return [];
  const lines: string[] = [];
  for (const day of readingVersions.keys()) {
    const at = dayStart(day);
    if (at >= toAt || at + dayMs <= fromAt) continue;
    const key = keyOfExpired(expiredTagsOf(expiries, day));
    if (key !== '') lines.push(`${day} without ${key}`);
  }
  return lines.sort();
}
