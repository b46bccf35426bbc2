/**
 * Turns: one save or prune at a time, each with a number of its own. The lock keeps two from working at once in vain;
 * that nothing is lost where it fails (a process that hung for days, clocks that differ) rests on the steps alone: who
 * takes over first makes the step of the former void, so that it can take effect no more.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import { GembaError } from '../../model/index.ts';
import type { BackupTarget } from '../target.ts';
import { lockName, lockPrefix, stepName } from './layout.ts';
import { contentOf, readWhole } from './read-whole.ts';
import { openSealed, sealJson } from './sealed-json.ts';
import { formatVersion, listNumbers, type RepositoryState, readState, type Step } from './steps.ts';

interface Lock {
  readonly token: string;
  readonly host: string;
  readonly pid: number;
  readonly work: string;
  /** Renewed well before; then another may take over. */
  readonly untilAt: number;
}

const lockSchema: z.ZodType<Lock> = z.object({
  token: z.string(),
  host: z.string(),
  pid: z.int(),
  work: z.string(),
  untilAt: z.number(),
});

/** Turns of this process: another of the same host and process id is of one before, as after a container's restart. */
const ownTokens = new Set<string>();
const triesMax = 20;
const lockBytesMax = 64 << 10;

export interface TurnOptions {
  readonly plant: string;
  readonly now: () => number;
  /** How long a lock holds that nobody renews, ms. */
  readonly lockMs: number;
}

export interface Turn extends AsyncDisposable {
  readonly number: number;
  /** As it is at the start; nobody but this turn can change it. */
  readonly state: RepositoryState;
  /** Throws `backup-busy` once another has taken over. */
  requireHeld(): void;
  /** Takes effect. Throws `backup-busy`, and has changed nothing, where another took over before. */
  commit(step: Pick<Step, 'kind' | 'parts' | 'points' | 'sweep'>): Promise<void>;
}

/**
 * Waits for nobody. A turn that is disposed of before its commit makes its step void.
 *
 * @throws GembaError `backup-busy` where another process saves or prunes
 */
export async function beginTurn(target: BackupTarget, work: 'save' | 'prune', options: TurnOptions): Promise<Turn> {
  const token = randomUUID();
  ownTokens.add(token);
  try {
    return await takeTurn(target, work, options, token);
  } catch (error) {
    // Its lock may be there though the answer was lost: nobody holds it.
    ownTokens.delete(token);
    throw error;
  }
}

async function takeTurn(
  target: BackupTarget,
  work: 'save' | 'prune',
  options: TurnOptions,
  token: string,
): Promise<Turn> {
  const lock = (): Uint8Array =>
    sealJson({ token, host: hostname(), pid: process.pid, work, untilAt: options.now() + options.lockMs });
  for (let attempt = 0; attempt < triesMax; attempt += 1) {
    // Locks first: the steps read after them have every number below the highest lock.
    const held = (await listNumbers(target, lockPrefix)).at(-1) ?? 0;
    const state = await readState(target);
    if (held > state.highest) {
      await requireExpired(target, held, options);
      // False where its holder has just committed.
      await target.create(stepName(held), voidStep(held, options.plant, state));
      continue;
    }
    const number = state.highest + 1;
    if (!(await target.create(lockName(number), lock()))) continue;
    // Who slept since the listing may hold a number that was used up and removed meanwhile.
    const now = await readState(target);
    if (now.highest < number) return holdTurn(target, { number, state: now, token, lock, options });
    await target.remove(lockName(number));
  }
  throw new GembaError(
    'backup-busy',
    `Other processes save or prune the backups at ${target.location} one after the other. Try again later.`,
    { details: { location: target.location } },
  );
}

interface Held {
  readonly number: number;
  readonly state: RepositoryState;
  readonly token: string;
  readonly lock: () => Uint8Array;
  readonly options: TurnOptions;
}

function holdTurn(target: BackupTarget, { number, state, token, lock, options }: Held): Turn {
  let isOvertaken = false;
  let isOver = false;
  const renew = async (): Promise<void> => {
    if ((await target.find(stepName(number))) !== undefined) isOvertaken = !isOver;
    else if (!isOver) await target.put(lockName(number), contentOf(lock()));
  };
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // What cannot be renewed runs out, and the commit finds it.
    renewing = renewing.then(renew).catch(() => undefined);
  }, options.lockMs / 5);
  timer.unref();
  const release = async (): Promise<void> => {
    isOver = true;
    clearInterval(timer);
    ownTokens.delete(token);
    await renewing;
  };
  const overtaken = (): GembaError =>
    new GembaError(
      'backup-busy',
      `Another process took over the backups at ${target.location}, since this one gave no sign for ${options.lockMs / 60_000} minutes. Nothing of its work counts; run it again.`,
      { details: { location: target.location, number } },
    );
  return {
    number,
    state,
    requireHeld: () => {
      if (isOvertaken) throw overtaken();
    },
    async commit(step) {
      const bytes = sealJson({ format: formatVersion, number, plant: options.plant, ...step });
      if (!(await target.create(stepName(number), bytes))) {
        await release();
        throw overtaken();
      }
      await release();
      // Long asleep, it may have lost its number to a void step that is itself swept away by now: then none counts its own.
      const now = await readState(target);
      if (now.sweep > number && !now.points.some((point) => point.number === number)) throw overtaken();
    },
    async [Symbol.asyncDispose]() {
      try {
        if (!isOver) {
          await release();
          await target.create(stepName(number), voidStep(number, options.plant, state));
        }
        await target.remove(lockName(number));
      } catch (error) {
        // Whatever failed before is what matters: the lock of a turn that is not ended runs out.
        if (!(error instanceof GembaError)) throw error;
      }
    },
  };
}

async function requireExpired(target: BackupTarget, held: number, options: TurnOptions): Promise<void> {
  const name = lockName(held);
  const found = await target.find(name);
  const lock = found && (await readLock(target, name));
  if (found === undefined || lock === 'gone') return;
  // A lock that cannot be read runs out from when it was written.
  const untilAt = lock?.untilAt ?? found.modifiedAt + options.lockMs;
  const leftMs = untilAt - options.now();
  // One that holds for longer than any may is of a clock that is wrong: to take over is safe, and to wait is not.
  if (leftMs <= 0 || leftMs > 2 * options.lockMs || (lock !== undefined && isOfDeadProcess(lock))) return;
  const who = lock === undefined ? 'A process' : `Process ${lock.pid} on ${lock.host} (${lock.work})`;
  throw new GembaError(
    'backup-busy',
    `${who} works on the backups at ${target.location}. Try again when it has ended, at the latest at ${new Date(untilAt).toISOString()} if it was killed.`,
    { details: { location: target.location, untilAt, ...(lock && { host: lock.host, pid: lock.pid }) } },
  );
}

/** Undefined where it cannot be read. */
async function readLock(target: BackupTarget, name: string): Promise<Lock | 'gone' | undefined> {
  try {
    return lockSchema.safeParse(openSealed(await readWhole(target, name, lockBytesMax))).data;
  } catch (error) {
    if (error instanceof GembaError && error.code === 'backup-missing') return 'gone';
    if (error instanceof GembaError && error.code === 'backup-damaged') return undefined;
    throw error;
  }
}

function isOfDeadProcess({ host, pid, token }: Lock): boolean {
  if (host !== hostname()) return false;
  if (pid === process.pid) return !ownTokens.has(token);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function voidStep(number: number, plant: string, { points, sweep }: RepositoryState): Uint8Array {
  return sealJson({ format: formatVersion, number, plant, kind: 'void', parts: [], points, sweep });
}
