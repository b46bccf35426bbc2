/** Runs a plant as `gemba run` does, or stands by for it: `run.ts <plant file>`, with a channel to who started it. */
import { flushCompileCache } from 'node:module';
import { openPlant } from 'gemba';
import { GembaError } from 'gemba/model';
import { runStandingBy } from 'gemba/runtime';
import { brokerSource } from '../../kill-matrix/matrix-plant.ts';
import type { StandingMessage } from '../standing-process.ts';

const config = process.argv[2] as string;
const tell = (message: StandingMessage): void => {
  if (process.connected) process.send?.(message);
};
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
let isCommitted = false;
try {
  await runStandingBy(() => openPlant({ config }), {
    signal: stop.signal,
    pace: { gatherMs: 50, tickMs: 100, backOff: { baseMs: 50, capMs: 500 } },
    onStart: (status) => {
      tell({ kind: 'started' });
      setInterval(() => {
        const { sources, buffer } = status();
        const lastReadingAt = sources.find(({ id }) => id === brokerSource)?.lastReadingAt;
        tell({ kind: 'status', pendingRecords: buffer.pendingRecords, lastReadingAt });
      }, 50).unref();
    },
    onEvent: (event) => {
      if (event.kind === 'standing-by' || event.kind === 'took-over') tell({ kind: event.kind });
      if (event.kind === 'source' && event.event.kind === 'connected') tell({ kind: 'connected' });
      if (event.kind === 'committed' && event.source === brokerSource && !isCommitted) {
        isCommitted = true;
        tell({ kind: 'committed' });
      }
    },
  });
} catch (error) {
  tell({ kind: 'failed', error: error instanceof GembaError ? error.code : String(error) });
  process.exitCode = 1;
}
// Later processes start faster with what this one compiled.
flushCompileCache();
if (process.connected) process.disconnect();
