/** Who stands by: a small file of each in the store, renewed while it does. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Standby {
  readonly holder: string;
  /** Since when it stands by, UTC epoch ms. */
  readonly sinceAt: number;
  /** When it last said so. */
  readonly at: number;
}

/** So often a standby says that it stands by. */
const announceEveryMs = 2_000;
/** One that said nothing for so long does not stand by any more. */
const staleMs = 15_000;
/** Its file is then removed by the others. */
const removeMs = 60_000;
const listedMax = 16;
const filesReadMax = 256;

/** A standby's entry: says that it stands by when asked to, at most every two seconds. */
export class Announcement implements AsyncDisposable {
  readonly #path: string;
  readonly #folder: string;
  readonly #standby: Omit<Standby, 'at'>;
  readonly #clock: () => number;
  #saidAt: number | undefined;

  constructor(storeDir: string, { holder, clock }: { readonly holder: string; readonly clock: () => number }) {
    this.#folder = folderOf(storeDir);
    this.#path = join(this.#folder, `${holder.replaceAll(/[^\w.-]/g, '_')}.json`);
    this.#standby = { holder, sinceAt: clock() };
    this.#clock = clock;
  }

  get sinceAt(): number {
    return this.#standby.sinceAt;
  }

  /** @throws the error of the file system, as on a full disk */
  async renew(): Promise<void> {
    const at = this.#clock();
    if (this.#saidAt !== undefined && Math.abs(at - this.#saidAt) < announceEveryMs) return;
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${this.#path}.part`, JSON.stringify({ ...this.#standby, at }));
    await rename(`${this.#path}.part`, this.#path);
    this.#saidAt = at;
    await removeStale(this.#folder, at);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

/** Who stands by now, the longest first: 16 at most. */
export async function listStandbys(storeDir: string, nowMs: number): Promise<readonly Standby[]> {
  const all = await readAll(folderOf(storeDir));
  return all
    .flatMap(({ standby }) => (standby !== undefined && Math.abs(nowMs - standby.at) < staleMs ? [standby] : []))
    .sort((a, b) => a.sinceAt - b.sinceAt || (a.holder < b.holder ? -1 : 1))
    .slice(0, listedMax);
}

async function removeStale(folder: string, nowMs: number): Promise<void> {
  for (const { path, standby } of await readAll(folder))
    if (standby !== undefined && Math.abs(nowMs - standby.at) >= removeMs) await rm(path, { force: true });
}

async function readAll(
  folder: string,
): Promise<readonly { readonly path: string; readonly standby: Standby | undefined }[]> {
  const names = await orNothing(readdir(folder), []);
  return await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .slice(0, filesReadMax)
      .map(async (name) => {
        const path = join(folder, name);
        return { path, standby: parse(await orNothing(readFile(path, 'utf8'), '')) };
      }),
  );
}

/** What is not there, or not any more, says nothing. */
async function orNothing<T>(reading: Promise<T>, nothing: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing;
    throw error;
  }
}

function parse(text: string): Standby | undefined {
  try {
    return JSON.parse(text) as Standby;
  } catch {
    // Cut short by a power cut, or gone: it says nothing.
    return undefined;
  }
}

function folderOf(storeDir: string): string {
  return join(storeDir, 'run', 'standby');
}
