import type { Command } from 'commander';
import { plainRowsOf, type QueryTable } from '../../history/index.ts';
import { GembaError } from '../../model/index.ts';
import { openPlant } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { csvLine, type PlainCell } from '../csv.ts';
import { addFigureOptions, type FigureOptions } from '../figure-options.ts';
import { openOptions } from '../plant-options.ts';
import { writeOut } from '../stdout.ts';
import { formatTable } from '../table.ts';
import { addWindowOptions, type WindowOptions, windowOfOptions } from '../window-options.ts';

interface SeriesOptions extends FigureOptions, WindowOptions {
  readonly csv?: boolean;
}

/** Of more an export is made, which needs no memory for them. */
const rowsMax = 50_000;

export function addHistorySeries(history: Command, register: Register): void {
  const command = addWindowOptions(
    addFigureOptions(history.command('series').description('figures of tags over time')),
  ).option('--csv', 'as CSV');
  register<SeriesOptions>(command, series);
}

async function series(context: CommandContext, options: SeriesOptions): Promise<undefined> {
  const { output, world } = context;
  if (options.csv === true && output.json) throw new GembaError('usage', 'Give --csv or --json, not both.');
  await using plant = await openPlant(openOptions(context));
  const { window } = windowOfOptions(plant, options);
  const queries = await plant.queries();
  const { tag: tags, equipment, step, figures } = options;
  const asked = { tags, equipment, window, signal: world.signal, ...(step === undefined ? {} : { step }) };
  const table: QueryTable<unknown> =
    figures === undefined ? await queries.series(asked) : await queries.series({ ...asked, ...figures });
  if (table.length > rowsMax)
    throw new GembaError(
      'usage',
      `These are ${table.length} rows; up to ${rowsMax} are printed. Take a longer --step or fewer tags, or \`gemba history export\`.`,
    );
  const names = Object.keys(table.columns as object);
  const rows = [...plainRowsOf(table, plant.plant.zone)] as Readonly<Record<string, PlainCell>>[];
  const cells = rows.map((row) => names.map((name) => row[name] ?? null));
  if (options.csv === true) await writeOut(world.stdout, [names, ...cells].map(csvLine).join(''));
  else
    output.result({ version: queries.snapshot.version, window, series: rows }, () =>
      formatTable(
        names,
        cells.map((row) => row.map(shownCell)),
      ),
    );
  return undefined;
}

/** To six significant digits: what a person reads; --json and --csv have them all. */
function shownCell(cell: PlainCell): string | number {
  if (typeof cell === 'number') return Number.isInteger(cell) ? cell : Number(cell.toPrecision(6));
  return cell === null ? '' : String(cell);
}
