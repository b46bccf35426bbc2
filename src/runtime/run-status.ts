/** How a process that runs a plant stands. */
import type { IngestStatus } from '../ingest/index.ts';
import type { BackupStatus } from './backup/backup-status.ts';
import type { DiskStatus } from './disk/disk-status.ts';
import type { PlantLease } from './plant-lease.ts';
import type { Standby } from './standbys.ts';

/** How a run stands: its ingest, and the lease it has. */
export interface RunStatus extends IngestStatus {
  readonly lease: Pick<PlantLease, 'holder' | 'fencing' | 'takenAt' | 'expiresAt' | 'lastTakeover' | 'takeoverCount'>;
  /** Who stands by, as of a second ago. */
  readonly standbys: readonly Standby[];
  /** How its disk stands, as of ten seconds ago; undefined before it was looked at. */
  readonly disk: DiskStatus | undefined;
  /** How its backups stand; undefined where the plant file names none. */
  readonly backup?: BackupStatus | undefined;
}

/** As it is now, without what renews it. */
export function leaseStatusOf(lease: PlantLease): RunStatus['lease'] {
  const { holder, fencing, takenAt, expiresAt, lastTakeover, takeoverCount } = lease;
  return { holder, fencing, takenAt, expiresAt, lastTakeover, takeoverCount };
}
