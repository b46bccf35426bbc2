/** A backup target in memory that does wrong on request, as real ones do. */
import { type BackupTarget, type ObjectContent, requireObjectName, type StoredObject } from '../backup/index.ts';
import { GembaError } from '../model/index.ts';

export const targetFaults = [
  /** The call fails and changes nothing. */
  'fails',
  /** A write takes place, and its answer is lost. */
  'loses-answer',
  /** A read ends after half of its bytes; any other call fails. */
  'cuts',
  /** The process is gone: this call and all later ones of the opening change nothing and fail. */
  'dies',
  /** The same, but what this call writes is written. */
  'dies-after',
  /** The call takes effect only after `wake`, however much others do until then. */
  'hangs',
] as const;
export type TargetFault = (typeof targetFaults)[number];

export interface FaultyTarget extends BackupTarget {
  /** How many calls there were. */
  readonly calls: number;
}

/** One place, opened by as many processes as one likes. */
export interface FaultyPlace {
  /** What lies there; who changes it damages it. */
  readonly objects: Map<string, Uint8Array>;
  /** Over it, writes fail as on a full disk. */
  byteLengthMax: number;
  /** Lets calls go on that hang. */
  wake(): void;
  /** @param faultAt which fault the n-th call of this opening has, the first being 1 */
  open(faultAt?: (call: number, what: string) => TargetFault | undefined): FaultyTarget;
}

export interface FaultyPlaceOptions {
  /** Waited for before and after each call takes effect: whatever else is under way goes on. Default: a turn of the event loop. */
  readonly pause?: () => Promise<void>;
  readonly now?: () => number;
}

/** @example createFaultyPlace().open((call) => (call === 7 ? 'dies' : undefined)) */
export function createFaultyPlace(options: FaultyPlaceOptions = {}): FaultyPlace {
  const { pause = () => new Promise<void>(setImmediate), now = Date.now } = options;
  const objects = new Map<string, Uint8Array>();
  const times = new Map<string, number>();
  const sleepers: (() => void)[] = [];
  const place: FaultyPlace = { objects, byteLengthMax: Number.POSITIVE_INFINITY, wake, open };
  return place;

  function wake(): void {
    for (const go of sleepers.splice(0)) go();
  }

  function sleep(): Promise<void> {
    return new Promise((resolve) => sleepers.push(resolve));
  }

  function describe(name: string, bytes: Uint8Array): StoredObject {
    return { name, byteLength: bytes.length, modifiedAt: times.get(name) ?? 0 };
  }

  function write(name: string, bytes: Uint8Array): void {
    let used = bytes.length;
    for (const [other, { length }] of objects) if (other !== name) used += length;
    if (used > place.byteLengthMax) throw failed('the disk is full');
    // A copy: of a Buffer, `slice` is none.
    objects.set(name, new Uint8Array(bytes));
    times.set(name, now());
  }

  function open(faultAt: (call: number, what: string) => TargetFault | undefined = () => undefined): FaultyTarget {
    let calls = 0;
    let isDead = false;
    /** Makes a call: with pauses around the moment at which it takes effect. */
    const call = async <Answer>(what: string, name: string, effect: () => Answer): Promise<Answer> => {
      if (name !== '') requireObjectName(name);
      calls += 1;
      const fault = isDead ? 'dies' : faultAt(calls, what);
      if (fault === 'dies') isDead = true;
      await (fault === 'hangs' ? sleep() : pause());
      if (fault === 'dies' || fault === 'fails' || fault === 'cuts') throw failed(`${what} ${name}`);
      if (fault === 'dies-after') isDead = true;
      const answer = effect();
      await pause();
      if (fault === 'loses-answer' || fault === 'dies-after') throw failed(`${what} ${name}, its answer`);
      return answer;
    };
    return {
      location: 'memory',
      get calls() {
        return calls;
      },
      async put(name, content, signal) {
        requireObjectName(name);
        const bytes = await gather(content, signal);
        await call('put', name, () => write(name, bytes));
      },
      create: (name, bytes) =>
        call('create', name, () => {
          if (objects.has(name)) return false;
          write(name, bytes);
          return true;
        }),
      async *get(name, signal) {
        requireObjectName(name);
        calls += 1;
        const fault = isDead ? 'dies' : faultAt(calls, 'get');
        await (fault === 'hangs' ? sleep() : pause());
        signal?.throwIfAborted();
        if (fault === 'dies' || fault === 'dies-after') isDead = true;
        if (fault !== undefined && fault !== 'cuts' && fault !== 'hangs') throw failed(`get ${name}`);
        const bytes = objects.get(name);
        if (bytes === undefined)
          throw new GembaError('backup-missing', `There is no ${name} in memory.`, { details: { name } });
        const half = Math.floor(bytes.length / 2);
        if (half > 0) yield bytes.slice(0, half);
        await pause();
        if (fault === 'cuts') throw failed(`get ${name} to its end`);
        if (bytes.length > half) yield bytes.slice(half);
      },
      find: (name) =>
        call('find', name, () => {
          const bytes = objects.get(name);
          return bytes && describe(name, bytes);
        }),
      async *list(prefix, signal) {
        signal?.throwIfAborted();
        const found = await call('list', '', () =>
          [...objects].filter(([name]) => name.startsWith(prefix)).map(([name, bytes]) => describe(name, bytes)),
        );
        yield* found;
      },
      remove: (name) => call('remove', name, () => void objects.delete(name)),
      [Symbol.asyncDispose]: async () => {},
    };
  }
}

async function gather(content: ObjectContent, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  signal?.throwIfAborted();
  for await (const chunk of content.read()) {
    signal?.throwIfAborted();
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length === content.byteLength) return bytes;
  throw failed(`a content of ${bytes.length} bytes instead of ${content.byteLength}`);
}

function failed(what: string): GembaError {
  return new GembaError('backup-failed', `The target in memory failed: ${what}.`);
}
