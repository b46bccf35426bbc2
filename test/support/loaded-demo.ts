/** The demo plant with its log loaded. It is loaded once in a run of the tests; each test gets a copy of the store. */
import { hash } from 'node:crypto';
import { access, cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlantFileInput } from 'gemba';
import { inject } from 'vitest';
import { env, gemba, writeDemoPlant } from './demo-plant.ts';

/** As `writeDemoPlant`, with every fact of the log in the store. A test about loading does not use it. */
export async function writeLoadedDemoPlant(
  folder: string,
  change?: Parameters<typeof writeDemoPlant>[1],
): Promise<string> {
  const path = await writeDemoPlant(folder, change);
  const file = JSON.parse(await readFile(path, 'utf8')) as PlantFileInput;
  await cp(await makeLoadedStore(file, dirname(folder)), join(folder, file.store ?? '.gemba'), { recursive: true });
  return path;
}

/**
 * The folder of the loaded store, which no test changes. Its name says all that loading is given: the plant file, its
 * secret, and where it lies, as a store knows files by their paths from there.
 */
async function makeLoadedStore(file: PlantFileInput, beside: string): Promise<string> {
  // What says to whom reports go, and what is planned, is left out, as facts do not depend on it.
  const { transports, reports, audiences, plannedStops, ...loaded } = file;
  const plantFile = JSON.stringify({ ...loaded, store: 'store' });
  const given = JSON.stringify([plantFile, env[file.secret.env], beside]);
  const place = join(inject('sharedFolder'), `demo-${hash('sha256', given, 'hex').slice(0, 16)}`);
  if (await isThere(place)) return place;

  // Made aside and moved when it is whole: a worker that comes at the same time finds all of it or nothing.
  const folder = await mkdtemp(join(beside, 'gemba-test-'));
  try {
    const config = join(folder, 'gemba.config.json');
    await writeFile(config, plantFile);
    const { code, stderr } = await gemba(['ingest', '--config', config]);
    if (code !== 0) throw new Error(`The demo's log could not be loaded for tests to copy: ${stderr}`);
    await rename(join(folder, 'store'), place).catch(async (error: unknown) => {
      // Where another worker was first, its store is as good.
      if (!(await isThere(place))) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return place;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
