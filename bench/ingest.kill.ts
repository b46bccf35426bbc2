/**
 * ingest.kill: facts lost or doubled while a plant is killed again and again, at each step of a fact's way and at any
 * moment, in calm and while broker, network, clock or disk fail. `test/runtime/kill-matrix` is the matrix.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KillStep, killSteps, type Round, runMatrix } from '../test/runtime/kill-matrix/matrix.ts';
import { type Weather, weathers } from '../test/runtime/kill-matrix/weather.ts';
import { printFigure, quick } from './support/measure.ts';
import { mulberry32 } from './support/random.ts';

const killCount = quick ? 40 : 200;
const seed = 1;
const timesMax = 4;

const random = mulberry32(seed);
const steps: readonly KillStep[] = [...(Object.keys(killSteps) as KillStep[]), 'any-moment'];

/** Steps and weathers as often as one another, every pair before one comes again, in an order by chance. */
function planRounds(among: readonly Weather[], count: number): readonly Round[] {
  const cells = steps.length * among.length;
  const pairs = Array.from({ length: count }, (_, i) => {
    const turn = Math.floor((i % cells) / steps.length);
    const step = i % steps.length;
    return { step: steps[step] as KillStep, weather: among[(step + turn) % among.length] as Weather };
  });
  return shuffled(pairs).map((pair) => ({ ...pair, times: 1 + Math.floor(random() * timesMax) }));
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** By name, how often it was. */
function countBy<T>(all: readonly T[], nameOf: (one: T) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[nameOf(one)] = (counts[nameOf(one)] ?? 0) + 1;
  return counts;
}

function firstNumbers(byName: Readonly<Record<string, readonly number[]>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(byName).map(([name, all]) => [name, all.slice(0, 3).join(' ')]));
}

const killed: Round[] = [];
const onRound = (round: Round): void => void killed.push(round);
const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
const startMs = performance.now();
try {
  // The disk that can be filled is one of memory, so all else happens on the machine's own.
  const onSmallDisk = Math.ceil(killCount / weathers.length);
  const small = await runMatrix({
    dir: join(dir, 'small'),
    onSmallDisk: true,
    rounds: planRounds(['disk-full'], onSmallDisk),
    onRound,
  });
  const others = weathers.filter((weather) => weather !== 'disk-full');
  const large = await runMatrix({
    dir: join(dir, 'large'),
    rounds: planRounds(others, killCount - killed.length),
    onRound,
  });
  const results = [large, small].filter((result) => result !== undefined);
  const sum = (pick: (result: (typeof results)[number]) => number) =>
    results.reduce((total, result) => total + pick(result), 0);
  const accounts = results.flatMap((result) => Object.values(result.accounts));
  printFigure({
    bench: 'ingest.kill',
    value: sum(({ lostCount, doubledCount }) => lostCount + doubledCount),
    unit: 'facts',
    context: {
      kills: killed.length,
      steps: countBy(killed, ({ step }) => step),
      weathers: countBy(killed, ({ weather }) => weather),
      diskFull:
        small === undefined ? 'not measured: mounting a small disk is not permitted here' : 'on a disk in memory',
      lost: sum(({ lostCount }) => lostCount),
      doubled: sum(({ doubledCount }) => doubledCount),
      // By name, the first numbers of each: where to begin looking.
      lostNumbers: results.map((result) => firstNumbers(result.lost)),
      doubledNumbers: results.map((result) => firstNumbers(result.doubled)),
      lostInAccounts: accounts.reduce((total, { lost }) => total + lost, 0),
      sent: sum(({ truth }) => [...truth.values()].reduce((total, { count }) => total + count, 0)),
      received: accounts.reduce((total, { received }) => total + received, 0),
      duplicate: accounts.reduce((total, { duplicate }) => total + duplicate, 0),
      countedBack: sum(({ countedBackCount }) => countedBackCount),
      unbalanced: accounts.filter(({ isBalanced }) => !isBalanced).length,
      seed,
      seconds: Math.round((performance.now() - startMs) / 1_000),
      load: loadavg().map((load) => Math.round(load * 10) / 10),
    },
  });
} finally {
  await rm(dir, { recursive: true, force: true });
}
