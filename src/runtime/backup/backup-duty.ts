/** Makes backups of a plant that runs, when one is due, and never in the way of anything else. */
import type { BackupRepository } from '../../backup/index.ts';
import type { HistoryPin } from '../../history/index.ts';
import { GembaError } from '../../model/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import type { BackupSettings } from '../plant-file/backup-schema.ts';
import { backUpPlant } from './back-up-plant.ts';
import { noteBackupFailure, readBackupRecord } from './backup-record.ts';
import type { BackupStatus } from './backup-status.ts';
import { openBackups } from './open-backups.ts';

export type BackupEvent =
  | {
      readonly kind: 'backup';
      readonly point: string;
      readonly writtenBytes: number;
      readonly tookMs: number;
    }
  | { readonly kind: 'backups-pruned'; readonly removedPoints: readonly string[]; readonly removedBytes: number }
  /** It is tried again in a minute. */
  | { readonly kind: 'backup-failed'; readonly error: unknown };

export interface BackupDutyOptions {
  readonly plant: OpenPlant;
  /** Aborts what is under way. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: BackupEvent) => void;
  /** Default: where the plant file says. */
  readonly open?: () => Promise<BackupRepository>;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const pruneEveryMs = 24 * hourMs;
const retryMs = minuteMs;

export class BackupDuty {
  readonly #options: BackupDutyOptions;
  readonly #settings: BackupSettings;
  readonly #sinceAt: number;
  #status: Pick<BackupStatus, 'location' | 'last' | 'failure'> = {
    location: undefined,
    last: undefined,
    failure: undefined,
  };
  #notBeforeAt: number = Number.NEGATIVE_INFINITY;
  #prunedAt: number = Number.NEGATIVE_INFINITY;
  #history: HistoryPin | undefined;

  constructor(settings: BackupSettings, options: BackupDutyOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#sinceAt = options.plant.clock();
  }

  get status(): BackupStatus {
    return { everyMs: this.#everyMs, sinceAt: this.#sinceAt, ...this.#status };
  }

  get #everyMs(): number {
    return this.#settings.everyMinutes * minuteMs;
  }

  /** Makes one if it is due. What fails is told and tried again; rejects only with the error of the store's own disk. */
  async look(): Promise<void> {
    const { plant, signal } = this.#options;
    const { storeDir, clock } = plant;
    // Whoever made the last one, such as the command, has noted it.
    const record = await readBackupRecord(storeDir);
    if (record !== undefined) this.#status = record;
    const nowMs = clock();
    const lastAt = this.#status.last?.at ?? Number.NEGATIVE_INFINITY;
    // A clock that was set back leaves a last one in the future, which none is to be waited for.
    const isDue = nowMs >= lastAt + this.#everyMs || nowMs < lastAt;
    if (!isDue || nowMs < this.#notBeforeAt) return;
    try {
      await this.#make();
    } catch (error) {
      if (signal.aborted) return;
      this.#notBeforeAt = clock() + Math.min(retryMs, this.#everyMs);
      // Another process makes one just now: it is noted once it is made.
      if (error instanceof GembaError && error.code === 'backup-busy') return;
      this.#options.onEvent({ kind: 'backup-failed', error });
      await noteBackupFailure(storeDir, this.#status.location ?? '', clock(), error);
    }
  }

  async #make(): Promise<void> {
    const { plant, signal, onEvent, open = () => openBackups(plant) } = this.#options;
    const startedMs = performance.now();
    await using backups = await open();
    this.#status = { ...this.#status, location: backups.location };
    const { point, writtenBytes, history } = await backUpPlant(plant, backups, { signal, since: this.#history });
    this.#history = history;
    this.#status = (await readBackupRecord(plant.storeDir)) ?? this.#status;
    onEvent({ kind: 'backup', point: point.id, writtenBytes, tookMs: performance.now() - startedMs });
    const nowMs = plant.clock();
    if (nowMs < this.#prunedAt + pruneEveryMs) return;
    const { allHours, dailies } = this.#settings.keep;
    const pruned = await backups.prune({ allMs: allHours * hourMs, dailies }, nowMs);
    this.#prunedAt = nowMs;
    if (pruned.removedPoints.length > 0) onEvent({ kind: 'backups-pruned', ...pruned });
  }
}
