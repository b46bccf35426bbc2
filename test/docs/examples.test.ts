import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { env, root } from '../support/demo-plant.ts';

const folder = join(root, 'examples');
const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));

test.each(names)('%s is under 60 lines, runs, and prints something', { timeout: 120_000 }, async (name) => {
  expect(readFileSync(join(folder, name), 'utf8').split('\n').length).toBeLessThan(60);
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=gemba-source', join(folder, name)], {
    env,
  });
  expect(stdout.length).toBeGreaterThan(100);
});
