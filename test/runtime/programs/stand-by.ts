/**
 * Runs the sensor plant of a folder, or stands by for it, until SIGTERM: `stand-by.ts <folder> [step] [hang]`. What it
 * goes through it tells as lines of JSON. At the step given, the third time it comes by, it hangs: stopped by SIGSTOP, so
 * that nothing of it goes on; or its event loop blocked, so that what the system does for it goes on, until there is a
 * file `go-on`. What `plant.json` of the folder holds is put over the plant file.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { GembaError } from 'gemba/model';
import { parsePlantFile, runStandingBy } from 'gemba/runtime';
import { openSensorPlant, sensorPlant } from '../../support/sensor-plant.ts';

const [folder = '', step = '', hang = 'stopped'] = process.argv.slice(2);
let left = 3;
const onStep = (name: string): void => {
  if (name !== step) return;
  left--;
  if (left !== 0) return;
  if (hang === 'stopped') process.kill(process.pid, 'SIGSTOP');
  else while (!existsSync(join(folder, 'go-on'))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
};
const tell = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const path = join(folder, 'plant.json');
try {
  await runStandingBy(
    async () => {
      const file = { ...sensorPlant, ...JSON.parse(await readFile(path, 'utf8')) };
      return openSensorPlant(folder, { file: parsePlantFile(file, path), onStep });
    },
    {
      signal: stop.signal,
      pace: { gatherMs: 20, tickMs: 100, backOff: { baseMs: 50, capMs: 500 } },
      pollMs: 50,
      onEvent: (event) => {
        if (event.kind === 'standing-by') tell({ kind: event.kind, holder: event.lease.holder });
        if (event.kind === 'took-over') tell({ kind: event.kind, ...event.takeover });
        if (event.kind === 'plant-file-changed') tell({ kind: event.kind });
        if (event.kind === 'plant-file-broken') tell({ kind: event.kind, error: String(event.error) });
      },
      onStart: (status) => {
        tell({ kind: 'started', fencing: status().lease.fencing });
        flushCompileCache();
      },
    },
  );
  tell({ kind: 'ended' });
} catch (error) {
  tell({ kind: 'failed', code: error instanceof GembaError ? error.code : String(error) });
  process.exitCode = 1;
}
