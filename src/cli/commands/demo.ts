import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { deliverNow, openPlant, resolveWindow, sendReports } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { describeDeliveries } from '../deliveries.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadAndTell } from '../load.ts';

/** A Wednesday of full shifts, with setups, a breakdown, scrap and a machine that stood: a day worth a report. */
const demoDay = '2012-02-29';

interface DemoOptions {
  readonly for: string;
  readonly out?: string;
}

export function addDemo(program: Command, register: Register): void {
  const command = program
    .command('demo')
    .description('the main job on a real plant’s log, nothing to configure')
    .option('--for <date>', 'production day of the first quarter of 2012', demoDay)
    .option('--out <dir>', 'folder to write below; default: gemba-demo here, with --config that of the plant file');
  register<DemoOptions>(command, demo);
}

async function demo(context: CommandContext, options: DemoOptions): Promise<number> {
  const { world, output } = context;
  const config = context.config ?? bundledPlantFile();
  const outDir = demoFolder(context, options);
  const mailDir = join(outDir, 'out', 'mail');
  // Loaded here: only this command needs a mail server of its own.
  const { startMailbox } = await import('../../testing/index.ts');
  await using mailbox = await startMailbox({ dir: mailDir });
  await using plant = await openPlant({
    config,
    folder: world.folder,
    outDir,
    env: world.env,
    clock: world.clock,
    random: world.random,
    transports: { mail: { port: mailbox.port } },
  });
  const window = resolveWindow(plant.plant, { day: options.for }, plant.clock());
  output.note('A real job shop, first quarter of 2012: 27 machines and stations, 225 work orders.');
  const loaded = await loadAndTell(plant, context);
  const { made } = await sendReports(plant, {
    window,
    signal: world.signal,
    onNotice: (notice) => output.log.info(notice),
  });
  const deliveries = await deliverNow(plant, { signal: world.signal });
  for (const line of describeDeliveries(deliveries)) output.note(line);
  const missing = made.flatMap((report) => report.missing);
  for (const { format, error } of missing) output.warn(`gemba: no ${format}: ${error.message} [${error.code}]`);

  const share = join(outDir, 'out', 'share');
  const day = join(share, ...window.date.split('-'));
  const places = [join(share, 'index.html'), ...made.flatMap(({ files }) => files.map(({ name }) => join(day, name)))];
  const shown = (path: string) => relative(world.folder, path);
  output.result({ day: window.label, loaded, files: places, mail: mailDir, deliveries }, () => [
    '',
    `The daily report of ${window.label}:`,
    ...places.filter((path) => existsSync(path)).map((path) => `  ${shown(path)}`),
    'The mails:',
    `  ${shown(mailDir)}`,
    '',
    `Another day: add --for 2012-03-29. The plant file: ${shown(config)}`,
  ]);
  const ok = missing.length === 0 && deliveries.every(({ result }) => result.kind === 'delivered');
  return ok ? exitCodes.done : exitCodes.failed;
}

/** The demo's plant file as it comes with the package: compiled, because types are not stripped below node_modules. */
function bundledPlantFile(): string {
  return resolve(import.meta.dirname, '..', '..', 'demo', 'gemba.config.js');
}

function demoFolder({ config, world }: CommandContext, { out }: DemoOptions): string {
  if (out !== undefined) return resolve(world.folder, out);
  return config === undefined ? join(world.folder, 'gemba-demo') : resolve(world.folder, config, '..');
}
