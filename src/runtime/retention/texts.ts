/** Retention in the words of a plant's people. */
import type { ExpiringFacts } from '../../history/index.ts';
import type { PrunedRecords } from '../../state/index.ts';
import { bytesText } from '../disk/disk-text.ts';

const kinds = {
  reading: 'readings',
  production: 'production',
  equipmentState: 'states of equipment',
  gap: 'gaps',
  refusal: 'refused rows',
} as const;

const levels = {
  minute: 'rollups by minute',
  hour: 'rollups by hour',
  day: 'rollups by production day',
  shift: 'rollups by shift',
} as const;

/** @example whatText({ kind: 'reading', tagGroup: 'vibration' }) // 'readings of vibration' */
export function whatText(what: ExpiringFacts['what']): string {
  if ('level' in what) return levels[what.level];
  return what.tagGroup === undefined ? kinds[what.kind] : `${kinds[what.kind]} of ${what.tagGroup}`;
}

/** A number as people write it: 12,345; 1.2 million. */
export function countText(count: number): string {
  if (count < 1e6) return count.toLocaleString('en');
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} million` : `${(count / 1e9).toFixed(1)} billion`;
}

/** The UTC day that an instant lies in: `2026-11-22`. */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, -14);
}

/** @example 'readings before 2025-10-22 (12,345, 1.2 MB)' */
export function expiringText({ what, beforeAt, rowCount, byteLength }: ExpiringFacts): string {
  return `${whatText(what)} before ${dayText(beforeAt)} (${countText(rowCount)}, ${bytesText(byteLength)})`;
}

/** What was removed, in one sentence without its end. */
export function appliedText(removed: readonly ExpiringFacts[], pruned: PrunedRecords): string {
  const { deliveryCount, runCount, auditCount } = pruned;
  const records = [
    ...(deliveryCount === 0 ? [] : [`${countText(deliveryCount)} settled deliveries`]),
    ...(runCount === 0 ? [] : [`${countText(runCount)} notes of runs`]),
    ...(auditCount === 0 ? [] : [`${countText(auditCount)} audit notes`]),
  ];
  const all = [...removed.map(expiringText), ...records];
  return all.length === 0 ? 'nothing was old enough to go' : `removed ${all.join(', ')}`;
}
