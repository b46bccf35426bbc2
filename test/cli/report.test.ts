import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { roles } from 'gemba/model';
import { dailyJsonSchema } from 'gemba/reports';
import { startMailbox } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import { demoLog, gemba, mailTo, makeFolder, writeDemoPlant } from '../support/demo-plant.ts';
import { writeLoadedDemoPlant } from '../support/loaded-demo.ts';

const jsonReport = (config: string, day: string, role: string) =>
  gemba(['report', 'daily', '--config', config, '--for', day, '--role', role, '--format', 'json']);

describe('the contract for programs', () => {
  test('a single format goes to stdout, as one document that its role’s schema accepts, for every role', async () => {
    const config = await writeLoadedDemoPlant(await makeFolder());
    for (const role of roles) {
      const { code, stdout } = await jsonReport(config, '2012-02-29', role);
      expect(code).toBe(0);
      const ajv = new Ajv2020.default({ strict: false });
      addFormats.default(ajv);
      const validate = ajv.compile(dailyJsonSchema(role));
      expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  test('the window is RFC 3339 with the plant’s offset, and every work unit is there, silent ones too', async () => {
    const config = await writeLoadedDemoPlant(await makeFolder());
    const { stdout } = await jsonReport(config, '2012-03-29', 'production');
    const document = JSON.parse(stdout);
    expect(document.window).toEqual({ from: '2012-03-29T07:00:00+02:00', to: '2012-03-30T07:00:00+03:00' });
    expect(document.equipment).toHaveLength(27);
    expect(document.equipment.map((unit: { name: string }) => unit.name)).toContain('Machine 7- Laser Marking');
    expect(document.completeness.adjusted).toEqual({ 'local-time-skipped': 17 });
  });

  test('the worked machine-day of semantics comes out of the command, which loads the log first', async () => {
    const config = await writeDemoPlant(await makeFolder());
    const { stdout } = await jsonReport(config, '2012-02-29', 'production');
    const unit = JSON.parse(stdout).equipment.find((u: { name: string }) => u.name === 'Machine 8 - Turning & Milling');
    const minutes = (ms: number) => ms / 60_000;
    expect({
      run: minutes(unit.runMs),
      setup: minutes(unit.setupMs),
      down: minutes(unit.downMs),
      silent: minutes(unit.silentMs),
      planned: minutes(unit.plannedMs),
      completed: unit.completed,
      low: unit.availability.low.toFixed(4),
      high: unit.availability.high.toFixed(4),
    }).toEqual({
      run: 346,
      setup: 374,
      down: 0,
      silent: 720,
      planned: 1440,
      completed: 29,
      low: '0.2403',
      high: '0.4806',
    });
  });

  test('without --role the report is the director’s; an unknown role exits 2 and lists those there are', async () => {
    const config = await writeLoadedDemoPlant(await makeFolder());
    const { stdout } = await gemba(['report', 'daily', '--config', config, '--for', '2012-02-29', '--format', 'json']);
    expect(JSON.parse(stdout).role).toBe('director');
    expect(await jsonReport(config, '2012-02-29', 'janitor')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('shift-lead'),
    });
  });
});

describe('days and windows', () => {
  test('a valid day without facts gives a report that says so, and exits 0', async () => {
    const config = await writeLoadedDemoPlant(await makeFolder());
    const { code, stdout } = await gemba([
      'report',
      'daily',
      '--config',
      config,
      '--for',
      '2013-06-03',
      '--format',
      'html',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/nothing was reported|no production was reported|no reports/i);
  });

  test.each(['2012-02-30', '29.2.2012', '2012-13-01'])('the date %s exits 2 and names it', async (day) => {
    const config = await writeLoadedDemoPlant(await makeFolder());
    expect(await jsonReport(config, day, 'director')).toMatchObject({ code: 2, stderr: expect.stringContaining(day) });
  });

  test('a shift and a span are windows too; contradictory ones exit 2', async () => {
    const config = await writeLoadedDemoPlant(await makeFolder());
    const report = (...argv: string[]) =>
      gemba(['report', 'daily', '--config', config, '--role', 'production', '--format', 'json', ...argv]);
    const night = await report('--shift', '2012-02-29/night');
    expect(JSON.parse(night.stdout).window).toEqual({
      from: '2012-02-29T19:00:00+02:00',
      to: '2012-03-01T07:00:00+02:00',
    });
    const all = await report('--from', '2012-01-01', '--to', '2012-03-31');
    expect(JSON.parse(all.stdout).plant).toMatchObject({
      completed: 91_507,
      scrap: 591,
      hold: 105,
      finished: { value: 11_964, low: 11_964, high: 11_964 },
    });
    expect(await report('--shift', '2012-02-29/friday')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('night'),
    });
    expect((await report('--for', '2012-02-29', '--shift', '2012-02-29/day')).code).toBe(2);
    expect((await report('--from', '2012-02-29')).code).toBe(2);
    expect((await report('--from', '2012-02-29', '--to', '2012-02-28')).code).toBe(2);
  });
});

describe('what the log holds', () => {
  test('quarantined rows exit 0 with counts, and 1 with --strict', async () => {
    const folder = await makeFolder();
    const lines = (await readFile(demoLog, 'utf8')).split('\n');
    lines[10] = lines[10]?.replace(/2012-\d\d-\d\dT\d\d:\d\d/, '2012-02-30T10:00') ?? '';
    await writeFile(join(folder, 'log.csv'), lines.join('\n'));
    const config = await writeDemoPlant(folder, (file) => ({
      ...file,
      sources: [{ ...file.sources?.[0], path: 'log.csv' }],
    }));
    const ingest = await gemba(['ingest', '--config', config, '--json']);
    expect(ingest.code).toBe(0);
    expect(JSON.parse(ingest.stdout).loaded[0]).toMatchObject({
      received: 4496,
      stored: 4495,
      refused: 1,
      duplicate: 0,
    });
    const list = await gemba(['quarantine', 'list', '--config', config]);
    expect(list.stdout).toContain('log.csv:11 start');
    await copyFile(join(folder, 'log.csv'), join(folder, 'again.csv'));
    expect((await gemba(['ingest', '--strict', '--config', config, join(folder, 'again.csv')])).code).toBe(1);
  });

  test('a data file without even a header exits 2, as does one that lacks mapped columns', async () => {
    const folder = await makeFolder();
    const config = await writeDemoPlant(folder, (file) => ({
      ...file,
      sources: [{ ...file.sources?.[0], path: 'log.csv' }],
    }));
    expect((await gemba(['ingest', '--config', config])).code).toBe(2);
    await writeFile(join(folder, 'log.csv'), '');
    expect(await gemba(['ingest', '--config', config])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('log.csv'),
    });
    await writeFile(join(folder, 'log.csv'), 'a,b\n1,2\n');
    expect(await gemba(['ingest', '--config', config])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('resource'),
    });
  });

  test('loading twice, or a later export that overlaps, adds nothing: 4,496 facts remain', async () => {
    const folder = await makeFolder();
    const config = await writeDemoPlant(folder);
    const ingest = async (...files: string[]) =>
      JSON.parse((await gemba(['ingest', '--config', config, '--json', ...files])).stdout).loaded[0];
    expect(await ingest()).toMatchObject({ received: 4496, stored: 4496, duplicate: 0 });
    expect(await ingest()).toMatchObject({ received: 0, stored: 0 });
    const lines = (await readFile(demoLog, 'utf8')).trimEnd().split('\n');
    await writeFile(join(folder, 'later.csv'), [lines[0], ...lines.slice(2000)].join('\n'));
    expect(await ingest(join(folder, 'later.csv'))).toMatchObject({ stored: 0, duplicate: lines.length - 2000 });
    const status = JSON.parse((await gemba(['history', 'status', '--config', config, '--json'])).stdout);
    expect(status.factCounts.production + status.factCounts.equipmentState).toBe(4496);
  });
});

