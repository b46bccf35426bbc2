/**
 * Runs a plant as `gemba run` does, until it is told to stop, or reaches the step at which it kills itself:
 * `run.ts <RunArguments as JSON>`, with a channel to the process that started it.
 */
import { flushCompileCache } from 'node:module';
import { openPlant } from 'gemba';
import { runPlant } from 'gemba/runtime';
import type { ChildMessage, ParentMessage, RunArguments } from '../run-process.ts';

const { config, kill, clockOffsetMs } = JSON.parse(process.argv[2] as string) as RunArguments;
let offsetMs = clockOffsetMs;
let left = kill?.times ?? 0;
const stop = new AbortController();
const tell = (message: ChildMessage): void => {
  if (process.connected) process.send?.(message);
};

const die = (): void => void process.kill(process.pid, 'SIGKILL');
process.on('disconnect', die);
await using plant = await openPlant({
  config,
  clock: () => Date.now() + offsetMs,
  onStep: (step) => {
    // Before anything else of this process runs, as when the power of the machine goes.
    if (step === kill?.step && --left === 0) die();
  },
});
await runPlant(plant, {
  signal: stop.signal,
  pace: { gatherMs: 50, tickMs: 100, backOff: { baseMs: 50, capMs: 500 } },
  onStart: (status) => {
    process.on('message', (message: ParentMessage) => {
      if (message.kind === 'stop') stop.abort();
      if (message.kind === 'clock') offsetMs = message.offsetMs;
      if (message.kind !== 'status') return;
      const { sources, buffer, history } = status();
      tell({
        kind: 'status',
        sources: sources.map(({ id, committed, waitingCount, uncountedCount, lastReadingAt }) => ({
          id,
          lastReadingAt,
          receivedCount: committed.received + waitingCount + uncountedCount,
        })),
        buffer: { state: buffer.state, pendingRecords: buffer.pendingRecords },
        history: history.kind,
      });
    });
    tell({ kind: 'started' });
  },
  onEvent: (event) => {
    if (event.kind === 'source' && event.event.kind === 'connected') tell({ kind: 'connected' });
  },
});
// Later processes start faster with what this one compiled.
flushCompileCache();
process.off('disconnect', die);
process.disconnect();
