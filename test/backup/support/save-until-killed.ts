/** A process that saves files until all but the last are there, says so, and never ends: the tests kill it. */
import { openBackupRepository, openFolderTarget } from 'gemba/backup';
import { fileOf } from './saved-files.ts';

const [path = '', count = ''] = process.argv.slice(2);
const { promise: never } = Promise.withResolvers<void>();
let done = 0;
const { promise: allDone, resolve: onAllDone } = Promise.withResolvers<void>();

async function* files() {
  for (let at = 0; at < Number(count) - 1; at += 1) yield fileOf(`file-${at}`, `text ${at}`);
  yield {
    ...fileOf('last', 'the last'),
    async *read() {
      await allDone;
      yield Buffer.from('the ');
      process.stdout.write('all but the last\n');
      await never;
    },
  };
}

const target = await openFolderTarget({ path });
const backups = await openBackupRepository(target, { plant: 'demo', softwareVersion: '1' });
setInterval(() => {}, 1_000);
await backups.save([{ name: 'history', files: files() }], {
  at: 1_000,
  onProgress: () => {
    done += 1;
    if (done === Number(count) - 1) onAllDone();
  },
});
