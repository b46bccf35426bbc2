/**
 * A history whose manifest is the real one and whose segments are batches as the buffer writes them: as quick as a test of a
 * thousand stores needs it, and read back from its files alone.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../../../src/history/embedded/durable.ts';
import { appendEntry, readManifest, writeCheckpoint } from '../../../../src/history/embedded/manifest-log.ts';
import { emptyState, type ManifestState, type Segment } from '../../../../src/history/embedded/manifest-state.ts';
import { decodeBatch, encodeBatch, type FactSink } from '../../../../src/ingest/index.ts';
import { MemoryHistory } from '../../../ingest/pipeline/support/memory-history.ts';

type Commit = Parameters<FactSink['commit']>[0];
const day = '2026-01-05';

export class FileHistory {
  readonly dir: string;
  readonly memory: MemoryHistory = new MemoryHistory();
  /** Commits wait while it is closed. */
  gate: PromiseWithResolvers<void> = Promise.withResolvers();
  isAway: boolean = false;
  #state: ManifestState = emptyState;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(dir: string) {
    this.dir = dir;
    this.gate.resolve();
  }

  /** What its files say. */
  static async open(dir: string): Promise<FileHistory> {
    const history = new FileHistory(dir);
    history.#state = await readManifest(dir);
    for (const { path } of [...history.#state.segments.values()].sort((a, b) => (a.path < b.path ? -1 : 1)))
      for (const commit of parseSegment(await readFile(join(dir, path)))) history.memory.apply(commit);
    for (const [source, { position }] of history.#state.sources) history.memory.positions.set(source, position);
    return history;
  }

  get state(): ManifestState {
    return this.#state;
  }

  /** Throws where history is away; so do its commits then, and after one that failed all others. */
  openSink(): FactSink {
    this.#requireThere();
    let failure: unknown;
    return {
      commit: (commit) =>
        this.#next(async () => {
          await this.gate.promise;
          try {
            if (failure !== undefined) throw failure;
            this.#requireThere();
            // With the identities that it has when it is read back.
            const account = this.memory.apply(unpack(pack(commit)));
            await this.#enter('commit', commit.source, [await this.#write([commit])], [], { commit, account });
            return { account };
          } catch (error) {
            failure ??= error;
            throw error;
          }
        }),
      [Symbol.asyncDispose]: async () => {
        await this.#queue.catch(() => undefined);
      },
    };
  }

  #requireThere(): void {
    if (this.isAway) throw new Error('History is away.');
  }

  /**
   * Puts all segments into one, with a checkpoint.
   *
   * @param removes the merged at once; else they stay, as those of a real store do for longer than a backup reads them
   */
  merge(removes: boolean): Promise<void> {
    return this.#next(async () => {
      const segments = [...this.#state.segments.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
      if (segments.length < 2) return;
      const commits: Commit[] = [];
      for (const { path } of segments) commits.push(...parseSegment(await readFile(join(this.dir, path))));
      const removed = segments.map(({ path }) => path);
      await this.#enter('compact', '', [await this.#write(commits)], removed);
      if (removes) for (const path of removed) await rm(join(this.dir, path));
      await writeCheckpoint(this.dir, this.#state);
    });
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #write(commits: readonly Commit[]): Promise<Segment> {
    const name = String(this.#state.sequence + 1).padStart(12, '0');
    const path = `facts/reading/${day}/${name}-1-1.parquet`;
    const bytes = Buffer.from(JSON.stringify(commits.map(pack)));
    await mkdir(join(this.dir, 'facts/reading', day), { recursive: true });
    await writeFile(join(this.dir, path), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { path, role: 'facts', kind: 'reading', day, rowCount: 1, byteLength: bytes.length, sha256 };
  }

  async #enter(
    kind: 'commit' | 'compact',
    source: string,
    added: readonly Segment[],
    removed: readonly string[],
    done?: { readonly commit: Commit; readonly account: ReturnType<MemoryHistory['apply']> },
  ): Promise<void> {
    await makeFolder(join(this.dir, 'manifest'));
    const state = await appendEntry(this.dir, this.#state, {
      kind,
      version: this.#state.version + (kind === 'commit' ? 1 : 0),
      at: 0,
      fencing: 1,
      holder: 'test',
      sources: done === undefined ? {} : { [source]: { position: done.commit.position, account: done.account } },
      added,
      removed,
    });
    if (state === undefined) throw new Error('Another has added an entry.');
    this.#state = state;
  }
}

type Packed = readonly [source: string, received: number, base64: string];

function pack({ source, identityBy, facts, account, position }: Commit): Packed {
  return [source, account.received, encodeBatch({ source, identityBy, facts, account, position }).toString('base64')];
}

function unpack([source, received, base64]: Packed): Commit {
  return decodeBatch(Buffer.from(base64, 'base64'), source, received);
}

function parseSegment(bytes: Buffer): readonly Commit[] {
  return (JSON.parse(bytes.toString('utf8')) as Packed[]).map(unpack);
}
