/**
 * Loaded before a child process in which DuckDB writes: while the file named by GEMBA_TEST_FULL_DISK is there, a file that is
 * merged or rolled up does not fit: its fsync fails, as it does where a file system finds out late that there is no space.
 */
import { existsSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { open } = files;
files.open = async (path, ...others) => {
  const file = await open(path, ...others);
  if (!/-(merge|rollup)/.test(String(path)) && !String(path).includes('/rollup/')) return file;
  const sync = file.sync.bind(file);
  file.sync = async () => {
    if (existsSync(process.env.GEMBA_TEST_FULL_DISK))
      throw Object.assign(new Error(`ENOSPC: no space left on device, fsync '${path}'`), { code: 'ENOSPC' });
    await sync();
  };
  return file;
};
syncBuiltinESMExports();
