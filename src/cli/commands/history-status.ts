import type { Command } from 'commander';
import type { RollupStatus } from '../../history/index.ts';
import { openPlant } from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { accountText } from '../load.ts';
import { openOptions } from '../plant-options.ts';

export function addHistoryStatus(history: Command, register: Register): void {
  const command = history
    .command('status')
    .description('what the history holds, how far it is rolled up, and who writes it');
  register(command, async (context) => {
    await using plant = await openPlant(openOptions(context));
    const { zone } = plant.plant;
    const { listRollups, ...status } = await plant.history.status();
    const rollups = listRollups();
    context.output.result({ ...status, rollups }, () => [
      `history: ${status.kind}, format ${status.formatVersion}, ${status.location}`,
      `commits: ${status.version}${status.committedAt === undefined ? '' : `, the last at ${zone.format(status.committedAt)}`}`,
      `facts: ${Object.entries(status.factCounts)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(', ')}`,
      `size: ${(status.byteLength / 1e6).toFixed(1)} MB in ${status.segmentCount} segments and ${countFiles(rollups)} files of rollups`,
      ...rollups.map((rollup) => describeRollup(rollup, (at) => zone.format(at))),
      ...[...status.accounts].map(([source, account]) => `${source}: ${accountText(account)}`),
      status.lease === undefined
        ? 'writer: none'
        : `writer: ${status.lease.holder}, until ${zone.format(status.lease.expiresAt)}`,
    ]);
    return undefined;
  });
}

function countFiles(rollups: readonly RollupStatus[]): number {
  return rollups.reduce((sum, { fileCount }) => sum + fileCount, 0);
}

/** What each level is rolled up by. */
const slots: Readonly<Record<RollupStatus['level'], readonly [one: string, many: string]>> = {
  minute: ['hour', 'hours'],
  hour: ['hour', 'hours'],
  day: ['day', 'days'],
  shift: ['shift', 'shifts'],
};

function describeRollup(
  { level, extent, currentCount, staleCount, missingCount, rowCount, byteLength, fileCount }: RollupStatus,
  instant: (at: number) => string,
): string {
  const counted = (count: number): string => `${count} ${slots[level][count === 1 ? 0 : 1]}`;
  const lacks = [
    ...(staleCount === 0 ? [] : [`${counted(staleCount)} changed since and made anew next`]),
    ...(missingCount === 0 ? [] : [`${counted(missingCount)} not yet`]),
  ];
  const holds =
    extent === undefined
      ? ['nothing']
      : [
          `${instant(extent.fromAt)} to ${instant(extent.toAt)}`,
          `${counted(currentCount)} with readings`,
          `${rowCount} rows, ${(byteLength / 1e6).toFixed(1)} MB in ${fileCount} files`,
        ];
  return `rolled up by ${level}: ${[...holds, ...lacks].join('; ')}`;
}
