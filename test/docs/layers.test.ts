import { spawn } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, root } from '../support/demo-plant.ts';

interface Violation {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
}

const violations: readonly Violation[] = [
  {
    rule: 'layer-time',
    path: 'src/time/planted.ts',
    text: "import type { Plant } from '../model/index.ts';\nexport type X = Plant;\n",
  },
  {
    rule: 'layer-analytics',
    path: 'src/analytics/planted.ts',
    text: "import { openState } from '../state/index.ts';\nopenState;\n",
  },
  {
    rule: 'layer-ingest',
    path: 'src/ingest/planted.ts',
    text: "import type { History } from '../history/index.ts';\nexport type X = History;\n",
  },
  {
    rule: 'entry-point',
    path: 'src/cli/planted.ts',
    text: "import { touches } from '../time/instants.ts';\ntouches;\n",
  },
  {
    rule: 'pure-modules',
    path: 'src/analytics/planted-import.ts',
    text: "import { readFileSync } from 'node:fs';\nreadFileSync;\n",
  },
];

/** What the layer check of `npm run lint` says of a copy of the sources, with files put in. */
async function check(planted: readonly Violation[]): Promise<{ code: number | null; said: string }> {
  const folder = await makeFolder();
  await cp(join(root, 'src'), join(folder, 'src'), { recursive: true });
  for (const { path, text } of planted) await writeFile(join(folder, path), text);
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
  const { code, said } = await check([]);
  expect(said).toContain('no dependency violations found');
  expect(Number(/\((\d+) modules/.exec(said)?.[1])).toBeGreaterThan(100);
  expect(code).toBe(0);
});

test('each planted violation is caught by its rule, and nothing else is', async () => {
  const { code, said } = await check(violations);
  const caught = said.matchAll(/^ *error ([\w-]+): (\S+) → /gm);
  expect([...caught].map(([, rule, path]) => `${rule}: ${path}`).sort()).toEqual(
    violations.map(({ rule, path }) => `${rule}: ${path}`).sort(),
  );
  expect(code).not.toBe(0);
});
