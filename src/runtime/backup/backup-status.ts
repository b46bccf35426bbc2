/** How the backups of a plant stand, for people and for those who watch it. */
import type { Metric } from '../prometheus.ts';
import type { BackupRecord } from './backup-record.ts';

export interface BackupStatus {
  /** How often one is to be made, ms. */
  readonly everyMs: number;
  /** Since when one is missed where there is none: when the process that makes them began, UTC epoch ms. */
  readonly sinceAt: number;
  /** Where they lie; undefined before the first try. */
  readonly location: string | undefined;
  readonly last: BackupRecord['last'];
  readonly failure: BackupRecord['failure'];
}

/** So many that were to be made and were not: then somebody has to look. */
const lateIntervals = 4;

/** How long ago the moment was that the last backup holds: what a lost machine would cost, ms. */
export function backupAgeMs({ last }: Pick<BackupStatus, 'last'>, nowMs: number): number | undefined {
  return last === undefined ? undefined : Math.max(0, nowMs - last.at);
}

export function isBackupLate(status: BackupStatus, nowMs: number): boolean {
  return nowMs - Math.max(status.sinceAt, status.last?.at ?? 0) > lateIntervals * status.everyMs;
}

/** @example '12 min ago, to /mnt/backups/gemba' */
export function backupText(status: BackupStatus, nowMs: number, durationText: (ms: number) => string): string {
  const ageMs = backupAgeMs(status, nowMs);
  const age = ageMs === undefined ? 'none yet' : `the last ${durationText(ageMs)} ago`;
  const to = status.location === undefined ? '' : `, to ${status.location}`;
  const failure = status.failure === undefined ? '' : `; the last try failed: ${status.failure.message}`;
  return `${age}${to}${failure}`;
}

/** What `/health` says where none was made for four intervals. */
export function listBackupWarnings(status: BackupStatus | undefined, nowMs: number): readonly string[] {
  if (status === undefined || !isBackupLate(status, nowMs)) return [];
  const minutes = (ms: number): string => `${Math.floor(ms / 60_000)} min`;
  return [`backup: ${backupText(status, nowMs, minutes)}; one is to be made every ${minutes(status.everyMs)}`];
}

export function listBackupMetrics(status: BackupStatus | undefined, nowMs: number): readonly Metric[] {
  if (status === undefined) return [];
  const gauge = (name: string, help: string, value: number | undefined): Metric => ({
    name: `gemba_backup_${name}`,
    type: 'gauge',
    help,
    samples: value === undefined ? [] : [{ labels: {}, value }],
  });
  const ageMs = backupAgeMs(status, nowMs);
  return [
    gauge(
      'age_seconds',
      'Age of what the last backup holds; absent where there is none.',
      ageMs === undefined ? undefined : ageMs / 1_000,
    ),
    gauge('interval_seconds', 'How often one is to be made.', status.everyMs / 1_000),
    gauge('failing', '1 where the last try failed.', Number(status.failure !== undefined)),
    gauge('last_written_bytes', 'What the last one had to write.', status.last?.writtenBytes),
  ];
}
