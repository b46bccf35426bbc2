import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { initPlant } from '../../runtime/index.ts';
import type { Register } from '../command.ts';

export function addInit(program: Command, register: Register): void {
  const command = program
    .command('init')
    .description('a commented plant file to start from')
    .argument('[dir]', 'folder for it', '.')
    .option('--from <export.csv>', 'draft equipment and mapping from an export');
  register<{ dir: string; from?: string }>(command, async ({ world, output }, { dir, from }) => {
    const result = await initPlant({
      folder: resolve(world.folder, dir),
      ...(from === undefined ? {} : { from: resolve(world.folder, from) }),
    });
    output.result(result, () => [
      `${relative(world.folder, result.path)}: ${from === undefined ? 'a plant file to fill in' : `${result.units.length} work units and ${Object.keys(result.mapping).length} columns found`}.`,
      'Next: read it through, set GEMBA_SECRET, then `gemba check` and `gemba report daily`.',
    ]);
    return undefined;
  });
}
