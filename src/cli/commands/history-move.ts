import type { Command } from 'commander';
import { bytesText, moveStore } from '../../runtime/index.ts';
import type { Register } from '../command.ts';

export function addHistoryMove(history: Command, register: Register): void {
  const command = history
    .command('move')
    .description(
      'copy the whole store to another folder, compare it, and use that from then on; nothing may run meanwhile',
    )
    .requiredOption('--to <folder>', 'the new place: an empty folder, or none yet');
  register<{ readonly to: string }>(command, async (context, { to }) => {
    const { world, config, output } = context;
    const moved = await moveStore({
      to,
      folder: world.folder,
      signal: world.signal,
      clock: world.clock,
      onProgress: (done, total) => output.progress(`${bytesText(done)} of ${bytesText(total)} copied`),
      ...(config === undefined ? {} : { config }),
    });
    const kept = moved.keptCount === 0 ? '' : `, ${moved.keptCount} of them there already`;
    output.result(moved, () => [
      `Moved: ${moved.fileCount} files${kept}, ${bytesText(moved.sizeBytes)}, to ${moved.to}; each was read back and is the same.`,
      `Now set in the plant file: store: '${moved.to}'. Until then gemba refuses to run.`,
      `The old files are left. Once gemba runs from the new place: rm -r '${moved.from}'`,
    ]);
    return undefined;
  });
}
