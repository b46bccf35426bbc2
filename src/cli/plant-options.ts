import type { OpenPlantOptions } from '../runtime/index.ts';
import type { CommandContext } from './command.ts';

/** How a command opens its plant: by `--config`, in the world it runs in. */
export function openOptions({ config, world, output }: CommandContext): OpenPlantOptions {
  return {
    ...(config === undefined ? {} : { config }),
    folder: world.folder,
    env: world.env,
    clock: world.clock,
    random: world.random,
    onMergeFailed: (err) =>
      output.log.warn(
        { err },
        'history could not merge its files; nothing is lost, and it is tried again in a quarter of an hour',
      ),
  };
}
