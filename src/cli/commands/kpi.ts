import { type Command, InvalidArgumentError, Option } from 'commander';
import { type KpiDimension, listKpis, textOf } from '../../analytics/index.ts';
import { GembaError } from '../../model/index.ts';
import { askPlantKpis, type KpiSpan, kpiSpans, type OpenPlant, openPlant } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { addNames } from '../figure-options.ts';
import { kpiCsv } from '../kpis/kpi-csv.ts';
import { kpiLines } from '../kpis/kpi-lines.ts';
import { openOptions } from '../plant-options.ts';
import { writeOut } from '../stdout.ts';
import { formatTable } from '../table.ts';
import { addWindowOptions, type WindowOptions, windowOfOptions } from '../window-options.ts';

interface KpiOptions extends WindowOptions {
  readonly kpi?: readonly string[];
  readonly by?: KpiSpan;
  readonly group?: readonly KpiDimension[];
  readonly machine?: readonly string[];
  readonly equipment?: readonly string[];
  readonly csv?: boolean;
  readonly list?: boolean;
}

/** What is asked for most. */
const kpisByDefault = ['oeeIndex', 'availability', 'effectiveness', 'qualityRatio', 'completed', 'scrap'];

/** Of a table at the terminal. */
const rowsShownMax = 200;

/** As a plant says them; the plant itself is one group. */
const groupWords = {
  unit: 'workUnit',
  workCenter: 'workCenter',
  area: 'area',
  site: 'site',
  plant: undefined,
  shift: 'shift',
  product: 'product',
  operation: 'operation',
  order: 'workOrder',
} as const satisfies Readonly<Record<string, KpiDimension | undefined>>;

export function addKpi(program: Command, register: Register): void {
  const command = addWindowOptions(
    program
      .command('kpi')
      .description('KPIs with their bounds, of any windows and groups')
      .option('--kpi <ids>', `KPIs, or all; default: ${kpisByDefault.join(', ')}`, addNames)
      .addOption(new Option('--by <span>', 'into what the window is cut; default: nothing').choices(kpiSpans))
      .option('--group <groups>', `${Object.keys(groupWords).join(', ')}; default: plant`, parseGroups)
      .option('--machine <names>', 'work units, by id, name or how that begins', addNames)
      .option('--equipment <names>', 'equipment with all below it; default: the whole plant', addNames),
  )
    .option('--csv', 'as CSV, one figure a line')
    .option('--list', 'the table of KPIs: what there is, with formula and unit');
  register<KpiOptions>(command, kpi);
}

async function kpi(context: CommandContext, options: KpiOptions): Promise<undefined> {
  const { output, world } = context;
  const { csv = false, list = false, kpi: kpis = kpisByDefault, by, group, machine = [], equipment = [] } = options;
  if (csv && output.json) throw new GembaError('usage', 'Give --csv or --json, not both.');
  await using plant = await openPlant(openOptions(context));
  if (list) {
    printTable(context, plant);
    return undefined;
  }
  const named = [...machine, ...equipment];
  const answer = await askPlantKpis(plant, {
    window: windowOfOptions(plant, options),
    ...(by === undefined ? {} : { by }),
    ...(group === undefined ? {} : { groupBy: group }),
    ...(kpis.includes('all') ? {} : { kpis }),
    ...(named.length === 0 ? {} : { equipment: named }),
    signal: world.signal,
    onNotice: (notice) => output.log.info(notice),
  });
  if (csv) await writeOut(world.stdout, kpiCsv(plant.plant, answer));
  else output.result(answer, () => kpiLines(plant.plant, answer, { rowsMax: rowsShownMax }));
  return undefined;
}

function printTable({ output }: CommandContext, { plant }: OpenPlant): void {
  const table = listKpis(plant.kpis);
  output.result({ kpis: table.map((row) => ({ ...row, formula: textOf(row.formula) })) }, () =>
    formatTable(
      ['kpi', 'name', 'formula', 'unit', 'better', 'of'],
      table.map(({ id, name, formula, unit, better, scopes }) => [
        id,
        name,
        textOf(formula),
        unit,
        better,
        scopes.join(', '),
      ]),
    ),
  );
}

function parseGroups(value: string, before: readonly KpiDimension[] = []): readonly KpiDimension[] {
  const words = addNames(value);
  const unknown = words.find((word) => !Object.hasOwn(groupWords, word));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`'${unknown}' is none of ${Object.keys(groupWords).join(', ')}.`);
  const dimensions = words.map((word): KpiDimension | undefined => groupWords[word as keyof typeof groupWords]);
  return [...new Set([...before, ...dimensions.filter((dimension) => dimension !== undefined)])];
}
