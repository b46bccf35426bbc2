/** How a plant stands: as the running process says, or, where none runs, as history and buffer show. */
import { countWaiting, type GapRecord, gapSourceId } from '../ingest/index.ts';
import { type Account, emptyAccount, textAt } from '../model/index.ts';
import { readBackupRecord } from './backup/backup-record.ts';
import type { BackupStatus } from './backup/backup-status.ts';
import { type DiskStatus, isShort, readDiskStatus } from './disk/disk-status.ts';
import type { WaitingFacts } from './disk/disk-text.ts';
import { isReadOnly, waitingOf } from './disk/disk-watch.ts';
import { readOpenGaps } from './history-sink.ts';
import type { OpenPlant } from './open-plant.ts';
import { isLeaseHeld, type PlantLeaseStatus, readPlantLease } from './plant-lease.ts';
import { retentionCut } from './retention/cut.ts';
import { listStandbys, type Standby } from './standbys.ts';
import { readStatusRecord, type StatusRecord } from './status-record.ts';

/** A process that said nothing for so long does not run any more. */
const aliveMs = 10_000;

export interface PlantStatus {
  readonly at: number;
  readonly running:
    | { readonly kind: 'running'; readonly holder: string; readonly startedAt: number; readonly ageMs: number }
    | { readonly kind: 'none'; readonly lastAliveAt: number | undefined; readonly endedInOrder: boolean };
  /** Who may run the plant, last takeover included. */
  readonly lease: PlantLeaseStatus;
  /** Who stands by, the longest first. */
  readonly standbys: readonly Standby[];
  readonly sources: readonly SourceLine[];
  readonly buffer: BufferLine | undefined;
  readonly history: {
    readonly version: number;
    readonly committedAt: number | undefined;
    readonly state: 'open' | 'away' | 'idle';
    readonly reason: string | undefined;
    readonly sizeBytes: number;
    /** Its disk is full: nothing is committed, reading goes on. */
    readonly isReadOnly: boolean;
  };
  readonly disk: DiskStatus;
  /** Undefined where the plant file names none. */
  readonly backup: BackupStatus | undefined;
  /** While history is read-only and a process runs: what waits in the buffer, and how long that has room. */
  readonly waiting: WaitingFacts | undefined;
  readonly openGaps: readonly GapRecord[];
  readonly quarantine: Quarantine;
}

export interface SourceLine {
  readonly id: string;
  /** Complete: with what waits and what was lost but is not yet counted. */
  readonly receivedCount: number;
  readonly waitingCount: number;
  readonly committed: Account;
  /** As the running process says; undefined where none runs. */
  readonly live: StatusRecord['ingest']['sources'][number] | undefined;
  /** How long ago its newest reading was, ms. */
  readonly lagMs: number | undefined;
}

export interface BufferLine {
  readonly sizeBytes: number;
  readonly sizeBytesMax: number;
  readonly pendingRecords: number;
  readonly oldestAt: number | undefined;
  readonly state: string;
  readonly damageCount: number;
}

export interface Quarantine {
  readonly openCount: number;
  /** Of them, those beyond its limit, whose bytes were not kept. */
  readonly overflowCount: number;
  readonly unknownNames: readonly { readonly source: string; readonly name: string; readonly count: number }[];
}

/** Whether the process that wrote a record runs now. */
export function isAlive({ at, endedAt }: Pick<StatusRecord, 'at' | 'endedAt'>, nowMs: number): boolean {
  return endedAt === undefined && nowMs - at < aliveMs;
}

