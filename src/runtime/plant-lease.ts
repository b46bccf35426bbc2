/**
 * Who runs a plant: one process at a time, by a lease in the store. It governs the buffer and the sessions with the
 * sources; history has a lease of its own behind it, which goes with each of its writers. Whoever took over has the
 * greater fencing number, and a process that wakes up late finds that out before it acknowledges, commits or connects.
 */
import { join } from 'node:path';
import { type Lease, type LeaseRecord, type LeaseState, readLeaseState, takeLease } from '../history/index.ts';
import { GembaError } from '../model/index.ts';

/** Why the lease went from one process to the next. */
export const takeoverReasons = ['released', 'ended', 'expired'] as const;
/** `released`: the one before was stopped in order; `ended`: its process was gone; `expired`: it hung. */
export type TakeoverReason = (typeof takeoverReasons)[number];

export interface Takeover {
  readonly at: number;
  /** Who held the lease before. */
  readonly from: string;
  readonly reason: TakeoverReason;
}

export interface PlantLease extends AsyncDisposable {
  readonly holder: string;
  readonly fencing: number;
  /** Since when it is held, UTC epoch ms. */
  readonly takenAt: number;
  /** Until when, unless it is renewed; it is, three times in that. */
  readonly expiresAt: number;
  /** Of this store, this one or one before; undefined where there never was one. */
  readonly lastTakeover: Takeover | undefined;
  /** Of this store, ever. */
  readonly takeoverCount: number;
  /** Aborts with `lease-lost` as its reason once another process has taken over. */
  readonly lost: AbortSignal;
  /** @throws GembaError `lease-lost` where another process has taken over */
  confirm(): void;
}

/** How the lease of a plant stands, as any process may read it. */
export type PlantLeaseStatus =
  | { readonly kind: 'free'; readonly lastTakeover: Takeover | undefined; readonly takeoverCount: number }
  | {
      /** `ended`: its process is gone; `expired`: it was not renewed in time. Both wait for the next holder. */
      readonly kind: 'held' | 'ended' | 'expired';
      readonly holder: string;
      readonly fencing: number;
      readonly takenAt: number | undefined;
      readonly expiresAt: number;
      readonly lastTakeover: Takeover | undefined;
      readonly takeoverCount: number;
    };

/** What of an open plant its lease needs. */
export interface LeaseTarget {
  readonly storeDir: string;
  readonly holder: string;
  readonly clock: () => number;
  readonly leaseMs: number;
}

export interface TakePlantLeaseOptions {
  /** Whether what is taken over counts as a takeover: a run does, a command that only loads does not. Default false. */
  readonly isRun?: boolean;
  /** Whether it was waited for. Default false. */
  readonly hasStoodBy?: boolean;
  /** Default: by the clock. */
  readonly isExpired?: (record: LeaseRecord) => boolean;
  /** Numbers of buffers that are there: the lease's is greater, even if its files were deleted. Default 0. */
  readonly fencingSeen?: number;
}

interface LeaseNote {
  readonly lastTakeover?: Takeover | undefined;
  readonly takeoverCount: number;
}

const words = {
  held: 'The plant is run',
  lost: 'Another process has taken over the plant',
  remedy: 'Nothing that was not acknowledged is lost: it comes again. Start this one again, and it stands by.',
} as const;
/** A renewal that failed, as on a full disk, is tried again after this part of the lease's time. */
const retryShare = 30;

/**
 * Takes the lease of a plant, renews it, and lets go of it when disposed.
 *
 * @throws GembaError `lease-held`, naming the holder
 */
export async function takePlantLease(target: LeaseTarget, options: TakePlantLeaseOptions = {}): Promise<PlantLease> {
  const { storeDir, holder, clock, leaseMs } = target;
  let note: LeaseNote = { takeoverCount: 0 };
  const lease = await takeLease({
    dir: leaseDir(storeDir),
    holder,
    leaseMs,
    clock,
    words,
    fencingSeen: options.fencingSeen ?? 0,
    ...(options.isExpired === undefined ? {} : { isExpired: options.isExpired }),
    noteOf: (before, takenAt) => {
      note = noteAfter(before, takenAt, options);
      return { ...note };
    },
  });
  return new RenewedLease(lease, target, note);
}

