#!/usr/bin/env node
/** The `gemba` command. */
import { runCli } from './run.ts';

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    // A second signal ends the process at once; what is on disk is whole all the same.
    abort.abort(new Error(`stopped by ${signal}`));
  });
}

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  folder: process.cwd(),
  signal: abort.signal,
  clock: Date.now,
  random: Math.random,
});
