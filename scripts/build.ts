/** Builds `dist/`: the compiled modules, the JSON Schemas, and the demo plant as the package carries it. */
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

await rm(dist, { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
await chmod(join(dist, 'cli/main.js'), 0o755);
await writeSchemas();
await writeDemo();

async function writeSchemas(): Promise<void> {
  const { listJsonSchemas } = (await import(
    join(dist, 'reports/index.js')
  )) as typeof import('../src/reports/index.ts');
  const { listLiveJsonSchemas } = (await import(
    join(dist, 'monitor/index.js')
  )) as typeof import('../src/monitor/index.ts');
  await mkdir(join(dist, 'schemas'), { recursive: true });
  for (const { name, schema } of [...listJsonSchemas(), ...listLiveJsonSchemas()])
    await writeFile(join(dist, 'schemas', name), `${JSON.stringify(schema, null, 2)}\n`);
}

/** Types are not stripped below node_modules, so the package's demo plant file is plain JavaScript. */
async function writeDemo(): Promise<void> {
  await mkdir(join(dist, 'demo'), { recursive: true });
  const source = await readFile(join(root, 'demo/gemba.config.ts'), 'utf8');
  await writeFile(join(dist, 'demo/gemba.config.js'), stripTypeScriptTypes(source));
  for (const name of ['production_log.csv', 'README.md'])
    await copyFile(join(root, 'demo', name), join(dist, 'demo', name));
}
