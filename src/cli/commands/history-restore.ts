import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BackupPoint, BackupRepository } from '../../backup/index.ts';
import { GembaError } from '../../model/index.ts';
import {
  bytesText,
  findRestorePlace,
  openBackups,
  parsePlantInstant,
  type RestoredPlant,
  restorePlant,
} from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { openOptions } from '../plant-options.ts';

interface RestoreOptions {
  readonly at?: string;
  readonly point?: string;
  readonly from?: string;
  readonly to?: string;
}

export function addHistoryRestore(history: Command, register: Register): void {
  const command = history
    .command('restore')
    .description('put the store back as it was at a point; what is there now is moved aside')
    .option(
      '--at <time>',
      'the newest point at or before a local time (YYYY-MM-DDTHH:MM) or an instant; default: the newest',
    )
    .option('--point <id>', 'this point, as `gemba history backup --list` tells it')
    .option('--from <folder>', 'a folder instead of the place that the plant file names')
    .option('--to <folder>', 'another folder than the store that the plant file names');
  register<RestoreOptions>(command, async (context, { at, point: id, from, to }) => {
    if (at !== undefined && id !== undefined) throw new GembaError('usage', 'Give one of --at and --point.');
    const { world } = context;
    const place = await findRestorePlace({ ...openOptions(context), to });
    const folder = from === undefined ? undefined : resolve(world.folder, from);
    await using backups = await openBackups(place, { folder, create: false });
    const atMs = at === undefined ? world.clock() : parsePlantInstant(place.plant, at, '--at');
    const point = id === undefined ? await findPoint(backups, atMs) : await backups.readPoint(id);
    const restored = await restorePlant(place, backups, point, {
      signal: world.signal,
      onProgress: createProgress(context),
    });
    const isElsewhere = to !== undefined;
    context.output.result({ ...restored, positions: Object.fromEntries(restored.positions) }, () =>
      describe(restored, (instant) => place.plant.zone.format(Math.floor(instant / 1_000) * 1_000), isElsewhere),
    );
    return undefined;
  });
}

async function findPoint(backups: BackupRepository, atMs: number): Promise<BackupPoint> {
  const point = await backups.findPoint(atMs);
  if (point !== undefined) return point;
  throw new GembaError(
    'backup-missing',
    `There is no point at or before ${new Date(atMs).toISOString()} in the backups at ${backups.location}. \`gemba history backup --list\` shows those there are.`,
    { details: { location: backups.location } },
  );
}

/** A line for each tenth, as it may take an hour. */
function createProgress({ output }: CommandContext): (progress: { doneBytes: number; byteLength: number }) => void {
  let told = 0;
  return ({ doneBytes, byteLength }) => {
    const tenth = Math.floor((10 * doneBytes) / Math.max(1, byteLength));
    if (tenth <= told || tenth >= 10) return;
    told = tenth;
    output.note(`${tenth * 10} % of ${bytesText(byteLength)} in place`);
  };
}

function describe(
  { point, ageMs, storeDir, placed, version, committedAt, positions, erasedCount, replacedDir }: RestoredPlant,
  instant: (at: number) => string,
  isElsewhere: boolean,
): readonly string[] {
  const minutes = Math.floor(ageMs / 60_000);
  return [
    `restored ${point.id} into ${storeDir}: the plant as it was at ${instant(point.at)}, ${minutes} min ago`,
    `${placed.fileCount} files, ${bytesText(placed.byteLength)}, of which ${bytesText(placed.fetchedBytes)} came out of the backup; each was held to its checksum`,
    `history: version ${version}${committedAt === undefined ? '' : `, the last commit at ${instant(committedAt)}`}`,
    ...[...positions].map(([source, position]) => `source ${source}: goes on behind ${JSON.stringify(position)}`),
    replacedDir === undefined
      ? 'nothing was there before'
      : `what was there before lies in ${replacedDir}; remove it once nobody misses anything`,
    ...(erasedCount === 0
      ? []
      : [
          `${erasedCount === 1 ? '1 person was' : `${erasedCount} persons were`} erased since then: the names stay erased, but run gemba history erase again for refused rows and copies of reports`,
        ]),
    ...(isElsewhere ? [`set \`store\` in the plant file to ${storeDir}`] : []),
    'next: gemba history verify, gemba deliveries (what waited at that point is sent when gemba runs), then gemba run',
  ];
}
