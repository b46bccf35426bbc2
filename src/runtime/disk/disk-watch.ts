/** Looks at the disk of a plant that runs, and says when it gets short: as it does, then once a day. */
import type { RetentionCut } from '../../history/index.ts';
import type { IngestStatus } from '../../ingest/index.ts';
import { type DiskStatus, type DiskTarget, diskLevels, readDiskStatus } from './disk-status.ts';
import { bufferRoomMs, type WaitingFacts } from './disk-text.ts';
import type { StoredPart } from './forecast.ts';
import { readParts } from './read-parts.ts';

export interface DiskEvent {
  readonly kind: 'disk';
  readonly status: DiskStatus;
  /** While history takes nothing. */
  readonly waiting: WaitingFacts | undefined;
}

export interface DiskWatchOptions {
  readonly plant: DiskTarget;
  readonly ingest: () => IngestStatus;
  readonly onEvent: (event: DiskEvent) => void;
  /** What retention removes as of an instant. Default: everything is kept. */
  readonly cutAt?: (at: number) => RetentionCut | undefined;
}

/** What the parts take changes slowly, and takes long to list. */
const partsEveryMs = 3_600_000;
const tellEveryMs = 86_400_000;

export class DiskWatch {
  readonly #options: DiskWatchOptions;
  #parts: { readonly at: number; readonly list: readonly StoredPart[] } | undefined;
  #status: DiskStatus | undefined;
  #told: { readonly at: number; readonly status: DiskStatus } | undefined;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  /** As it was looked at last; undefined before. */
  get status(): DiskStatus | undefined {
    return this.#status;
  }

  /** @throws the error of the file system */
  async look(): Promise<void> {
    const { plant, ingest } = this.#options;
    const nowMs = plant.clock();
    const found = await readDiskStatus(plant, { parts: await this.#listParts(nowMs) });
    // A quota, or a disk that has no room for one more file, is full too.
    const isFull = isReadOnly(ingest());
    this.#status = isFull ? { ...found, level: 'full' } : found;
    if (this.#isNews(this.#status)) this.#tell(this.#status);
  }

  async #listParts(nowMs: number): Promise<readonly StoredPart[]> {
    if (this.#parts === undefined || Math.abs(nowMs - this.#parts.at) >= partsEveryMs) {
      const cut = this.#options.cutAt?.(nowMs);
      this.#parts = { at: nowMs, list: await readParts(this.#options.plant, { cut, nowMs }) };
    }
    return this.#parts.list;
  }

  /** Worse than told, well again, or told a day ago. */
  #isNews({ level, at }: DiskStatus): boolean {
    const told = this.#told?.status.level ?? 'ample';
    if (level === told) return level !== 'ample' && at - (this.#told?.at ?? 0) >= tellEveryMs;
    return level === 'ample' || told === 'full' || diskLevels.indexOf(level) > diskLevels.indexOf(told);
  }

  #tell(status: DiskStatus): void {
    this.#told = { at: status.at, status };
    const ingest = this.#options.ingest();
    const waiting = status.level === 'full' ? waitingOf(ingest, status) : undefined;
    this.#options.onEvent({ kind: 'disk', status, waiting });
  }
}

/** Whether history takes nothing because its disk is full. */
export function isReadOnly({ history }: Pick<IngestStatus, 'history'>): boolean {
  return history.kind === 'away' && history.code === 'history-full';
}

/** What waits in the buffer of a run, and how long it has room. */
export function waitingOf(
  { sources, buffer }: Pick<IngestStatus, 'sources'> & { readonly buffer: Parameters<typeof bufferRoomMs>[0] },
  { freeBytes, at }: Pick<DiskStatus, 'freeBytes' | 'at'>,
): WaitingFacts {
  const count = sources.reduce((sum, { waitingCount }) => sum + waitingCount, 0);
  return { count, roomMs: bufferRoomMs(buffer, freeBytes, at) };
}