/** How the lease of a plant stands now, by the clock. */
export async function readPlantLease(storeDir: string, nowMs: number): Promise<PlantLeaseStatus> {
  const state = await readLeaseState(leaseDir(storeDir), nowMs);
  if (state.kind === 'none') return { kind: 'free', lastTakeover: undefined, takeoverCount: 0 };
  const { holder, fencing, takenAt, expiresAt } = state.record;
  const { lastTakeover, takeoverCount } = noteOf(state);
  if (state.kind === 'released') return { kind: 'free', lastTakeover, takeoverCount };
  return { kind: state.kind, holder, fencing, takenAt, expiresAt, lastTakeover, takeoverCount };
}

/** Whether an error says that another process has what is wanted. */
export function isLeaseHeld(error: unknown): error is GembaError {
  return error instanceof GembaError && error.code === 'lease-held';
}

function leaseDir(storeDir: string): string {
  return join(storeDir, 'run');
}

/** What is carried from one lease to the next. */
function noteAfter(
  before: LeaseState,
  at: number,
  { isRun = false, hasStoodBy = false }: TakePlantLeaseOptions,
): LeaseNote {
  const note = noteOf(before);
  if (!isRun || before.kind === 'none' || before.kind === 'held') return note;
  if (before.kind === 'released' && !hasStoodBy) return note;
  const lastTakeover = { at, from: before.record.holder, reason: before.kind };
  return { lastTakeover, takeoverCount: note.takeoverCount + 1 };
}

function noteOf(state: LeaseState): Required<LeaseNote> {
  const note = state.kind === 'none' ? undefined : (state.record.note as LeaseNote | undefined);
  return { lastTakeover: note?.lastTakeover, takeoverCount: note?.takeoverCount ?? 0 };
}

class RenewedLease implements PlantLease {
  readonly holder: string;
  readonly lastTakeover: Takeover | undefined;
  readonly takeoverCount: number;
  readonly #lease: Lease;
  readonly #leaseMs: number;
  readonly #lost = new AbortController();
  #timer: NodeJS.Timeout;
  #renewing: Promise<void> = Promise.resolve();
  #isClosed: boolean = false;

  constructor(lease: Lease, { holder, leaseMs }: LeaseTarget, { lastTakeover, takeoverCount }: LeaseNote) {
    this.holder = holder;
    this.lastTakeover = lastTakeover;
    this.takeoverCount = takeoverCount;
    this.#lease = lease;
    this.#leaseMs = leaseMs;
    this.#timer = this.#renewAfter(leaseMs / 3);
  }

  get fencing(): number {
    return this.#lease.fencing;
  }

  get takenAt(): number {
    return this.#lease.takenAt;
  }

  get expiresAt(): number {
    return this.#lease.expiresAt;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  confirm(): void {
    try {
      this.#lease.confirm();
    } catch (error) {
      this.#noteLoss(error);
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#renewing;
    await this.#lease.release();
  }

  #renewAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#renewing = this.#renew();
    }, ms).unref();
  }

  async #renew(): Promise<void> {
    let nextMs = this.#leaseMs / 3;
    try {
      await this.#lease.renew();
    } catch (error) {
      if (this.#noteLoss(error)) return;
      // A disk that is full or away: nobody else can write there either, and what is acknowledged does not depend on it.
      nextMs = this.#leaseMs / retryShare;
    }
    if (!this.#isClosed) this.#timer = this.#renewAfter(nextMs);
  }

  #noteLoss(error: unknown): boolean {
    const isLoss = error instanceof GembaError && error.code === 'lease-lost';
    if (isLoss) this.#lost.abort(error);
    return isLoss;
  }
}
