/** Runs a plant: its sources through the buffer into history, and its deliveries, until it is told to stop. */
import { setTimeout as wait } from 'node:timers/promises';
import type { DeliveryOutcome } from '../distribution/index.ts';
import { type IngestEvent, type IngestOptions, openIngest } from '../ingest/index.ts';
import type { LiveMonitor, MonitorEvent } from '../monitor/index.ts';
import { BackupDuty, type BackupEvent } from './backup/backup-duty.ts';
import { type DiskEvent, DiskWatch } from './disk/disk-watch.ts';
import { RoomMaker } from './disk/make-room.ts';
import { startLeasedSink } from './history-sink.ts';
import type { OpenPlant } from './open-plant.ts';
import type { PlantLease } from './plant-lease.ts';
import { retentionCut } from './retention/cut.ts';
import { RetentionDuty, type RetentionEvent } from './retention/retention-duty.ts';
import { runMonitor } from './run-monitor.ts';
import { leaseStatusOf, type RunStatus } from './run-status.ts';
import { deliverNow } from './send-report.ts';
import { listStandbys } from './standbys.ts';
import { readStatusRecord, toStatusRecord, writeStatusRecord } from './status-record.ts';
import { type ChangedUnit, noteUnits } from './tag-units.ts';
import { softwareVersion } from './version.ts';

const recordEveryMs = 1_000;
const deliverEveryMs = 30_000;
const backupLookEveryMs = 1_000;
const diskEveryMs = 10_000;
const retentionEveryMs = 1_000;
const drainMsDefault = 10_000;

export type RunEvent =
  | IngestEvent
  | { readonly kind: 'delivery'; readonly outcome: DeliveryOutcome }
  /** What was measured before would be read in the new unit, which it is not in. */
  | { readonly kind: 'units-changed'; readonly changed: readonly ChangedUnit[] }
  | { readonly kind: 'live'; readonly event: MonitorEvent }
  | BackupEvent
  /** Its disk gets short, is full, or has room again; said as it comes to be so, then once a day. */
  | DiskEvent
  /** What the plant file keeps no longer was removed. */
  | RetentionEvent
  /** Something beside the facts failed; it is tried again. */
  | {
      readonly kind: 'failed';
      readonly what: 'status' | 'deliveries' | 'units' | 'disk' | 'retention' | 'backup';
      readonly error: unknown;
    };

export interface RunPlantOptions {
  /**
   * Aborting it stops in order: what is under way goes to disk, then into history for up to 10 s; not that long where
   * another process stands by, which goes on with what waits.
   */
  readonly signal: AbortSignal;
  /** Under which it runs, as `standBy` gives it; stays the caller's. Default: it takes the lease, and lets go of it. */
  readonly lease?: PlantLease;
  readonly onEvent?: (event: RunEvent) => void;
  /** Called once it runs, with what tells how it stands. */
  readonly onStart?: (status: () => RunStatus) => void;
  /** Called with the live figures once there are any; they end with the run. Default: none are worked out. */
  readonly onLive?: (monitor: LiveMonitor) => void;
  /** How long it gathers and waits; default: as an ingest does by itself. */
  readonly pace?: Pick<IngestOptions, 'gatherMs' | 'tickMs' | 'backOff'> & { readonly drainMs?: number };
}

/**
 * Runs all sources of the plant file until the signal aborts: files are looked at again every `followSeconds`. It ends by
 * itself where all its sources have ended, because they are finite and not followed.
 *
 * @throws GembaError `lease-held` where another process runs the plant or writes its history; `lease-lost` where one has
 * taken over; `buffer-failed`, `buffer-newer`
 * @example
 * await using plant = await openPlant();
 * await runPlant(plant, { signal });
 */
export async function runPlant(plant: OpenPlant, options: RunPlantOptions): Promise<void> {
  if (options.lease !== undefined) return runUnderLease(plant, options.lease, options);
  await using lease = await plant.takeLease({ isRun: true });
  await runUnderLease(plant, lease, options);
}