describe('what goes wrong outside', () => {
  test('an SMTP server that refuses: files are made, exit 1, the delivery is kept and goes by command later', async () => {
    const folder = await makeFolder();
    await using mailbox = await startMailbox({ dir: join(folder, 'mail') });
    const config = await writeLoadedDemoPlant(folder, mailTo(mailbox));
    mailbox.refuse({ code: 451, text: 'try later' });
    const out = join(folder, 'files');
    const sent = await gemba([
      'report',
      'daily',
      '--config',
      config,
      '--for',
      '2012-02-29',
      '--role',
      'director',
      '--send',
      '--out',
      out,
    ]);
    expect(sent.code).toBe(1);
    expect(sent.stdout).toContain('try later');
    expect((await readdir(out)).some((name) => name.endsWith('.html'))).toBe(true);
    expect((await gemba(['deliveries', 'list', '--config', config, '--status', 'retrying'])).stdout).toContain('mail');
    mailbox.refuse(undefined);
    expect((await gemba(['deliveries', 'retry', '--config', config])).code).toBe(0);
    expect((await readdir(join(folder, 'mail'))).filter((name) => name.endsWith('.eml'))).toHaveLength(1);
    const again = await gemba([
      'report',
      'daily',
      '--config',
      config,
      '--for',
      '2012-02-29',
      '--role',
      'director',
      '--send',
    ]);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('delivered before') });
  });

  test('a share that is not writable: files are made, exit 1, the delivery is kept', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'occupied'), 'a file where the share’s folder should be');
    const config = await writeLoadedDemoPlant(folder, (file) => ({
      ...file,
      transports: [{ kind: 'fileShare', id: 'share', path: 'occupied/share' }],
      reports: [{ kind: 'daily', audiences: ['production'], formats: ['json'], transports: ['share'] }],
    }));
    const out = join(folder, 'files');
    const sent = await gemba(['report', 'daily', '--config', config, '--for', '2012-02-29', '--send', '--out', out]);
    expect(sent).toMatchObject({ code: 1, stdout: expect.stringContaining('occupied') });
    expect(await readdir(out)).toEqual(['daily-2012-02-29-production.json']);
    expect((await gemba(['deliveries', '--config', config])).stdout).toContain('retrying');
  });

  test('a folder for files that is not writable exits 1 and names it', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'occupied'), '');
    const config = await writeLoadedDemoPlant(folder);
    expect(
      await gemba([
        'report',
        'daily',
        '--config',
        config,
        '--for',
        '2012-02-29',
        '--format',
        'json',
        '--out',
        join(folder, 'occupied'),
      ]),
    ).toMatchObject({ code: 1, stderr: expect.stringContaining('occupied') });
  });

  test('no browser: HTML and JSON are made, exit 1, and it says how to get one', async () => {
    const folder = await makeFolder();
    const config = await writeLoadedDemoPlant(folder);
    const out = join(folder, 'files');
    const { code, stderr } = await gemba(['report', 'daily', '--config', config, '--for', '2012-02-29', '--out', out], {
      env: { PUPPETEER_EXECUTABLE_PATH: join(folder, 'no-browser-here') },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('gemba browser install');
    expect((await readdir(out)).sort()).toEqual(['daily-2012-02-29-director.html', 'daily-2012-02-29-director.json']);
  });
});
