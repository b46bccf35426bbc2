/** One run of the command: parse, call runtime, print, and say by the exit code how it went. */
import { Command, CommanderError, Option } from 'commander';
import { GembaError } from '../model/index.ts';
import { softwareVersion } from '../runtime/index.ts';
import type { CliWorld, Register } from './command.ts';
import { addBrowser } from './commands/browser.ts';
import { addCheck } from './commands/check.ts';
import { addDeliveries } from './commands/deliveries.ts';
import { addDemo } from './commands/demo.ts';
import { addExplain } from './commands/explain.ts';
import { addHistory } from './commands/history.ts';
import { addIngest } from './commands/ingest.ts';
import { addInit } from './commands/init.ts';
import { addKpi } from './commands/kpi.ts';
import { addQuarantine } from './commands/quarantine.ts';
import { addReplay } from './commands/replay.ts';
import { addReport } from './commands/report.ts';
import { addRun } from './commands/run.ts';
import { addSimulate } from './commands/simulate.ts';
import { addStatus } from './commands/status.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { createOutput } from './output.ts';

/**
 * Runs the command once.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage or configuration
 */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = createProgram(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    throw error;
  }
}

function createProgram(world: CliWorld, setExitCode: (code: number) => void): Command {
  const program = new Command('gemba')
    .description(
      'Manufacturing operations intelligence: from what sensors and the MES say to the right person’s report.',
    )
    .version(softwareVersion, '-V, --version')
    .addOption(new Option('-c, --config <file>', 'the plant file; default: gemba.config.ts, .js, .json or .yaml here'))
    .addOption(new Option('--json', 'one JSON document on stdout'))
    .addOption(new Option('-q, --quiet', 'say only what went wrong'))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
    })
    .showHelpAfterError('(`gemba --help` lists the commands)');

  const register: Register = (command, action) => {
    command.action(async () => {
      const options = command.optsWithGlobals<{ config?: string; json?: boolean; quiet?: boolean }>();
      const output = createOutput(world, { json: options.json === true, quiet: options.quiet === true });
      try {
        const args = Object.fromEntries(
          command.registeredArguments.map((argument, i) => [argument.name(), command.processedArgs[i] as unknown]),
        );
        const code = await action({ world, config: options.config, output }, { ...options, ...args } as never);
        setExitCode(code ?? exitCodes.done);
      } catch (error) {
        output.fail(error);
        setExitCode(exitCodeOf(error));
        if (!(error instanceof GembaError)) output.trace(error);
      }
    });
  };

  for (const add of [
    addInit,
    addCheck,
    addRun,
    addStatus,
    addIngest,
    addReport,
    addKpi,
    addExplain,
    addDeliveries,
    addQuarantine,
    addHistory,
    addBrowser,
    addDemo,
    addSimulate,
    addReplay,
  ])
    add(program, register);
  allowGlobalsAnywhere(program);
  return program;
}

/** `gemba report daily --config x --json` reads as well as `gemba --json report daily`. */
function allowGlobalsAnywhere(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride().copyInheritedSettings(command);
    if (child.commands.length === 0 || child.registeredArguments.length > 0)
      child
        .addOption(new Option('-c, --config <file>', 'the plant file'))
        .addOption(new Option('--json', 'one JSON document on stdout'))
        .addOption(new Option('-q, --quiet', 'say only what went wrong'));
    allowGlobalsAnywhere(child);
  }
}
