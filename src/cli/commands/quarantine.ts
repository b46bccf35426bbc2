import type { Command } from 'commander';
import { textAt } from '../../model/index.ts';
import { openPlant, replayQuarantine } from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { accountText } from '../load.ts';
import { openOptions } from '../plant-options.ts';

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
    context.output.result({ quarantine: rows }, () =>
      rows.length === 0
        ? ['The quarantine is empty.']
        : rows.flatMap((row) => [
            `${row.source} ${row.file}:${row.line} ${row.field === '' ? '' : `${row.field}: `}${row.code}, received '${row.received}', expected ${row.expected}`,
            `    ${row.raw}`,
          ]),
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
