import type { Command } from 'commander';
import { checkPlant } from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openOptions } from '../plant-options.ts';

export function addCheck(program: Command, register: Register): void {
  const command = program
    .command('check')
    .description('check the plant file and everything it names, all problems at once');
  register(command, async (context) => {
    const { path, checks } = await checkPlant({ ...openOptions(context), signal: context.world.signal });
    const ok = checks.every((check) => check.ok);
    context.output.result({ config: path, ok, checks }, () => [
      ...checks.map(({ ok: fine, name, message }) => `${fine ? 'ok    ' : 'FAILED'} ${name}: ${message}`),
      ok ? 'The plant file is good, and everything it names is there.' : 'Mend what FAILED and check again.',
    ]);
    return ok ? exitCodes.done : exitCodes.failed;
  });
}
