/** A folder of a test that writes and syncs a lot of small files: in memory where the system has such a place. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const memory = '/dev/shm';

export async function makeQuickFolder(): Promise<string> {
  const folder = await mkdtemp(join(existsSync(memory) ? memory : tmpdir(), 'gemba-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
