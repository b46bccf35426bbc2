import type { OpenPlantOptions } from '../runtime/index.ts';
import type { CommandContext } from './command.ts';

/** How a command opens its plant: by `--config`, in the world it runs in. */
export function openOptions({ config, world }: CommandContext): OpenPlantOptions {
  return {
    ...(config === undefined ? {} : { config }),
    folder: world.folder,
    env: world.env,
    clock: world.clock,
    random: world.random,
  };
}
