import { resolve } from 'node:path';
import type { Command } from 'commander';
import { backUpPlant, bytesText, findRestorePlace, openBackups, openPlant } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { openOptions } from '../plant-options.ts';
import { verifyBackups } from './verify-backups.ts';

interface BackupOptions {
  readonly to?: string;
  readonly list?: true;
  readonly verify?: true;
  readonly removeDamaged?: true;
}

export function addHistoryBackup(history: Command, register: Register): void {
  const command = history
    .command('backup')
    .description('back up history, state, archive and buffer to one point, while the plant runs or not')
    .option('--to <folder>', 'a folder instead of the place that the plant file names')
    .option('--list', 'only tell which points there are')
    .option('--verify', 'only look at what lies there: every byte of every point')
    .option('--remove-damaged', 'with --verify: remove what is damaged, so that the next backup writes it again');
  register<BackupOptions>(command, async (context, { to, list, verify, removeDamaged = false }) => {
    const folder = to === undefined ? undefined : resolve(context.world.folder, to);
    if (verify === true) return verifyBackups(context, { folder, removeDamaged });
    if (list === true) await listPoints(context, folder);
    else await makeOne(context, folder);
    return undefined;
  });
}

/** Also where the store is broken: nothing of it is opened. */
async function listPoints(context: CommandContext, folder: string | undefined): Promise<void> {
  const place = await findRestorePlace(openOptions(context));
  await using backups = await openBackups(place, { folder, create: false });
  const points = await backups.listPoints();
  const { location } = backups;
  context.output.result({ location, points }, () => [
    ...points.map(
      ({ id, at, fileCount, byteLength, softwareVersion }) =>
        `${id}  ${place.plant.zone.format(at)}  ${fileCount} files, ${bytesText(byteLength)}, gemba ${softwareVersion}`,
    ),
    `${points.length === 1 ? '1 point' : `${points.length} points`} at ${location}`,
  ]);
}

async function makeOne(context: CommandContext, folder: string | undefined): Promise<void> {
  await using plant = await openPlant(openOptions(context));
  await using backups = await openBackups(plant, { folder });
  const { point, writtenCount, writtenBytes } = await backUpPlant(plant, backups, { signal: context.world.signal });
  const files = point.parts.flatMap(({ files: listed }) => listed);
  const byteLength = files.reduce((sum, file) => sum + file.byteLength, 0);
  const { location } = backups;
  context.output.result(
    { location, id: point.id, at: point.at, fileCount: files.length, byteLength, writtenCount, writtenBytes },
    () => [
      `point ${point.id} at ${location}: ${files.length} files, ${bytesText(byteLength)}, of which ${writtenCount} (${bytesText(writtenBytes)}) were new`,
    ],
  );
}
