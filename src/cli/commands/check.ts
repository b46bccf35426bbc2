import type { Command } from 'commander';
import { GembaError } from '../../model/index.ts';
import { checkPlant, type DiscoveredSource, discoverTags } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openOptions } from '../plant-options.ts';

interface CheckOptions {
  readonly discover?: boolean;
  readonly seconds: string;
  readonly askBirths?: boolean;
}

/** Longest time to listen, s. */
const secondsMax = 86_400;

export function addCheck(program: Command, register: Register): void {
  const command = program
    .command('check')
    .description('check the plant file and everything it names, all problems at once')
    .option('--discover', 'instead, listen to Sparkplug sources and draft a tag list of what is there')
    .option('--seconds <n>', 'with --discover: how long to listen', '15')
    .option('--ask-births', 'with --discover: ask edge nodes for their births, which they publish to all that listen');
  register<CheckOptions>(command, async (context, options) => {
    if (options.discover === true) return discover(context, options);
    const { path, checks } = await checkPlant({ ...openOptions(context), signal: context.world.signal });
    const ok = checks.every((check) => check.ok);
    context.output.result({ config: path, ok, checks }, () => [
      ...checks.map(({ ok: fine, name, message }) => `${fine ? 'ok    ' : 'FAILED'} ${name}: ${message}`),
      ok ? 'The plant file is good, and everything it names is there.' : 'Mend what FAILED and check again.',
    ]);
    return ok ? exitCodes.done : exitCodes.failed;
  });
}

async function discover(context: CommandContext, { seconds, askBirths }: CheckOptions): Promise<number> {
  const listenMs = Number(seconds) * 1_000;
  if (!(listenMs >= 0 && listenMs <= secondsMax * 1_000))
    throw new GembaError('usage', `--seconds is a number from 0 to ${secondsMax}, not '${seconds}'.`);
  const asksForBirths = askBirths === true;
  const { signal } = context.world;
  const sources = await discoverTags({ ...openOptions(context), signal, listenMs, asksForBirths });
  const ok = sources.every((source) => source.ok);
  context.output.result({ ok, sources }, () => sources.flatMap((source) => linesOf(source, asksForBirths)));
  return ok ? exitCodes.done : exitCodes.failed;
}

/** What is there, and the tags to paste into the plant file. */
function linesOf(found: DiscoveredSource, asksForBirths: boolean): readonly string[] {
  const { source, ok, message, declaredCount, tags, silent, unknownEquipment } = found;
  if (!ok) return [`FAILED source ${source}: ${message}`];
  const ask = asksForBirths ? 'It did not answer.' : 'Ask for them with --ask-births.';
  return [
    `source ${source}: ${message}, ${declaredCount} metrics declared, ${tags.length} of them not in the plant file`,
    ...silent.map((node) => `  ${node}: data, but no birth. ${ask}`),
    ...unknownEquipment.map((name) => `  equipment '${name}' is not in the plant file: put your own in its place`),
    ...(tags.length === 0 ? [] : ['"tags": [', `${tags.map((tag) => `  ${JSON.stringify(tag)}`).join(',\n')}`, ']']),
  ];
}
