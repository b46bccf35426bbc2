/** Backs the small plant up or restores it, and is killed at a step: folder, `backup` or `restore`, step. */
import { backUp, restore } from '../backup/support/small-backups.ts';

const [folder = '', what, step] = process.argv.slice(2);
const onStep = (at: string): void => {
  if (at === step) process.kill(process.pid, 'SIGKILL');
};
if (what === 'backup') await backUp(folder, { onStep });
else await restore(folder, { onStep });
