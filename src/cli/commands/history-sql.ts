import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { SqlAnswer, SqlValue, SqlView } from '../../history/index.ts';
import { GembaError } from '../../model/index.ts';
import { createPlantSqlViews, openPlant, openPlantSqlView } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { csvLine } from '../csv.ts';
import { openOptions } from '../plant-options.ts';
import { parseNumber } from '../playing.ts';
import { writeOut } from '../stdout.ts';
import { formatTable } from '../table.ts';
import { windowOfOptions } from '../window-options.ts';

interface SqlOptions {
  readonly query?: string;
  readonly file?: string;
  readonly from?: string;
  readonly to?: string;
  readonly csv?: boolean;
  readonly all?: boolean;
  readonly timeout: number;
}

const rowsShownMax = 1_000;

export function addHistorySql(history: Command, register: Register): void {
  const command = history
    .command('sql')
    .description('views over the history for a DuckDB of your own, as text; with a query its answer. Reads only')
    .argument('[query]', 'one query, such as "SELECT tag, count(*) FROM reading GROUP BY tag"')
    .option('--file <path>', 'the query is in a file')
    .option('--from <time>', 'only what is of a span, and some around it: quicker over years; as in `history export`')
    .option('--to <time>', 'its end, exclusive')
    .option('--csv', 'the answer as CSV')
    .option('--all', `all rows, not the first ${rowsShownMax} only; with --csv or --json`)
    .option('--timeout <seconds>', 'after which a query is stopped', parseNumber, 300);
  register<SqlOptions>(command, async (context, options) => {
    const sql = await readQuery(context, options);
    await using plant = await openPlant(openOptions(context));
    const isWhole = options.from === undefined && options.to === undefined;
    const window = isWhole ? undefined : windowOfOptions(plant, options).window;
    if (sql !== undefined) await answer(context, await openPlantSqlView(plant, window), sql, options);
    else {
      const views = await createPlantSqlViews(plant, window);
      context.output.result(views, () => [views.text.trimEnd()]);
    }
    return undefined;
  });
}

async function readQuery({ world, output }: CommandContext, options: SqlOptions): Promise<string | undefined> {
  const { query, file, csv = false, all = false, timeout } = options;
  if (query !== undefined && file !== undefined)
    throw new GembaError('usage', 'Give the query itself or --file, not both.');
  if (query === undefined && file === undefined && (csv || all))
    throw new GembaError('usage', '--csv and --all go with a query. Without one the views are printed.');
  if (csv && output.json) throw new GembaError('usage', 'Give --csv or --json, not both.');
  if (all && !csv && !output.json)
    throw new GembaError('usage', 'A table shows the first rows only: with --all give --csv or --json.');
  if (!(timeout > 0)) throw new GembaError('usage', `--timeout is above 0 seconds, got ${timeout}.`);
  if (file === undefined) return query;
  const path = resolve(world.folder, file);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new GembaError('data-file-missing', `Cannot read ${path}: ${(cause as Error).message}. Check the path.`, {
      cause,
      details: { path },
    });
  }
}

async function answer(context: CommandContext, opened: SqlView, sql: string, options: SqlOptions): Promise<void> {
  const { world, output } = context;
  await using view = opened;
  const found = await view.query(sql, { signal: world.signal, timeLimitMs: options.timeout * 1_000 });
  const rowsMax = options.all === true ? Number.POSITIVE_INFINITY : rowsShownMax;
  const write = output.json ? writeJson : options.csv === true ? writeCsv : writeTable;
  const isWhole = await write(world.stdout, found, rowsMax, view.views.version);
  if (!isWhole) output.note(`These are the first ${rowsMax} rows; --all with --csv or --json gives all.`);
}

/** Rows up to a number of them; returns whether these are all. */
async function* firstRows(
  { batches }: SqlAnswer,
  rowsMax: number,
): AsyncGenerator<readonly (readonly SqlValue[])[], boolean, undefined> {
  let left = rowsMax;
  for await (const rows of batches) {
    yield rows.slice(0, left);
    left -= rows.length;
    if (left < 0) return false;
  }
  return true;
}

/** Returns whether all rows were written. */
type WriteAnswer = (
  stdout: NodeJS.WritableStream,
  found: SqlAnswer,
  rowsMax: number,
  version: number,
) => Promise<boolean>;

const writeJson: WriteAnswer = async (stdout, found, rowsMax, version) => {
  await writeOut(stdout, `{"version":${version},"columns":${JSON.stringify(found.columns)},"rows":[`);
  let rowCount = 0;
  const isWhole = await forEachRows(found, rowsMax, async (rows) => {
    const texts = rows.map((row) => JSON.stringify(row));
    await writeOut(stdout, `${rowCount > 0 && texts.length > 0 ? ',\n' : ''}${texts.join(',\n')}`);
    rowCount += rows.length;
  });
  await writeOut(stdout, `],"rowCount":${rowCount},"isWhole":${isWhole}}\n`);
  return isWhole;
};

const writeCsv: WriteAnswer = async (stdout, found, rowsMax) => {
  await writeOut(stdout, csvLine(found.columns.map(({ name }) => name)));
  return await forEachRows(found, rowsMax, (rows) =>
    writeOut(stdout, rows.map((row) => csvLine(row.map(plainCell))).join('')),
  );
};

const writeTable: WriteAnswer = async (stdout, found, rowsMax) => {
  const shown: (string | number)[][] = [];
  const isWhole = await forEachRows(found, rowsMax, async (rows) => {
    for (const row of rows) shown.push(row.map(shownCell));
  });
  const names = found.columns.map(({ name }) => name);
  await writeOut(stdout, `${formatTable(names, shown).join('\n')}\n`);
  return isWhole;
};

async function forEachRows(
  found: SqlAnswer,
  rowsMax: number,
  take: (rows: readonly (readonly SqlValue[])[]) => Promise<void>,
): Promise<boolean> {
  const rows = firstRows(found, rowsMax);
  for (;;) {
    const next = await rows.next();
    if (next.done === true) return next.value;
    await take(next.value);
  }
}

function plainCell(value: SqlValue): string | number | boolean | null {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
}

/** On one line, whatever is in it. */
function shownCell(value: SqlValue): string | number {
  const plain = plainCell(value);
  if (typeof plain === 'number') return plain;
  return plain === null ? '' : String(plain).replaceAll(/\s*[\r\n]+\s*/g, ' ');
}
