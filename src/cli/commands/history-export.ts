import { extname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { rollupLevels } from '../../analytics/index.ts';
import { chooseTags, type ExportedFile, type ExportFormat, exportFacts, exportFormats } from '../../history/index.ts';
import { type FactKind, factKinds, GembaError } from '../../model/index.ts';
import { exportFigures, type OpenPlant, openPlant } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { addFigureOptions, addNames, type FigureOptions, stepOfLevel } from '../figure-options.ts';
import { openOptions } from '../plant-options.ts';
import { addWindowOptions, type WindowOptions, windowOfOptions } from '../window-options.ts';

interface ExportOptions extends FigureOptions, WindowOptions {
  readonly kind?: FactKind;
  readonly rollup?: keyof typeof stepOfLevel;
  readonly source?: readonly string[];
  readonly format?: ExportFormat;
  readonly out?: string;
}

export function addHistoryExport(history: Command, register: Register): void {
  const described = history
    .command('export')
    .description('facts, or figures of tags over time, as a CSV or Parquet file')
    .addOption(new Option('--kind <kind>', 'facts of this kind').choices(factKinds))
    .addOption(new Option('--rollup <level>', 'figures of tags by minute, hour, day or shift').choices(rollupLevels))
    .option('--source <ids>', 'of gaps and refusals: only of these sources', addNames);
  const command = addWindowOptions(addFigureOptions(described))
    .addOption(new Option('--format <format>', 'default: what the name of the file says').choices(exportFormats))
    .option('--out <file>', 'the file; one of its name is replaced once the new one is whole');
  register<ExportOptions>(command, exportHistory);
}

async function exportHistory(context: CommandContext, options: ExportOptions): Promise<undefined> {
  const { output, world } = context;
  const { path, format } = fileOf(world.folder, options);
  checkOptions(options);
  await using plant = await openPlant(openOptions(context));
  const { window } = windowOfOptions(plant, options);
  const file = {
    ...{ path, format, zone: plant.plant.zone, signal: world.signal },
    onProgress: (rowCount: number) => output.progress(`${rowCount} rows`),
  };
  const queries = await plant.queries();
  const { kind, tag: tags, equipment, figures } = options;
  const step = options.rollup === undefined ? options.step : stepOfLevel[options.rollup];
  let exported: ExportedFile;
  if (kind === undefined)
    exported = await exportFigures(
      { plant: plant.plant, queries },
      { ...{ tags, equipment, window, ...figures, signal: world.signal }, ...(step === undefined ? {} : { step }) },
      file,
    );
  else {
    const places = placesOf(plant, kind, options);
    exported = await exportFacts({ ...file, snapshot: queries.snapshot, kind, window, ...(places && { places }) });
  }
  output.result({ ...exported, format, window, version: queries.snapshot.version }, () => [
    `${exported.rowCount} rows, ${(exported.sizeBytes / 1e6).toFixed(1)} MB: ${exported.path}`,
  ]);
  return undefined;
}

function fileOf(folder: string, { out, format }: ExportOptions): { path: string; format: ExportFormat } {
  if (out === undefined) throw new GembaError('usage', 'Say with --out which file to write.');
  const path = resolve(folder, out);
  const said = exportFormats.find((one) => extname(path).toLowerCase() === `.${one}`);
  const chosen = format ?? said;
  if (chosen === undefined)
    throw new GembaError('usage', `${out} does not say what it is. Give --format ${exportFormats.join(' or ')}.`);
  return { path, format: chosen };
}

/** Throws `usage` where options do not go together, before anything is opened. */
function checkOptions({ kind, rollup, step, figures, tag, equipment, source }: ExportOptions): void {
  const refuse = (message: string): never => {
    throw new GembaError('usage', message);
  };
  const asked = [kind, rollup, step].filter((one) => one !== undefined).length;
  if (asked !== 1)
    refuse(`Give one of --kind (${factKinds.join(', ')}) for facts, or --rollup or --step for figures of tags.`);
  if (kind !== undefined && figures !== undefined) refuse('--figures goes with --rollup or --step, not with --kind.');
  const isOfSource = kind === 'gap' || kind === 'refusal';
  if (source !== undefined && !isOfSource) refuse('--source goes with --kind gap or refusal.');
  if (isOfSource && (tag ?? equipment) !== undefined)
    refuse(`Facts of kind ${kind} are of a source: give --source instead of --tag and --equipment.`);
  if (tag !== undefined && kind !== undefined && kind !== 'reading')
    refuse(`Facts of kind ${kind} have no tags: give --equipment.`);
}

/** Places of a kind's facts; undefined for all there are, those the plant file no longer names too. */
function placesOf({ plant }: OpenPlant, kind: FactKind, options: ExportOptions): readonly string[] | undefined {
  const { tag: tags, equipment, source } = options;
  if (kind === 'gap' || kind === 'refusal') return source;
  if (tags === undefined && equipment === undefined) return undefined;
  if (kind === 'reading') return chooseTags(plant, { tags, equipment }).map(({ id }) => id);
  return equipment?.flatMap((id) => plant.equipment.listBelow(id).map((unit) => unit.id));
}
