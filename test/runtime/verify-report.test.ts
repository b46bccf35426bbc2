/** `gemba report verify`: a file is what was sent, or is not, and the facts still say so, or do not. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPlant } from 'gemba';
import { verifyReport } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { gemba, gembaProcess, makeFolder, type Ran } from '../support/demo-plant.ts';
import { day, listShare, log, secretEnv, sendDay, writeSmallPlant } from '../support/small-plant.ts';

const late = { key: '9', machine: 'Lathe', start: `${day}T13:00`, end: `${day}T14:00`, good: 8 };

function shared(folder: string, name: string): string {
  return join(folder, 'share', ...day.split('-'), name);
}

async function verify(folder: string, file: string, ...more: readonly string[]): Promise<Ran> {
  const config = join(folder, 'gemba.config.json');
  return await gemba(['report', 'verify', file, '--config', config, ...more], { env: secretEnv });
}

test('every file that was sent is the same when made again: HTML, JSON, CSV and XLSX of each role', async () => {
  const folder = await makeFolder();
  await sendDay(folder);
  await using plant = await openPlant({ config: join(folder, 'gemba.config.json'), env: secretEnv });
  const names = await listShare(folder);
  expect(names.length).toBeGreaterThan(30);
  // One of each kind; a table stands for the others, which are made by the same writer.
  const chosen = names.filter((name) => /\.(html|json|xlsx)$|-(equipment|kpis|sources)\.csv$/.test(name));
  expect(new Set(chosen.map((name) => name.slice(name.lastIndexOf('.'))))).toEqual(
    new Set(['.csv', '.html', '.json', '.xlsx']),
  );
  for (const name of chosen) {
    const verdict = await verifyReport(plant, await readFile(shared(folder, name)), name);
    expect(verdict, name).toMatchObject({ kind: 'same', report: { name, revision: 1 } });
  }
});

test('the command says so and exits 0, in a process of another zone and language of the machine too', async () => {
  const folder = await makeFolder();
  await sendDay(folder);
  const file = shared(folder, `daily-${day}-director.html`);
  expect(await verify(folder, file)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^same: .*byte by byte/) });
  const config = join(folder, 'gemba.config.json');
  const env = { ...secretEnv, TZ: 'Pacific/Auckland', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
  const other = await gembaProcess(
    ['report', 'verify', shared(folder, `daily-${day}-quality.xlsx`), '--config', config],
    {
      env,
    },
  );
  expect(other.stdout).toMatch(/^same: /);
  expect(other.code).toBe(0);
});

test('a file of which one byte is another was not sent, and the command says what was', async () => {
  const folder = await makeFolder();
  await sendDay(folder);
  const name = `daily-${day}-director.json`;
  const bytes = await readFile(shared(folder, name));
  bytes[100] = (bytes[100] as number) ^ 1;
  const file = join(folder, name);
  await writeFile(file, bytes);
  const ran = await verify(folder, file);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(/^altered: .*is not what was sent under its name/);
  expect(ran.stdout).toMatch(new RegExp(`sent as ${name}, revision 1: SHA-256 [0-9a-f]{64}`));
});

test('a file that no report has is unknown', async () => {
  const folder = await makeFolder();
  await sendDay(folder);
  const file = join(folder, 'invoice.pdf');
  await writeFile(file, 'no report');
  expect(await verify(folder, file)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^unknown: /) });
});

test('a file that cannot be read is wrong usage', async () => {
  const folder = await makeFolder();
  await writeSmallPlant(folder);
  const ran = await verify(folder, join(folder, 'not-there.pdf'));
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('data-file-missing') });
});

test('a sent file keeps its verdict under another name', async () => {
  const folder = await makeFolder();
  await sendDay(folder);
  const file = join(folder, 'what the director got.html');
  await copyFile(shared(folder, `daily-${day}-director.html`), file);
  expect((await verify(folder, file)).stdout).toMatch(/^same: /);
});

test('after a late fact the figures that changed are told from and to, and the fingerprints; the revision is the same', async () => {
  const folder = await makeFolder();
  await sendDay(folder);
  await sendDay(folder, [...log, late]);
  const old = await verify(folder, shared(folder, `daily-${day}-director.html`));
  expect(old.code).toBe(1);
  expect(old.stdout).toMatch(/^figures changed: /);
  expect(old.stdout).toContain('Plant, Completed: 130 → 138');
  expect(old.stdout).toContain('Lathe, Run: 360 min → 420 min');
  expect(old.stdout).toMatch(/facts: fingerprint [0-9a-f]{32} → [0-9a-f]{32}/);
  expect(old.stdout).toContain('revision 2 was sent since');
  const revised = await verify(folder, shared(folder, `daily-${day}-director-r2.html`), '--json');
  expect(revised.code).toBe(0);
  expect(JSON.parse(revised.stdout)).toMatchObject({ kind: 'same', report: { revision: 2, audience: 'director' } });
});

test('a plant file that says another language changes the bytes and no figure', async () => {
  const folder = await makeFolder();
  await sendDay(folder);
  await writeSmallPlant(folder, log, { language: 'de' });
  const ran = await verify(folder, shared(folder, `daily-${day}-quality.json`));
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(/^changed below: /);
  expect(ran.stdout).toMatch(/plant file: fingerprint [0-9a-f]{32} → [0-9a-f]{32}/);
});

test('of two sent files with the same bytes, the one of the name is meant', async () => {
  const folder = await makeFolder();
  await sendDay(folder);
  await sendDay(folder, [...log, late]);
  await using plant = await openPlant({ config: join(folder, 'gemba.config.json'), env: secretEnv });
  // No gap in either: a heading and no row.
  const bytes = await readFile(shared(folder, `daily-${day}-quality-gaps.csv`));
  for (const [name, audience, revision] of [
    [`daily-${day}-quality-gaps.csv`, 'quality', 1],
    [`daily-${day}-quality-gaps-r2.csv`, 'quality', 2],
    [`daily-${day}-production-gaps.csv`, 'production', 1],
  ] as const)
    expect(await verifyReport(plant, bytes, name)).toMatchObject({ kind: 'same', report: { audience, revision } });
});

test('a PDF that was sent is the same, byte by byte, printed again', async () => {
  const folder = await makeFolder();
  await sendDay(folder, log, {
    reports: [{ kind: 'daily', audiences: ['director'], formats: ['pdf'], transports: ['share'] }],
  });
  expect(await listShare(folder)).toEqual([`daily-${day}-director.pdf`]);
  const ran = await verify(folder, shared(folder, `daily-${day}-director.pdf`));
  expect(ran.stdout).toMatch(/^same: /);
  // Nothing but the PDF was sent: its figures are compared all the same.
  await sendDay(folder, [...log, late], {
    reports: [{ kind: 'daily', audiences: ['director'], formats: ['pdf'], transports: ['share'] }],
  });
  expect(await listShare(folder)).toEqual([`daily-${day}-director-r2.pdf`, `daily-${day}-director.pdf`]);
});
