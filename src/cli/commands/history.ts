import type { Command } from 'commander';
import { openPlant } from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { accountText } from '../load.ts';
import { openOptions } from '../plant-options.ts';

export function addHistory(program: Command, register: Register): void {
  const history = program.command('history').description('where facts live');
  const command = history.command('status').description('what the history holds, and who writes it');
  register(command, async (context) => {
    await using plant = await openPlant(openOptions(context));
    const status = await plant.history.status();
    context.output.result(status, () => [
      `history: ${status.kind}, format ${status.formatVersion}, ${status.location}`,
      `commits: ${status.version}${status.committedAt === undefined ? '' : `, the last at ${plant.plant.zone.format(status.committedAt)}`}`,
      `facts: ${Object.entries(status.factCounts)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(', ')}`,
      `size: ${(status.byteLength / 1e6).toFixed(1)} MB in ${status.segmentCount} segments`,
      ...[...status.accounts].map(([source, account]) => `${source}: ${accountText(account)}`),
      status.lease === undefined
        ? 'writer: none'
        : `writer: ${status.lease.holder}, until ${plant.plant.zone.format(status.lease.expiresAt)}`,
    ]);
    return undefined;
  });
}
