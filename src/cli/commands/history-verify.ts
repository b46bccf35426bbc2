import { type Command, Option } from 'commander';
import type { VerifyProgress } from '../../history/index.ts';
import { GembaError } from '../../model/index.ts';
import { rebuildPlant, verifyPlant } from '../../runtime/index.ts';
import { createZone } from '../../time/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openOptions } from '../plant-options.ts';
import { describeVerification } from '../verification-text.ts';

interface VerifyOptions {
  readonly rollups: 'sampled' | 'whole' | 'none';
  readonly seed?: string;
  readonly rebuild?: boolean;
}

export function addHistoryVerify(history: Command, register: Register): void {
  const command = history
    .command('verify')
    .description('look over all that the plant keeps: what is damaged, what that touches, what can be made again')
    .addOption(
      new Option('--rollups <extent>', 'which rollups are worked out anew of their readings')
        .choices(['sampled', 'whole', 'none'])
        .default('sampled'),
    )
    .option('--seed <number>', 'of the chance by which they are chosen; default: another each time')
    .option('--rebuild', 'take out what is damaged and can be made again');
  register<VerifyOptions>(command, verify);
}

async function verify(context: CommandContext, { rollups, seed, rebuild = false }: VerifyOptions): Promise<number> {
  const { world, output } = context;
  const { config, folder, clock } = openOptions(context);
  const verification = await verifyPlant({
    ...(config === undefined ? {} : { config }),
    ...(folder === undefined ? {} : { folder }),
    ...(clock === undefined ? {} : { clock }),
    rollups,
    seed: seed === undefined ? Math.floor(world.random() * 2 ** 32) : parseSeed(seed),
    signal: world.signal,
    onProgress: (progress) => output.progress(progressText(progress)),
  });
  const rebuilt = rebuild ? await rebuildPlant(verification, { clock: world.clock }) : undefined;
  const zone = createZone(verification.zone);
  output.result({ ...verification, ...(rebuilt === undefined ? {} : { rebuilt }) }, () =>
    describeVerification(verification, rebuilt, (at) => zone.format(at)),
  );
  const isLeft = verification.findings.some(
    ({ severity, path }) => severity === 'damage' && rebuilt?.includes(path) !== true,
  );
  return isLeft ? exitCodes.failed : exitCodes.done;
}

function progressText(progress: VerifyProgress): string {
  const found = progress.findingCount === 0 ? '' : `, ${progress.findingCount} found`;
  if (progress.kind === 'rollups')
    return `rollups against readings: ${progress.doneCount} of ${progress.totalCount}${found}`;
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  return `files: ${megabytes(progress.doneBytes)} of ${megabytes(progress.totalBytes)} MB${found}`;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new GembaError('usage', `--seed takes a whole number from 0 to 4294967295, not '${text}'.`);
}
