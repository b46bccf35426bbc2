import type { Command } from 'commander';
import { GembaError } from '../../model/index.ts';
import { explainPlantKpi, openPlant } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { explanationLines } from '../explain/explanation-lines.ts';
import { openOptions } from '../plant-options.ts';
import { addWindowOptions, type WindowOptions, windowOfOptions } from '../window-options.ts';

interface ExplainOptions extends WindowOptions {
  readonly kpi: string;
  readonly machine?: string;
  readonly equipment?: string;
  readonly all?: boolean;
}

/** Rows of a list; `--all` shows the rest. */
const rowsShownMax = 20;

export function addExplain(program: Command, register: Register): void {
  const command = addWindowOptions(
    program
      .command('explain')
      .description('the facts behind a figure, step by step, to file and row')
      .argument('<kpi>', 'oee, or any id of `gemba kpi --list`')
      .option('--machine <name>', 'a work unit, by its id, its name or how that begins')
      .option('--equipment <name>', 'equipment with all below it; default: the whole plant'),
  ).option('--all', `all rows, not the first ${rowsShownMax} of each list, and the facts of every unit`);
  register<ExplainOptions>(command, explain);
}

async function explain({ output, world, ...context }: CommandContext, options: ExplainOptions): Promise<undefined> {
  const { kpi, machine, equipment, all = false } = options;
  if (machine !== undefined && equipment !== undefined)
    throw new GembaError('usage', 'Give --machine or --equipment, not both.');
  await using plant = await openPlant(openOptions({ output, world, ...context }));
  const named = machine ?? equipment;
  const explanation = await explainPlantKpi(plant, {
    kpi,
    window: windowOfOptions(plant, options),
    ...(named === undefined ? {} : { equipment: named }),
    signal: world.signal,
    onNotice: (notice) => output.log.info(notice),
  });
  output.result(explanation, () =>
    explanationLines(plant.plant, explanation, {
      rowsMax: all ? Number.POSITIVE_INFINITY : rowsShownMax,
      isWhole: all,
    }),
  );
  return undefined;
}
