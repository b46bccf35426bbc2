import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guessMapping } from '../../src/runtime/init/guess-mapping.ts';
import { demoLog, gemba, gembaProcess, makeFolder } from '../support/demo-plant.ts';

test('columns are recognised by the names that exports use, however they are written', () => {
  expect(guessMapping(['Machine', 'Start Time', 'END-TIME', 'Good', 'Scrap', 'whatever'])).toEqual({
    equipment: 'Machine',
    startAt: 'Start Time',
    endAt: 'END-TIME',
    completedCount: 'Good',
    scrapCount: 'Scrap',
  });
});

test('no column is taken for two fields', () => {
  const mapping = guessMapping(['order', 'start', 'end', 'resource', 'part']);
  expect(new Set(Object.values(mapping)).size).toBe(Object.values(mapping).length);
});

test('the draft from the log names its 27 resources, and `gemba check` finds nothing wrong but what it is told to fill in', async () => {
  const folder = await makeFolder();
  const made = await gemba(['init', 'mine', '--from', demoLog, '--json'], { folder });
  expect(made.code).toBe(0);
  expect(JSON.parse(made.stdout).units).toHaveLength(27);
  const text = await readFile(join(folder, 'mine/gemba.config.ts'), 'utf8');
  expect(text).toContain("startAt: 'start'");
  expect(text).toContain("{ name: 'Machine 7- Laser Marking', level: 'workUnit' }");
  const check = await gembaProcess(['history', 'status', '--config', 'mine/gemba.config.ts', '--json'], {
    folder,
    env: { GEMBA_SECRET: 'a secret of some length for the test' },
  });
  expect(check.stderr).toBe('');
  expect(JSON.parse(check.stdout)).toMatchObject({ version: 0 });
});

test('what the draft has as comments to begin with is a plant file too', async () => {
  const folder = await makeFolder();
  await gemba(['init', '--from', demoLog], { folder });
  const path = join(folder, 'gemba.config.ts');
  const text = await readFile(path, 'utf8');
  const code = /^( *)\/\/ (tags: \[|buffer: .*|quarantine: .*|retention: \{|\{|\},|\],| {2}.*)$/gm;
  expect(text.match(code)).toHaveLength(23);
  await writeFile(path, text.replaceAll(code, '$1$2'));
  const {
    stdout,
    stderr,
    code: exitCode,
  } = await gembaProcess(['status', '--json'], {
    folder,
    env: { GEMBA_SECRET: 'a secret of some length for the test' },
  });
  expect([stderr, exitCode]).toEqual(['', 0]);
  expect(JSON.parse(stdout)).toMatchObject({ sources: [{ id: 'mes' }, { id: 'broker' }] });
});

test('the draft keeps what a plant usually keeps, but leaves the policy to a person where old rows would go', async () => {
  const folder = await makeFolder();
  const periods = {
    readings: '13 months',
    rollups: '7 years',
    events: '7 years',
    quarantine: '90 days',
    audit: '7 years',
  };
  await gemba(['init', 'new'], { folder });
  const { default: drafted } = (await import(join(folder, 'new/gemba.config.ts'))) as { default: object };
  expect(drafted).toMatchObject({ retention: periods });
  await gemba(['init', 'old', '--from', demoLog], { folder });
  const old = await readFile(join(folder, 'old/gemba.config.ts'), 'utf8');
  expect(old).toContain('The export begins in 2012');
  expect(old).toContain("  // retention: {\n  //   readings: '13 months'");
});

test('a plant file that is there is not written over', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'gemba.config.json'), '{}');
  expect(await gemba(['init'], { folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there already'),
  });
  expect(await readFile(join(folder, 'gemba.config.json'), 'utf8')).toBe('{}');
});
