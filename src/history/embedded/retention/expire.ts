/**
 * Applies a cut: what has to be written anew is written first, beside the commits, then one entry says what is gone and which
 * files are. So whatever ends it leaves a whole state, and who asks again goes on from there.
 */
import { GembaError } from '../../../model/index.ts';
import type { ExpiringFacts, RetentionCut } from '../../port.ts';
import type { BackgroundTask } from '../background-work.ts';
import type { WriterChild } from '../child-process.ts';
import type { NewEntry } from '../manifest-log.ts';
import type { ManifestState, Segment } from '../manifest-state.ts';
import type { FinishedRollup } from '../rollups/tasks.ts';
import type { WriterStep } from '../steps.ts';
import { keyOfExpired } from './expired-tags.ts';
import { newestExpiry, type SaidExpiries } from './expiries.ts';
import { listExpiring } from './list-expiring.ts';
import {
  cutOf,
  type FactTrim,
  listReadingSteps,
  planRemoval,
  type ReadingTrim,
  type Removal,
  readingsUpTo,
} from './plan-removal.ts';
import type { TrimmedFiles, TrimRequest } from './requests.ts';

/** The writer, as expiry needs it. */
export interface ExpiryHost {
  readonly dir: string;
  readonly state: ManifestState;
  onStep(step: WriterStep): void | Promise<void>;
  /** Name of new files, unused so far; `what` keeps those of one entry apart. */
  nameOf(attempt: number, what: string): string;
  /** Does something while nothing is committed, and once all that was begun is. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Adds an entry; in a turn only. Files that it removes are left for a time to readers of older states. */
  enter(fields: Pick<NewEntry, 'kind' | 'added' | 'removed' | 'rollups' | 'expiries'>): Promise<void>;
  /** The child that writes commits; in a turn only. */
  readonly child: WriterChild;
  /** A process of its own, beside the commits, that keeps the order of rows. */
  createChild(): WriterChild;
  /** What of the time before an instant is to be rolled up yet, but for what failed; undefined where nothing is. */
  findRollup(beforeAt: number): Extract<BackgroundTask, { kind: 'rollup' }> | undefined;
  noteFailed(error: unknown, task: BackgroundTask): void;
  enterRollup(finished: FinishedRollup): Promise<void>;
}

/** So often what came meanwhile is written anew beside the commits; then they wait for it. */
const besideMax = 3;

export async function expireFacts(host: ExpiryHost, cut: RetentionCut): Promise<readonly ExpiringFacts[]> {
  const said = cutOf(host.state, cut);
  const expiring = listExpiring(host.state, cut);
  await using expiry = new Expiry(host);
  await expiry.rollUpFirst(said);
  for (const at of listReadingSteps(host.state, said))
    await expiry.apply(at === Number.POSITIVE_INFINITY ? said : readingsUpTo(said, at));
  return expiring;
}

class Expiry implements AsyncDisposable {
  readonly #host: ExpiryHost;
  #child: WriterChild | undefined;
  /** By key of the expired tags and path of a segment of readings. */
  readonly #trimmed: Map<string, readonly Segment[]> = new Map();
  #trimCount: number = 0;

  constructor(host: ExpiryHost) {
    this.#host = host;
  }

  /** Rollups outlive their readings, so what is not rolled up yet is. */
  async rollUpFirst(said: SaidExpiries): Promise<void> {
    const { expiries } = planRemoval(this.#host.state, said);
    const beforeAt = newestExpiry(expiries, 'reading');
    const begun = new Map<string, number>();
    for (;;) {
      const job = this.#host.findRollup(beforeAt);
      if (job === undefined) return;
      const { task, requestOf } = job;
      const key = JSON.stringify([this.#host.state.version, task]);
      const count = (begun.get(key) ?? 0) + 1;
      begun.set(key, count);
      // What nothing came of is passed over, so that the others are rolled up all the same; more than are passed over end it.
      if (count > 2) return;
      if (count > 1) {
        this.#host.noteFailed(nothingCame(task), job);
        continue;
      }
      try {
        const { segments } = await this.#openChild().rollUp(requestOf);
        await this.#host.inTurn(() => this.#host.enterRollup({ task, added: segments }));
      } catch (error) {
        this.#host.noteFailed(error, job);
      }
    }
  }

  async apply(said: SaidExpiries): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { readingTrims } = planRemoval(this.#host.state, said);
      for (const trim of readingTrims) await this.#trimReadings(trim);
      const isEntered = await this.#host.inTurn(() => this.#enter(said, attempt > besideMax));
      if (isEntered) return;
    }
  }

  /** False where commits have brought something since that is to be written anew first. */
  async #enter(said: SaidExpiries, isLast: boolean): Promise<boolean> {
    const { state, onStep } = this.#host;
    const removal = planRemoval(state, said);
    for (const trim of removal.readingTrims)
      if (!this.#trimmed.has(keyOf(trim))) {
        if (!isLast) return false;
        await this.#trimReadings(trim);
      }
    const facts: { readonly trim: FactTrim; readonly segments: readonly Segment[] }[] = [];
    for (const trim of removal.factTrims)
      facts.push({ trim, segments: await this.#trim(this.#host.child, { of: 'facts', ...trim }) });
    await onStep('expiry-written');
    const removed = [
      ...removal.whole,
      ...removal.readingTrims.flatMap(({ segments }) => segments),
      ...removal.factTrims.flatMap(({ segments }) => segments),
    ];
    const added = [
      ...removal.readingTrims.flatMap((trim) => this.#trimmed.get(keyOf(trim)) ?? []),
      ...facts.flatMap(({ segments }) => segments),
    ];
    if (isChange(this.#host.state, removal, removed))
      await this.#host.enter({
        kind: 'expire',
        added,
        removed: removed.map(({ path }) => path),
        rollups: { added: [], removed: removal.rollups },
        expiries: said,
      });
    await onStep('expiry-entered');
    return true;
  }

  async #trimReadings(trim: ReadingTrim): Promise<void> {
    const key = keyOf(trim);
    if (!this.#trimmed.has(key))
      this.#trimmed.set(key, await this.#trim(this.#openChild(), { of: 'readings', ...trim }));
  }

  async #trim(child: Pick<WriterChild, 'trim'>, trim: TrimmedFiles): Promise<readonly Segment[]> {
    const what = `expire-${++this.#trimCount}`;
    const { dir } = this.#host;
    const requestOf = (attempt: number): TrimRequest => ({
      type: 'trim',
      dir,
      name: this.#host.nameOf(attempt, what),
      ...trim,
    });
    const { segments } = await child.trim(requestOf);
    return segments;
  }

  #openChild(): WriterChild {
    this.#child ??= this.#host.createChild();
    return this.#child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.[Symbol.asyncDispose]();
  }
}

function nothingCame({ window: { fromAt, toAt } }: FinishedRollup['task']): GembaError {
  const [from, to] = [fromAt, toAt].map((at) => new Date(at).toISOString());
  return new GembaError(
    'history-writer-failed',
    `Nothing came of rolling up ${from} to ${to}, whose readings have expired: what is not rolled up of them is gone with them. Run gemba history verify.`,
    { details: { fromAt, toAt } },
  );
}

/** Of the same files without the same tags the same is left. */
function keyOf({ segments, expired }: ReadingTrim): string {
  return `${keyOfExpired(expired)} ${segments.map(({ path }) => path).join()}`;
}

function isChange(state: ManifestState, { expiries, rollups }: Removal, removed: readonly Segment[]): boolean {
  return expiries !== state.expiries || removed.length > 0 || rollups.length > 0;
}
