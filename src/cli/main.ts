#!/usr/bin/env node
/** The `gemba` command. */
const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  console.error(
    `gemba needs Node.js 24 or newer; this is ${process.version}. In a clone, \`npx gemba\` brings its own.`,
  );
  process.exit(2);
}

// Loaded only now: an older Node.js could not even load what the command is made of.
const { runCli } = await import('./run.ts');

const abort = new AbortController();
const signals = ['SIGINT', 'SIGTERM'] as const;
const stop = (signal: NodeJS.Signals): void => {
  // A second signal, whichever, ends the process at once; what is on disk is whole all the same.
  for (const name of signals) process.removeListener(name, stop);
  abort.abort(new Error(`stopped by ${signal}`));
};
for (const name of signals) process.on(name, stop);

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  folder: process.cwd(),
  signal: abort.signal,
  clock: Date.now,
  random: Math.random,
});
