/** PostgreSQL for a bench, in a folder of its own; undefined where it is not installed. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const versions = '/usr/lib/postgresql';

export interface Postgres extends AsyncDisposable {
  /** Folder of its socket, which is where `pg` connects to. */
  readonly host: string;
  readonly version: string;
}

/** @param settings as `work_mem=64MB`; default those of PostgreSQL, but for checkpoints */
export async function startPostgres(dir: string, settings: readonly string[] = []): Promise<Postgres | undefined> {
  const [version] = await readdir(versions).catch(() => []);
  if (version === undefined) return undefined;
  const data = join(dir, 'data');
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o777);
  // It refuses to run as root.
  const asUser = (program: string, ...args: string[]) =>
    process.getuid?.() === 0
      ? run('runuser', ['-u', 'postgres', '--', join(versions, version, 'bin', program), ...args])
      : run(join(versions, version, 'bin', program), args);
  await asUser('initdb', '-D', data, '-U', 'bench', '-A', 'trust');
  const all = ['listen_addresses=', `unix_socket_directories=${dir}`, 'max_wal_size=4GB', ...settings];
  const options = all.map((setting) => `-c ${setting}`).join(' ');
  await asUser('pg_ctl', '-D', data, '-l', join(dir, 'log'), '-w', '-o', options, 'start');
  return {
    host: dir,
    version,
    async [Symbol.asyncDispose]() {
      await asUser('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
    },
  };
}
