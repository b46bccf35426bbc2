/** Erases a person of a plant and kills itself at a step: `erase-person.ts <plant file> <person> <step>`. */
import { openPlant } from 'gemba';
import { erasePerson } from 'gemba/runtime';

const [config = '', person = '', step = ''] = process.argv.slice(2);
await using plant = await openPlant({ config });
await erasePerson(plant, {
  person,
  onStep: (at) => {
    if (at === step) process.kill(process.pid, 'SIGKILL');
  },
});
