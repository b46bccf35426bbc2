/** The package as users get it: packed, installed elsewhere, every entry point imported, the command run. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { makeFolder, root } from '../support/demo-plant.ts';

const run = promisify(execFile);
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
};

test('packed and installed elsewhere, every entry point imports and the command makes the daily report', {
  timeout: 300_000,
}, async () => {
  await run(process.execPath, ['scripts/build.ts'], { cwd: root });
  const folder = await makeFolder();
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
  });
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string; files: { path: string }[] }>);
  const paths = packed?.files.map(({ path }) => path) ?? [];
  expect(paths).toContain('dist/demo/production_log.csv');
  expect(paths.filter((path) => /^(src|test|bench|\.ci)\//.test(path))).toEqual([]);

  await writeFile(join(folder, 'package.json'), '{ "name": "plant", "private": true, "type": "module" }');
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${packed?.filename}`], {
    cwd: folder,
  });

  const entries = Object.keys(manifest.exports).filter((key) => !key.includes('*') && key !== './package.json');
  const imports = entries.map((key) => `await import('gemba${key.slice(1)}');`).join('\n');
  await run(process.execPath, ['--input-type=module', '-e', imports], { cwd: folder });

  // Analytics loads no native module, no browser, no client library.
  const { stdout: loaded } = await run(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      "await import('gemba/analytics'); console.log(JSON.stringify(process.report.getReport().sharedObjects.filter((path) => path.endsWith('.node'))))",
    ],
    { cwd: folder },
  );
  expect(JSON.parse(loaded)).toEqual([]);

  const schema = JSON.parse(
    await readFile(join(folder, 'node_modules/gemba/dist/schemas/daily.production.json'), 'utf8'),
  );
  expect(schema.properties).toHaveProperty('equipment');

  const gemba = join(folder, 'node_modules/.bin/gemba');
  // Without @sparticuz/chromium the machine's browser is used; where there is none, HTML and JSON are made and it says so.
  const demo = await run(gemba, ['demo', '--json'], { cwd: folder }).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  expect('code' in demo ? `${demo.code} ${demo.stderr}` : '', 'exit 0, or 1 for want of a browser').toMatch(
    /^$|browser-missing/,
  );
  const made = await readdir(join(folder, 'gemba-demo/out/share/2012/02/29'), { recursive: true });
  expect(made.some((name) => name.endsWith('daily-2012-02-29-director.html'))).toBe(true);
  expect(made.filter((name) => name.endsWith('.json')).length).toBeGreaterThanOrEqual(5);

  const { stdout: init } = await run(
    gemba,
    ['init', 'mine', '--from', 'node_modules/gemba/dist/demo/production_log.csv'],
    { cwd: folder },
  );
  expect(init).toContain('27 work units');
  const config = join('mine', 'gemba.config.ts');
  const { stdout: checked } = await run(gemba, ['history', 'status', '--config', config, '--json'], {
    cwd: folder,
    env: { ...process.env, GEMBA_SECRET: 'a secret of some length for the test' },
  });
  expect(JSON.parse(checked).version).toBe(0);
});
