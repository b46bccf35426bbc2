/** What an operator wants to know of a store: whether it is well, what is in it, and what needs a person. */
import type { HistoryStatus, RollupStatus } from '../history/index.ts';
import { factKinds } from '../model/index.ts';
import { dayMs, type Interval } from '../time/index.ts';
import { type BackupRecord, readBackupRecord } from './backup/backup-record.ts';
import { type DiskStatus, isShort, readDiskStatus } from './disk/disk-status.ts';
import { diskRemedies, diskText, readOnlyText, type WaitingFacts } from './disk/disk-text.ts';
import { isReadOnly, waitingOf } from './disk/disk-watch.ts';
import type { OpenPlant } from './open-plant.ts';
import { type PlantLeaseStatus, readPlantLease } from './plant-lease.ts';
import { isAlive } from './plant-status.ts';
import { retentionCut } from './retention/cut.ts';
import { policyOf, retentionRun } from './retention/due.ts';
import { readStatusRecord, type StatusRecord } from './status-record.ts';

/** Something that gemba cannot do by itself. */
export interface Need {
  readonly what: string;
  /** The one thing to do. */
  readonly todo: string;
}

export interface HistoryOverview {
  readonly at: number;
  readonly history: Omit<HistoryStatus, 'listRollups' | 'listSizes'>;
  /** From the first to the last fact of a known time. */
  readonly extent: Interval | undefined;
  readonly rollups: readonly RollupStatus[];
  readonly lease: PlantLeaseStatus;
  readonly running: boolean;
  readonly disk: DiskStatus;
  readonly waiting: WaitingFacts | undefined;
  readonly retention: {
    readonly policy: OpenPlant['file']['retention'];
    readonly lastAppliedAt: number | undefined;
  };
  readonly backup: BackupRecord | undefined;
  /** None where all is well. */
  readonly needs: readonly Need[];
}

/** Backups and retention that are so much late have stopped. */
const lateMs = 2 * dayMs;

/** @example const { needs } = await readHistoryOverview(plant) // [] where all is well */
export async function readHistoryOverview(plant: OpenPlant): Promise<HistoryOverview> {
  const { clock, file, storeDir, state } = plant;
  const at = clock();
  const { listRollups, listSizes: _, ...history } = await plant.history.status();
  const snapshot = await plant.history.snapshot();
  const record = await readStatusRecord(storeDir);
  const running = record !== undefined && isAlive(record, at);
  const found = await readDiskStatus(plant, { cut: retentionCut(file, at) });
  const isFull = found.level === 'full' || (running && isReadOnly(record.ingest));
  const disk: DiskStatus = isFull ? { ...found, level: 'full' } : found;
  const lastDone = file.retention && (await state.runs.findLastDone(retentionRun, policyOf(file)));
  const overview = {
    at,
    history,
    extent: joined(factKinds.map((kind) => snapshot.findExtent(kind))),
    rollups: listRollups(),
    lease: await readPlantLease(storeDir, at),
    running,
    disk,
    waiting: isFull && running ? waitingOf(record.ingest, disk) : undefined,
    retention: { policy: file.retention, lastAppliedAt: lastDone?.startedAt },
    backup: await readBackupRecord(storeDir),
  };
  return { ...overview, needs: listNeeds(overview, plant, record) };
}

function listNeeds(
  { at, disk, waiting, running, retention, backup, rollups }: Omit<HistoryOverview, 'needs'>,
  { file }: OpenPlant,
  record: StatusRecord | undefined,
): readonly Need[] {
  const needs: Need[] = [];
  const add = (isSo: boolean, what: string, todo: string): void => {
    if (isSo) needs.push({ what, todo });
  };
  const remedy = diskRemedies[disk.level];
  if (remedy !== undefined)
    add(true, isShort(disk) ? `history is ${readOnlyText(disk, waiting)}` : `disk: ${diskText(disk)}`, remedy);
  const away = running && record?.ingest.history.kind === 'away' ? record.ingest.history : undefined;
  add(away !== undefined && disk.level !== 'full', `history takes nothing: ${away?.reason}`, 'look at the message');
  const isCut = record !== undefined && record.endedAt === undefined && !running;
  add(isCut, 'gemba run ended without being stopped', 'look at the log of the machine, and start it again');
  const damageCount = running ? (record?.ingest.buffer.damageCount ?? 0) : 0;
  add(damageCount > 0, `${damageCount} places of the buffer cannot be read`, 'look at the disk; gemba history verify');
  const behindMs = behindOf(rollups, at);
  add(
    running && behindMs > lateMs,
    `rollups are ${daysText(behindMs)} behind`,
    'look for warnings in the log of gemba run',
  );
  const retentionAt = retention.lastAppliedAt;
  add(
    running && retentionAt !== undefined && at - retentionAt > lateMs,
    `nothing has expired for ${daysText(at - (retentionAt ?? at))}`,
    'gemba history compact',
  );
  if (file.backup === undefined) return needs;
  const failure = backup?.failure;
  add(failure !== undefined, `the last backup failed: ${failure?.message}`, 'gemba history backup');
  const last = backup?.last?.at;
  const isLate = failure === undefined && (last === undefined ? record !== undefined : at - last > lateMs);
  add(
    isLate,
    last === undefined ? 'there is no backup yet' : `the last backup is ${daysText(at - last)} old`,
    'gemba history backup',
  );
  return needs;
}

/** How long ago the hours ended that are not rolled up; 0 where all that are over are. */
function behindOf(rollups: readonly RollupStatus[], at: number): number {
  const hour = rollups.find(({ level }) => level === 'hour');
  if (hour?.extent === undefined || hour.missingCount === 0) return 0;
  return Math.max(0, at - hour.extent.toAt);
}

function joined(extents: readonly (Interval | undefined)[]): Interval | undefined {
  const some = extents.filter((extent) => extent !== undefined);
  if (some.length === 0) return undefined;
  const toAt = Math.max(...some.map((extent) => extent.toAt));
  return { fromAt: Math.min(...some.map(({ fromAt }) => fromAt)), toAt };
}

function daysText(ms: number): string {
  return `${Math.floor(ms / dayMs)} days`;
}
