import type { Command } from 'commander';
import { textAt } from '../../model/index.ts';
import { openPlant, readQuarantine, replayQuarantine } from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { accountText } from '../load.ts';
import { openOptions } from '../plant-options.ts';
import { formatTable } from '../table.ts';

export function addQuarantine(program: Command, register: Register): void {
  const quarantine = program.command('quarantine').description('rows that could not become facts');

  const list = quarantine
    .command('list', { isDefault: true })
    .description('each with file, line, field, value and reason');
  register(list, async (context) => {
    await using plant = await openPlant(openOptions(context));
    const table = await (await plant.history.snapshot()).read({ kind: 'refusal' });
    const { columns } = table;
    const rows = Array.from({ length: table.length }, (_, i) => ({
      source: textAt(columns.source, i),
      file: textAt(columns.file, i),
      line: columns.line[i] as number,
      code: textAt(columns.code, i),
      field: textAt(columns.field, i),
      received: textAt(columns.received, i),
      expected: textAt(columns.expected, i),
      status: textAt(columns.status, i),
      raw: textAt(columns.raw, i),
    })).filter(({ status }) => status === 'open');
    const overflowCount = rows.filter(({ raw }) => raw === '').length;
    context.output.result({ quarantine: rows, overflowCount }, () =>
      rows.length === 0
        ? ['The quarantine is empty.']
        : [
            ...rows.flatMap((row) => [
              `${row.source} ${row.file}:${row.line} ${row.field === '' ? '' : `${row.field}: `}${row.code}, received '${row.received}', expected ${row.expected}`,
              ...(row.raw === '' ? [] : [`    ${row.raw}`]),
            ]),
            ...overflowLines(overflowCount),
          ],
    );
    return undefined;
  });

  const names = quarantine
    .command('names')
    .description('names of tags that nobody has mapped, with how many readings wait for them');
  register(names, async (context) => {
    await using plant = await openPlant(openOptions(context));
    const { unknownNames } = await readQuarantine(plant);
    context.output.result({ names: unknownNames }, () =>
      unknownNames.length === 0
        ? ['Every name is mapped.']
        : formatTable(
            ['source', 'name', 'readings'],
            unknownNames.map(({ source, name, count }) => [source, name, count]),
          ),
    );
    return undefined;
  });

  const replay = quarantine.command('replay').description('read them again, after a fix of the plant file');
  register(replay, async (context) => {
    await using plant = await openPlant(openOptions(context));
    const summaries = await replayQuarantine(plant, { signal: context.world.signal });
    context.output.result({ replayed: summaries }, () =>
      summaries.length === 0
        ? ['The quarantine is empty.']
        : summaries.map(({ source, account }) => `${source}: ${accountText(account)}`),
    );
    return undefined;
  });
}

/** Rows beyond the limit of the plant file, and those of an erased person, which can be counted and explained, but not replayed. */
export function overflowLines(count: number): readonly string[] {
  if (count === 0) return [];
  const rows = count === 1 ? '1 row was' : `${count} rows were`;
  return [
    `${rows} refused beyond the limit of the quarantine (quarantine.rowsMax), or blanked when a person was erased: counted, but without their bytes.`,
  ];
}
