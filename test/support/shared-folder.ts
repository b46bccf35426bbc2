/** A folder of one run of the tests, for what several of its files need and none changes; removed when the run ends. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** What is in it is made by the first test that needs it. */
    readonly sharedFolder: string;
  }
}

export default async function makeSharedFolder(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-test-run-'));
  project.provide('sharedFolder', folder);
  // While files are watched, what other sources made is made again.
  project.onTestsRerun(async () => {
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
  });
  return () => rm(folder, { recursive: true });
}
