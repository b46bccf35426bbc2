/** What the command says: results on stdout, everything else on stderr, progress only on a terminal. */
import { type Logger, pino } from 'pino';
import { GembaError } from '../model/index.ts';

export interface Output {
  readonly json: boolean;
  /** The result of the command: as one JSON document with `--json`, else as the lines given. */
  result(document: unknown, lines: () => readonly string[]): void;
  /** Bytes or text as the result itself, such as a report on stdout. */
  raw(content: Uint8Array | string): void;
  /** A line for the person at the terminal, on stderr; not with `--quiet`. */
  note(line: string): void;
  /** What went wrong and did not end the command; on stderr even with `--quiet`. */
  warn(line: string): void;
  /** Replaces the last progress line; only on a terminal. */
  progress(line: string): void;
  /** An error that ends the command. */
  fail(error: unknown): void;
  /** Where an error that is not gemba's own came from, for its report. */
  trace(error: unknown): void;
  readonly log: Logger;
}

/** Where the command writes to, and the environment that says how much it logs. */
export interface OutputWorld {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function createOutput(world: OutputWorld, { json, quiet }: { json: boolean; quiet: boolean }): Output {
  const log = pino({ level: world.env['GEMBA_LOG_LEVEL'] ?? 'warn', base: null }, world.stderr);
  let progressShown = false;
  const clearProgress = () => {
    if (progressShown) world.stderr.write('\r\x1b[2K');
    progressShown = false;
  };
  const toStderr = (line: string) => {
    clearProgress();
    world.stderr.write(`${line}\n`);
  };
  return {
    json,
    log,
    result(document, lines) {
      clearProgress();
      if (json) world.stdout.write(`${JSON.stringify(document, replaceMaps, 2)}\n`);
      else for (const line of lines()) world.stdout.write(`${line}\n`);
    },
    raw(content) {
      clearProgress();
      world.stdout.write(content);
    },
    note(line) {
      if (!quiet) toStderr(line);
    },
    warn: toStderr,
    progress(line) {
      if (quiet || world.stderr.isTTY !== true) return;
      world.stderr.write(`\r\x1b[2K${line}`);
      progressShown = true;
    },
    fail(error) {
      if (!(error instanceof GembaError)) return toStderr(`gemba: ${String(error)}`);
      if (json)
        world.stdout.write(
          `${JSON.stringify({ error: { code: error.code, message: error.message, details: error.details } }, replaceMaps, 2)}\n`,
        );
      toStderr(`gemba: ${error.message} [${error.code}]`);
    },
    trace(error) {
      log.error({ err: error }, 'unexpected error');
    },
  };
}

function replaceMaps(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
