import { type Command, Option } from 'commander';
import { openPlant, planLines, planRetention } from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { openOptions } from '../plant-options.ts';

interface PlanOptions {
  readonly policy: 'plant-file' | 'usual';
}

export function addHistoryPlan(history: Command, register: Register): void {
  const command = history
    .command('plan')
    .description('what is kept how long, what that takes, and what would be removed; removes nothing')
    .addOption(
      new Option('--policy <policy>', 'that of the plant file, or the usual one of `gemba init`')
        .choices(['plant-file', 'usual'])
        .default('plant-file'),
    );
  register<PlanOptions>(command, async (context, { policy }) => {
    await using plant = await openPlant(openOptions(context));
    const plan = await planRetention(plant, { policy, signal: context.world.signal });
    context.output.result(plan, () => planLines(plan, (at) => plant.plant.zone.format(at)));
    return undefined;
  });
}
