/** What every command of `gemba` is made of. */
import type { Command } from 'commander';
import type { Output } from './output.ts';

/** Everything of the outside world that the command uses, so that a test can run it in-process. */
export interface CliWorld {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  readonly random: () => number;
}

/** What every command gets: the world, its output, and the options every command has. */
export interface CommandContext {
  readonly world: CliWorld;
  /** Path of the plant file, where `--config` names one. */
  readonly config: string | undefined;
  readonly output: Output;
}

/** A command's work: resolves to its exit code, 0 where it returns nothing. */
export type Action<Options> = (context: CommandContext, options: Options) => Promise<number | undefined>;

/** Adds a command's action: global options are read, errors become messages and exit codes. */
export type Register = <Options>(command: Command, action: Action<Options>) => void;
