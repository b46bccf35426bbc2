/** Of which tags the readings of a day are gone. Pure. */
import { createHash } from 'node:crypto';
import { dayMs } from '../../../time/index.ts';
import { type PartitionDay, undated } from '../layout.ts';
import { dayStart } from '../reading-versions.ts';
import type { Expiries } from './expiries.ts';

export type ExpiredTags =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  /** These, in the order of their bytes. */
  | { readonly kind: 'some'; readonly tags: readonly string[] }
  /** All but these, in the order of their bytes. */
  | { readonly kind: 'others'; readonly tags: readonly string[] };

/** By where a day lies among all instants of the expiries: of days between two of them the same tags are gone. */
const known = new WeakMap<Expiries, Map<number, ExpiredTags>>();

/** @param day as a partition is named; of those of no known time none are */
export function expiredTagsOf(expiries: Expiries, day: PartitionDay): ExpiredTags {
  return day === undated ? { kind: 'none' } : expiredTagsBefore(expiries, dayStart(day) + dayMs);
}

/** @param endAt end of the day */
export function expiredTagsBefore(expiries: Expiries, endAt: number): ExpiredTags {
  const later = nextExpiry(expiries, endAt);
  const found = known.get(expiries)?.get(later);
  if (found !== undefined) return found;
  const expired = workOut(expiries, endAt);
  known.set(expiries, (known.get(expiries) ?? new Map()).set(later, expired));
  return expired;
}

export function isTagExpired(expired: ExpiredTags, tag: string): boolean {
  if (expired.kind === 'none' || expired.kind === 'all') return expired.kind === 'all';
  return expired.tags.includes(tag) === (expired.kind === 'some');
}

const keys = new WeakMap<ExpiredTags, string>();

/** The same for the same tags; empty for none. */
export function keyOfExpired(expired: ExpiredTags): string {
  if (expired.kind === 'none' || expired.kind === 'all') return expired.kind === 'all' ? 'all' : '';
  const found = keys.get(expired);
  if (found !== undefined) return found;
  const hash = createHash('sha256')
    .update(JSON.stringify([expired.kind, expired.tags]))
    .digest('hex');
  keys.set(expired, hash.slice(0, 16));
  return hash.slice(0, 16);
}

/** A condition on `tag` in SQL for the readings that stay. */
export function stayingSql(expired: ExpiredTags, quote: (text: string) => string): string {
  if (expired.kind === 'none' || expired.kind === 'all') return expired.kind === 'all' ? 'false' : 'true';
  return `tag ${expired.kind === 'some' ? 'not in' : 'in'} (${expired.tags.map(quote).join(', ')})`;
}

/** In order, by expiries. */
const instants = new WeakMap<Expiries, readonly number[]>();

/** The first instant of the expiries at or after this one. */
function nextExpiry(expiries: Expiries, at: number): number {
  let all = instants.get(expiries);
  if (all === undefined) {
    const each = [expiries.facts.reading ?? Number.NEGATIVE_INFINITY];
    for (const one of expiries.tags.values()) each.push(one ?? Number.NEGATIVE_INFINITY);
    all = [...new Set(each)].sort((a, b) => a - b);
    instants.set(expiries, all);
  }
  return all.find((one) => one >= at) ?? Number.POSITIVE_INFINITY;
}

function workOut({ facts, tags }: Expiries, endAt: number): ExpiredTags {
  const isGone = (at: number | null | undefined): boolean => (at ?? Number.NEGATIVE_INFINITY) >= endAt;
  const areOthersGone = isGone(facts.reading);
  const differing = [...tags].filter(([, at]) => isGone(at) !== areOthersGone).map(([tag]) => tag);
  if (differing.length === 0) return { kind: areOthersGone ? 'all' : 'none' };
  return { kind: areOthersGone ? 'others' : 'some', tags: inByteOrder(differing) };
}

function inByteOrder(tags: readonly string[]): string[] {
  return tags
    .map((tag) => ({ tag, bytes: Buffer.from(tag) }))
    .sort((a, b) => a.bytes.compare(b.bytes))
    .map(({ tag }) => tag);
}