/** Reads how the plant stands, whether a process runs it or not. */
export async function readPlantStatus(plant: OpenPlant): Promise<PlantStatus> {
  const nowMs = plant.clock();
  const record = await readStatusRecord(plant.storeDir);
  const isRunning = record !== undefined && isAlive(record, nowMs);
  const history = await plant.history.status();
  const snapshot = await plant.history.snapshot();
  const lease = await readPlantLease(plant.storeDir, nowMs);
  const standbys = await listStandbys(plant.storeDir, nowMs);
  const disk = await readDiskStatus(plant, { cut: retentionCut(plant.file, nowMs) });
  const backup = await readBackupStatus(plant, record?.startedAt ?? nowMs);
  const shared = { at: nowMs, lease, standbys, backup, quarantine: await readQuarantine(plant) };
  const historyLine = {
    version: history.version,
    committedAt: history.committedAt,
    sizeBytes: history.byteLength,
  };
  if (record !== undefined && isRunning) {
    const { ingest } = record;
    const { state, sizeBytes, sizeBytesMax, pendingRecords, oldestAt, damageCount } = ingest.buffer;
    const isFull = isShort(disk) || isReadOnly(ingest);
    return {
      ...shared,
      disk: isFull ? { ...disk, level: 'full' } : disk,
      waiting: isFull ? waitingOf(ingest, disk) : undefined,
      running: { kind: 'running', holder: record.holder, startedAt: record.startedAt, ageMs: nowMs - record.at },
      sources: ingest.sources.map((live) => ({
        id: live.id,
        receivedCount: live.committed.received + live.waitingCount + live.uncountedCount,
        waitingCount: live.waitingCount,
        committed: live.committed,
        live,
        lagMs: live.lastReadingAt === undefined ? undefined : nowMs - live.lastReadingAt,
      })),
      buffer: { state, sizeBytes, sizeBytesMax, pendingRecords, oldestAt, damageCount },
      history: {
        ...historyLine,
        state: ingest.history.kind,
        reason: ingest.history.kind === 'away' ? ingest.history.reason : undefined,
        isReadOnly: isFull,
      },
      openGaps: ingest.openGaps,
    };
  }
  const { buffer, waiting } = isTaken(lease) ? unknownBuffer : await readIdleBuffer(plant, snapshot);
  const ids = new Set([...plant.file.sources.map(({ id }) => id), ...history.accounts.keys(), ...waiting.keys()]);
  return {
    ...shared,
    running: { kind: 'none', lastAliveAt: record?.at, endedInOrder: record?.endedAt !== undefined },
    sources: [...ids]
      .filter((id) => id !== gapSourceId || (history.accounts.get(id)?.received ?? 0) > 0)
      .map((id) => {
        const committed = history.accounts.get(id) ?? emptyAccount;
        const waitingCount = waiting.get(id) ?? 0;
        return {
          id,
          receivedCount: committed.received + waitingCount,
          waitingCount,
          committed,
          live: undefined,
          lagMs: undefined,
        };
      }),
    buffer,
    history: { ...historyLine, state: 'idle', reason: undefined, isReadOnly: isShort(disk) },
    disk,
    waiting: undefined,
    openGaps: await readOpenGaps(snapshot),
  };
}

async function readBackupStatus({ file, storeDir }: OpenPlant, sinceAt: number): Promise<BackupStatus | undefined> {
  if (file.backup === undefined) return undefined;
  const { location, last, failure } = (await readBackupRecord(storeDir)) ?? {};
  return { everyMs: file.backup.everyMinutes * 60_000, sinceAt, location, last, failure };
}

const unknownBuffer = { buffer: undefined, waiting: new Map<string, number>() } as const;

/** Whoever asks how a plant stands takes it from nobody, be it one that hangs. */
function isTaken({ kind }: PlantLeaseStatus): boolean {
  return kind === 'held' || kind === 'expired';
}

/** What waits where no process runs; a process that just loads files has the buffer, and none of it is told then. */
async function readIdleBuffer(
  plant: OpenPlant,
  snapshot: Parameters<typeof countWaiting>[1],
): Promise<{ readonly buffer: BufferLine | undefined; readonly waiting: ReadonlyMap<string, number> }> {
  try {
    await using buffer = await plant.openBuffer();
    const waiting = await countWaiting(buffer, snapshot);
    const { sizeBytes, sizeBytesMax, pendingRecords, oldestAt, state, damages } = buffer.status();
    return {
      buffer: { sizeBytes, sizeBytesMax, pendingRecords, oldestAt, state, damageCount: damages.length },
      waiting,
    };
  } catch (error) {
    if (!isLeaseHeld(error)) throw error;
    return unknownBuffer;
  }
}

/** What stands in the quarantine, and the names in it that nobody has mapped, most frequent first. */
export async function readQuarantine({ history }: Pick<OpenPlant, 'history'>): Promise<Quarantine> {
  const { columns, length } = await (await history.snapshot()).read({ kind: 'refusal' });
  let openCount = 0;
  let overflowCount = 0;
  const names = new Map<string, { readonly source: string; readonly name: string; count: number }>();
  for (let i = 0; i < length; i++) {
    if (textAt(columns.status, i) !== 'open') continue;
    openCount++;
    if (textAt(columns.raw, i) === '') overflowCount++;
    if (textAt(columns.code, i) !== 'unknown-tag') continue;
    const source = textAt(columns.source, i);
    const name = textAt(columns.received, i);
    const known = names.get(JSON.stringify([source, name])) ?? { source, name, count: 0 };
    known.count++;
    names.set(JSON.stringify([source, name]), known);
  }
  const unknownNames = [...names.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return { openCount, overflowCount, unknownNames };
}
