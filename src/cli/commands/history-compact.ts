import type { Command } from 'commander';
import type { UpkeepProgress } from '../../history/index.ts';
import { appliedText, bytesText, compactPlant, countText, openPlant, type StoreSize } from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { openOptions } from '../plant-options.ts';

const tasks: Readonly<Record<UpkeepProgress['what'], string>> = {
  'merge-readings': 'merging readings',
  'merge-rollups': 'merging rollups',
  'roll-up': 'rolling up',
};

export function addHistoryCompact(history: Command, register: Register): void {
  const command = history
    .command('compact')
    .description('do at once what `gemba run` does in time: roll up, merge, and remove what is kept no longer');
  register(command, async (context) => {
    const { output, world } = context;
    await using plant = await openPlant(openOptions(context));
    const compacted = await compactPlant(plant, {
      signal: world.signal,
      onProgress: ({ what, dayAt, doneCount }) =>
        output.progress(`${tasks[what]}${dayAt === undefined ? '' : ` of ${dayText(dayAt)}`}, ${doneCount} done`),
    });
    const { applied, taskCount, sizeBefore, sizeAfter } = compacted;
    output.result(compacted, () => [
      taskCount === 0
        ? 'Nothing was to be rolled up or merged.'
        : `${countText(taskCount)} ${taskCount === 1 ? 'thing' : 'things'} rolled up or merged.`,
      ...(applied === undefined ? [] : [`Retention: ${appliedText(applied.removed, applied.pruned)}.`]),
      `History took ${sizeText(sizeBefore)}, and takes ${sizeText(sizeAfter)} now. Files that were replaced go from the disk a quarter of an hour later.`,
    ]);
    return undefined;
  });
}

function sizeText({ byteLength, fileCount }: StoreSize): string {
  return `${bytesText(byteLength)} in ${countText(fileCount)} files`;
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, -14);
}
