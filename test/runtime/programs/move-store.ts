/** Moves the store of the plant in a folder; ends itself by SIGKILL at the step given, the nth time it comes by. */
import { moveStore } from 'gemba/runtime';

const [folder = '', to = '', step = '', count = '1'] = process.argv.slice(2);
let left = Number(count);
await moveStore({
  folder,
  to,
  onStep(name) {
    if (name !== step) return;
    left--;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
