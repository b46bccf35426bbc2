/** Runs the sensor plant until SIGTERM; ends itself by SIGKILL at the step given, the nth time it comes by. */
import { runPlant } from 'gemba/runtime';
import { openSensorPlant } from '../../support/sensor-plant.ts';

const [folder = '', step = '', count = '1'] = process.argv.slice(2);
let left = Number(count);
const onStep = (name: string): void => {
  if (name !== step) return;
  left--;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
await using plant = await openSensorPlant(folder, { onStep });
await runPlant(plant, { signal: stop.signal, onStart: () => process.stdout.write('started\n') });
