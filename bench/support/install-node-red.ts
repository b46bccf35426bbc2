/** Node-RED in a folder of the user's cache, installed by npm when it is not there; it is no dependency of gemba. */
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const nodeRedVersion = '5.0.7';
/** A quick bench must end within three minutes, installation included. */
const installMsMax = 90_000;

/** @returns the program to start; throws where npm cannot install it */
export async function installNodeRed(): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'gemba-bench', `node-red-${nodeRedVersion}`);
  const program = join('node_modules', 'node-red', 'red.js');
  if (!(await isThere(join(folder, program)))) await install(folder);
  return join(folder, program);
}

async function install(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  // Beside its place and then renamed, so that what is there is whole.
  const dir = await mkdtemp(`${folder}-`);
  try {
    await writeFile(join(dir, 'package.json'), '{ "private": true }\n');
    const quietly = [
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--omit=optional',
      '--fetch-retries=1',
      '--loglevel=error',
    ];
    const args = ['install', '--save-exact', `--prefix=${dir}`, ...quietly, `node-red@${nodeRedVersion}`];
    await run('npm', args, { cwd: dir, timeout: installMsMax, killSignal: 'SIGKILL' });
    await rename(dir, folder);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
