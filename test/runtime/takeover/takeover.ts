/**
 * Takeovers of a plant over Mosquitto: the process that runs it is killed or stopped where it stands, again and again,
 * while readings come; another stands by, takes over and is the next. In the end history is held against what was sent.
 */
import { join } from 'node:path';
import { startMosquitto } from '../../ingest/mqtt/support/mosquitto.ts';
import { type Audit, auditPlant } from '../kill-matrix/audit.ts';
import { lastAt, writeMatrixPlant } from '../kill-matrix/matrix-plant.ts';
import { Sender, type Truth } from '../kill-matrix/sender.ts';
import { type StandingProcess, startStanding } from './standing-process.ts';

/** `kill`: SIGKILL; `hang`: SIGSTOP, and SIGCONT once the standby has taken over; `stop`: in order. */
export type Blow = 'kill' | 'hang' | 'stop';

export interface TakeoverOptions {
  readonly dir: string;
  readonly blows: readonly Blow[];
  /** Default: the default of a plant file. */
  readonly leaseMs?: number;
  readonly onTakeover?: (blow: Blow, takeoverMs: number) => void;
}

export interface TakeoverResult extends Audit {
  readonly truth: ReadonlyMap<string, Truth>;
  readonly sentRefusedCount: number;
  /** From each blow to the first commit of the standby, ms. */
  readonly takeoverMs: Readonly<Record<Blow, readonly number[]>>;
  /** How each process ended that had hung and went on. */
  readonly lateEnds: readonly string[];
}

/** Bursts of readings before each blow. */
const burstsBetween = 30;

export async function runTakeovers({ dir, blows, leaseMs, onTakeover }: TakeoverOptions): Promise<TakeoverResult> {
  await using ending = new AsyncDisposableStack();
  const broker = ending.use(await startMosquitto());
  const config = await writeMatrixPlant({
    dir,
    storeDir: join(dir, 'store'),
    brokerUrl: broker.url,
    ...(leaseMs === undefined ? {} : { leaseMs }),
  });
  const start = (): StandingProcess => ending.use(startStanding(config, join(dir, 'compiled')));
  let run = start();
  await run.told('connected');
  const sender = ending.use(await Sender.open({ brokerUrl: broker.url, logPath: join(dir, 'log.csv') }));
  const takeoverMs: Record<Blow, number[]> = { kill: [], hang: [], stop: [] };
  const lateEnds: string[] = [];
  for (const blow of blows) {
    const standby = start();
    await standby.told('standing-by');
    await sender.publishMore(burstsBetween);
    const atMs = performance.now();
    run.child.kill(({ kill: 'SIGKILL', hang: 'SIGSTOP', stop: 'SIGTERM' } as const)[blow]);
    await standby.told('committed');
    const tookMs = performance.now() - atMs;
    takeoverMs[blow].push(tookMs);
    onTakeover?.(blow, tookMs);
    if (blow === 'hang') {
      run.child.kill('SIGCONT');
      const { code, error } = await run.ended;
      lateEnds.push(`${code} ${error}`);
    }
    await run.ended;
    run = standby;
  }
  await sender.finish();
  await run.drained(lastAt);
  run.child.kill('SIGTERM');
  const { code, error } = await run.ended;
  if (code !== 0) throw new Error(`The last one did not stop in order: ${code} ${error}.`);
  const { truth, refusedCount } = sender;
  return { ...(await auditPlant(config, truth)), truth, sentRefusedCount: refusedCount, takeoverMs, lateEnds };
}