async function runUnderLease(
  plant: OpenPlant,
  lease: PlantLease,
  { signal, onEvent = () => undefined, onStart, onLive, pace = {} }: RunPlantOptions,
): Promise<void> {
  const { clock, random, storeDir, onStep } = plant;
  await using buffer = await plant.openBuffer(lease);
  const last = await findLastRun(plant);
  await tellUnits(plant, onEvent);
  const ended = new AbortController();
  let standbys = await listStandbys(storeDir, clock());
  const room = new RoomMaker(plant);
  const retention = new RetentionDuty(plant, { onEvent, isEnding: () => ended.signal.aborted });
  const ingest = openIngest({
    ...pace,
    // Whoever stands by goes on with what waits, so it is not kept waiting for it.
    drainMs: () => (standbys.length === 0 ? (pace.drainMs ?? drainMsDefault) : 0),
    buffer,
    sources: plant.listSources({ lease }),
    tags: plant.sourceContext.tags,
    clock,
    random,
    lastAliveAt: last.aliveAt,
    lastSources: last.sources,
    plantSources: new Set(plant.file.sources.map(({ id }) => id)),
    isFollowing: true,
    quarantineRowsMax: plant.file.quarantine.rowsMax,
    openSink: async (stop) => {
      try {
        const opened = await startLeasedSink(plant, lease, stop);
        retention.writeWith(opened.writer);
        return opened;
      } catch (error) {
        const applied = await room.makeRoom(error);
        if (applied !== undefined) onEvent({ kind: 'expired', applied });
        throw error;
      }
    },
    flushPersons: async () => {
      await plant.persons.flush();
    },
    onEvent,
    onFresh: plant.fresh.publish,
    ...(onStep === undefined ? {} : { onStep }),
  });
  const disk = new DiskWatch({
    plant,
    ingest: () => ingest.status(),
    onEvent,
    cutAt: (at) => retentionCut(plant.file, at),
  });
  const backup =
    plant.file.backup === undefined
      ? undefined
      : new BackupDuty(plant.file.backup, { plant, signal: AbortSignal.any([ended.signal, lease.lost]), onEvent });
  const status = (): RunStatus => ({
    ...ingest.status(),
    lease: leaseStatusOf(lease),
    standbys,
    disk: disk.status,
    backup: backup?.status,
  });
  onStart?.(status);
  const startedAt = clock();
  const record = async (endedAt?: number): Promise<void> => {
    standbys = await listStandbys(storeDir, clock());
    const run = { holder: lease.holder, softwareVersion, startedAt, at: clock() };
    // A process that wakes up late has nothing to say any more.
    lease.confirm();
    await writeStatusRecord(
      storeDir,
      toStatusRecord(status(), { ...run, ...(endedAt === undefined ? {} : { endedAt }) }),
    );
  };
  const beside = [
    every(
      recordEveryMs,
      ended.signal,
      () => record(),
      (error) => onEvent({ kind: 'failed', what: 'status', error }),
    ),
    every(
      deliverEveryMs,
      ended.signal,
      async () => {
        for (const outcome of await deliverNow(plant, { signal: ended.signal })) onEvent({ kind: 'delivery', outcome });
      },
      (error) => onEvent({ kind: 'failed', what: 'deliveries', error }),
    ),
    every(
      diskEveryMs,
      ended.signal,
      () => disk.look(),
      (error) => onEvent({ kind: 'failed', what: 'disk', error }),
    ),
    every(
      retentionEveryMs,
      ended.signal,
      () => retention.look(),
      (error) => onEvent({ kind: 'failed', what: 'retention', error }),
    ),
    ...(backup === undefined
      ? []
      : [
          every(
            backupLookEveryMs,
            ended.signal,
            () => backup.look(),
            (error) => onEvent({ kind: 'failed', what: 'backup', error }),
          ),
        ]),
    ...(onLive === undefined
      ? []
      : [runMonitor(plant, ended.signal, onLive, (event) => onEvent({ kind: 'live', event }))]),
  ];
  try {
    await ingest.run(AbortSignal.any([signal, lease.lost]));
  } finally {
    ended.abort();
    await Promise.all(beside);
    if (!lease.lost.aborted)
      await record(clock()).catch((error: unknown) => onEvent({ kind: 'failed', what: 'status', error }));
  }
  lease.lost.throwIfAborted();
}

async function tellUnits({ storeDir, plant }: OpenPlant, onEvent: (event: RunEvent) => void): Promise<void> {
  try {
    const changed = await noteUnits(storeDir, plant.tags);
    if (changed.length > 0) onEvent({ kind: 'units-changed', changed });
  } catch (error) {
    // As on a full disk, where facts shall be taken all the same as soon as they can be.
    onEvent({ kind: 'failed', what: 'units', error });
  }
}

/** When the run before last said something, by its record or its last commit, and which sources it had. */
async function findLastRun({ storeDir, history }: OpenPlant): Promise<{
  readonly aliveAt: number | undefined;
  readonly sources: ReadonlySet<string> | undefined;
}> {
  const record = await readStatusRecord(storeDir);
  if (record === undefined) return { aliveAt: (await history.status()).committedAt, sources: undefined };
  // Those it only knows accounts of have no kind.
  const sources = record.ingest.sources.filter(({ kind }) => kind !== undefined);
  return { aliveAt: record.at, sources: new Set(sources.map(({ id }) => id)) };
}

async function every(
  ms: number,
  signal: AbortSignal,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch(onError);
    await wait(ms, undefined, { signal }).catch(() => undefined);
  }
}
