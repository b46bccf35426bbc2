import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { daily, openBrowser } from '../../src/reports/index.ts';
import { demoDay, tokens } from './support/demo-day.ts';

let dir: string;
let path: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gemba-poppler-'));
  path = join(dir, 'report.pdf');
  await using browser = await openBrowser();
  const { files } = await daily.render(demoDay('2012-02-29'), ['pdf'], { browser });
  await writeFile(path, (files[0] as NonNullable<(typeof files)[0]>).bytes);
});
afterAll(() => rm(dir, { recursive: true, force: true }));
const run = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: 'utf8' });

it('Poppler finds two tagged A4 pages without script', () => {
  const info = run('pdfinfo', path);
  expect(info).toMatch(/Title:\s+Job shop, Wednesday, 29 February 2012/);
  expect(info).toMatch(/Tagged:\s+yes/);
  expect(info).toMatch(/JavaScript:\s+no/);
  expect(info).toMatch(/Pages:\s+2/);
  expect(info).toMatch(/Page size:\s+59\d(\.\d+)? x 84\d(\.\d+)? pts \(A4\)/);
});

it('every font of the page is embedded', () => {
  const rows = run('pdffonts', path).trim().split('\n').slice(2);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatch(/IBMPlexSans\S*\s.*\byes\s+yes\b/);
});

it('Poppler reads the text in order, and no worker in it', () => {
  const text = run('pdftotext', '-layout', path, '-');
  expect(text.indexOf('What needs a decision')).toBeGreaterThan(text.indexOf('From planned to good machine time'));
  expect(tokens.filter((token) => text.includes(token.slice(2)))).toEqual([]);
});

it('every picture of a page has a text instead', () => {
  const structure = run('pdfinfo', '-struct', path);
  expect(structure).toContain('H1');
  expect(structure).toContain('Table');
  expect(structure).toContain('Figure');
});
