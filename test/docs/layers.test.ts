import { execFile } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { makeFolder, root } from '../support/demo-plant.ts';

const run = promisify(execFile);

/** What the layer check says of a copy of the sources, with a file put in. */
async function check(file?: { path: string; text: string }): Promise<string> {
  const folder = await makeFolder();
  await cp(join(root, 'src'), join(folder, 'src'), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
    await cp(join(root, name), join(folder, name));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  if (file !== undefined) {
    await mkdir(join(folder, file.path, '..'), { recursive: true });
    await writeFile(join(folder, file.path), file.text);
  }
  const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [command, 'src', '--config', '.dependency-cruiser.mjs', '--output-type', 'err'];
  return run(process.execPath, args, { cwd: folder }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

test('the sources keep to their layers, and the check sees them', async () => {
  const said = await check();
  expect(said).toContain('no dependency violations found');
  expect(Number(/\((\d+) modules/.exec(said)?.[1])).toBeGreaterThan(100);
});

test.each([
  ['layer-time', 'src/time/planted.ts', "import type { Plant } from '../model/index.ts';\nexport type X = Plant;\n"],
  ['layer-analytics', 'src/analytics/planted.ts', "import { openState } from '../state/index.ts';\nopenState;\n"],
  [
    'layer-ingest',
    'src/ingest/planted.ts',
    "import type { History } from '../history/index.ts';\nexport type X = History;\n",
  ],
  ['entry-point', 'src/cli/planted.ts', "import { touches } from '../time/instants.ts';\ntouches;\n"],
  ['pure-modules', 'src/analytics/planted.ts', "import { readFileSync } from 'node:fs';\nreadFileSync;\n"],
])('a planted violation of %s is caught', async (rule, path, text) => {
  const said = await check({ path, text });
  expect(said).toContain(rule);
  expect(said).toContain(path);
});
