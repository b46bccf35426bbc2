import type { Command } from 'commander';
import { GembaError } from '../../model/index.ts';
import { openPlant } from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { loadAndTell } from '../load.ts';
import { openOptions } from '../plant-options.ts';
import { expireAndTell } from '../retention.ts';

interface IngestOptions {
  readonly files: readonly string[];
  readonly source?: string;
  readonly strict?: boolean;
}

export function addIngest(program: Command, register: Register): void {
  const command = program
    .command('ingest')
    .description('load files once: those the sources name, or those given')
    .argument('[files...]', 'files to load instead of the source’s own')
    .option('--source <id>', 'only this source; needed with files where the plant file has several')
    .option('--strict', 'exit 1 where a row was refused');
  register<IngestOptions>(command, async (context, { files, source, strict }) => {
    await using plant = await openPlant(openOptions(context));
    const sources = plant.listSources({ ids: source === undefined ? undefined : [source], files });
    const summaries = await loadAndTell(plant, context, { sources });
    context.output.result(
      {
        loaded: summaries.map(({ source: id, account, adjustmentCount, adjustments }) => ({
          source: id,
          ...account,
          adjustmentCount,
          adjustments,
        })),
      },
      () => [],
    );
    await expireAndTell(plant, context);
    refuseIfStrict(
      strict === true,
      summaries.reduce((sum, { account }) => sum + account.refused, 0),
    );
    return undefined;
  });
}

/** @throws GembaError `rows-refused` */
export function refuseIfStrict(strict: boolean, refused: number): void {
  if (strict && refused > 0)
    throw new GembaError(
      'rows-refused',
      `${refused === 1 ? '1 row was' : `${refused} rows were`} refused (--strict). The others are loaded; \`gemba quarantine list\` says why.`,
      { details: { refused } },
    );
}
