import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gemba, makeFolder, writeDemoPlant } from '../support/demo-plant.ts';

test('seven mistakes of a plant file are told at once, each with its path, and exit 2', async () => {
  const folder = await makeFolder();
  const config = await writeDemoPlant(folder, (file) => ({
    ...file,
    zone: 'Asia/Jerusalm',
    dayStart: '25:00',
    finalOperation: ['Packing'],
    plannedStops: [{ equipment: 'machine-99', from: '2012-02-14T07:00', to: '2012-02-15T07:00', name: 'Maintenance' }],
    audiences: [{ id: 'director', role: 'boss' }, ...(file.audiences ?? []).slice(1)],
    sources: [{ ...file.sources?.[0], delimiter: '"' }],
    reports: [{ kind: 'daily', audiences: ['production'], formats: ['json'], transports: ['pigeon'] }],
  }));
  const { code, stderr } = await gemba(['check', '--config', config]);
  expect(code).toBe(2);
  for (const path of [
    'zone',
    'dayStart',
    'finalOperation',
    'plannedStops.0.equipment',
    'audiences.0.role',
    'sources.0.delimiter',
    'reports.0.transports.0',
  ])
    expect(stderr).toMatch(new RegExp(`^  ${path.replaceAll('.', '\\.')}: `, 'm'));
  expect(stderr).toContain('has 7 problems');
});

test('a plant file that is missing, broken or without a default export exits 2 and says what to do', async () => {
  const folder = await makeFolder();
  expect(await gemba(['check'], { folder })).toMatchObject({ code: 2, stderr: expect.stringContaining('gemba init') });
  await writeFile(join(folder, 'gemba.config.yaml'), 'id: [');
  expect(await gemba(['check'], { folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('plant-file-unreadable'),
  });
  expect(await gemba(['check', '--config', 'other.json'], { folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('other.json'),
  });
});

test('a secret that is not set exits 2 and names the variable', async () => {
  const folder = await makeFolder();
  const config = await writeDemoPlant(folder, (file) => ({ ...file, secret: { env: 'NOT_SET_ANYWHERE' } }));
  expect(await gemba(['history', 'status', '--config', config])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('NOT_SET_ANYWHERE'),
  });
});

test('a plant file may be YAML', async () => {
  const folder = await makeFolder();
  const config = await writeDemoPlant(folder);
  const { stringify } = await import('yaml');
  const { readFile } = await import('node:fs/promises');
  await writeFile(join(folder, 'plant.yaml'), stringify(JSON.parse(await readFile(config, 'utf8'))));
  const { code, stdout } = await gemba(['history', 'status', '--config', join(folder, 'plant.yaml'), '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'embedded', version: 0 });
});

test('a command line that means nothing exits 2', async () => {
  for (const argv of [
    ['reprot'],
    ['report'],
    ['report', 'weekly'],
    ['report', 'daily', '--format', 'docx'],
    ['--nonsense'],
  ])
    expect((await gemba(argv)).code, argv.join(' ')).toBe(2);
});

test('help and version are printed on stdout and exit 0', async () => {
  expect(await gemba(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  const help = await gemba(['--help']);
  expect(help.code).toBe(0);
  for (const command of ['init', 'check', 'ingest', 'report', 'deliveries', 'quarantine', 'history', 'browser', 'demo'])
    expect(help.stdout).toContain(`\n  ${command}`);
});

test('a reader that closes the pipe early is no error', async () => {
  const { spawnSync } = await import('node:child_process');
  const { root } = await import('../support/demo-plant.ts');
  const command = `"${process.execPath}" src/cli/main.ts --help | head -c 20`;
  const { stderr, stdout } = spawnSync('bash', ['-o', 'pipefail', '-c', command], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toHaveLength(20);
});
