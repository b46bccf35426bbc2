import { relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { GembaError } from '../../model/index.ts';
import type { CommandContext, Register } from '../command.ts';
import {
  addBrokerOptions,
  type BrokerOptions,
  describeProgress,
  describeResult,
  parseNumber,
  publisherOptionsOf,
} from '../playing.ts';

interface SimulateOptions extends BrokerOptions {
  readonly machines?: number;
  readonly tags?: number;
  readonly rate?: number;
  readonly interval?: number;
  readonly format: 'json' | 'sparkplug';
  readonly seed?: number;
  readonly days?: number;
  readonly speed?: number;
  readonly from?: string;
  readonly zone?: string;
  readonly delay: number;
  readonly out?: string;
}

export function addSimulate(program: Command, register: Register): void {
  const command = program
    .command('simulate')
    .description('a made-up plant: live to a broker, or as files, with the truth beside it')
    .option('--machines <n>', 'machines; default: 12', parseNumber)
    .option('--tags <n>', 'tags of all machines together; default: 10 for each machine', parseNumber)
    .option('--rate <n>', 'readings a second of all tags; default: one of each tag, at other speeds 5000', parseNumber)
    .option('--interval <s>', 'seconds of plant time between two readings of a tag, instead of --rate', parseNumber)
    .option('--seed <n>', 'the same seed gives the same plant; default: 1', parseNumber)
    .option('--days <n>', 'production days; default: 7, for files 1', parseNumber)
    .option('--speed <n>', 'plant time over time; above 1 the plant ends now instead of beginning now', parseNumber)
    .option('--from <date>', 'first production day; default: so that the plant is of now')
    .option('--delay <s>', 'seconds before the first reading, to start `gemba run` meanwhile', parseNumber, 0)
    .option('--zone <id>', 'IANA zone; default: that of this machine')
    .addOption(new Option('--format <format>', 'what is published').choices(['json', 'sparkplug']).default('json'))
    .option(
      '--out <dir>',
      'folder for a plant file that reads it, MES reports and the truth; without --mqtt readings too',
    );
  register<SimulateOptions>(addBrokerOptions(command), simulate);
}

async function simulate(context: CommandContext, options: SimulateOptions): Promise<undefined> {
  const { world, output } = context;
  const { mqtt, out, format, interval, username, delay } = options;
  if (mqtt === undefined && out === undefined)
    throw new GembaError('usage', 'Say where it goes: --mqtt with a broker, --out with a folder, or both.');
  // Loaded here: few commands need it.
  const { openPlantFolder, openSimulatedPublisher, planSimulation, runSimulation } = await import(
    '../../testing/index.ts'
  );
  const { machines, tags, rate, seed, days, speed, from, zone } = options;
  const asked = { machines, tags, rate, intervalSeconds: interval, seed, days, speed, from, zone };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const plan = planSimulation({ ...given, isPlayed: mqtt !== undefined }, world.clock());
  await using open = new AsyncDisposableStack();
  const publisher =
    mqtt === undefined
      ? undefined
      : open.use(await openSimulatedPublisher(plan, { ...publisherOptionsOf(context, options), format }));
  const dir = out === undefined ? undefined : resolve(world.folder, out);
  const folder =
    dir === undefined
      ? undefined
      : open.use(await openPlantFolder(dir, plan.input, { mqtt, format, username, hasReadings: mqtt === undefined }));
  const { input } = plan;
  output.note(
    `${input.lines.flatMap((line) => line.machines).length} machines, ${input.sensors.length} tags, seed ${input.seed}, ${input.days} ${input.days === 1 ? 'day' : 'days'} from ${new Date(plan.startAt).toISOString()}.`,
  );
  if (mqtt !== undefined) output.note(`Publishing to ${mqtt}; Ctrl-C stops it in order.`);
  if (dir !== undefined && mqtt !== undefined)
    output.note(`To read it: cd ${relative(world.folder, dir) || '.'} && gemba run`);
  if (!(delay >= 0 && delay <= 3_600)) throw new GembaError('usage', `--delay is 0 to 3600 seconds, got ${delay}.`);
  await wait(delay * 1_000, undefined, { signal: world.signal }).catch(() => undefined);
  const result = await runSimulation(plan, {
    folder,
    publisher,
    signal: world.signal,
    clock: world.clock,
    onProgress: (progress) => output.progress(describeProgress(progress)),
  });
  const files = (folder?.files ?? []).map((path) => relative(world.folder, path));
  output.result(
    { seed: input.seed, askedPerSecond: mqtt === undefined ? undefined : plan.rate, ...result, files },
    () => [
      ...describeResult(result, mqtt === undefined ? undefined : plan.rate, result.publisher),
      ...(result.isStopped ? ['It was stopped before its end.'] : []),
      ...files.map((path) => `  ${path}`),
    ],
  );
  return undefined;
}
