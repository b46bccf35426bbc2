import { spawn } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, root } from '../support/demo-plant.ts';

/** What the layer check of `npm run lint` says of a copy of the sources, with a file put in. */
async function check(file?: { path: string; text: string }): Promise<{ code: number | null; said: string }> {
  const folder = await makeFolder();
  await cp(join(root, 'src'), join(folder, 'src'), { recursive: true });
  if (file !== undefined) await writeFile(join(folder, file.path), file.text);
  const child = spawn(process.execPath, [join(root, 'scripts/layers.ts'), join(folder, 'src')]);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { code, said };
}

test('the sources keep to their layers, and the check sees them', async () => {
  const { code, said } = await check();
  expect(said).toContain('no dependency violations found');
  expect(Number(/\((\d+) modules/.exec(said)?.[1])).toBeGreaterThan(100);
  expect(code).toBe(0);
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
  const { code, said } = await check({ path, text });
  expect(said).toContain(rule);
  expect(said).toContain(path);
  expect(code).not.toBe(0);
});
