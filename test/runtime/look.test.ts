/** A plant's own look and paper, from the plant file to the page. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definePlant, openPlant } from 'gemba';
import { makeReport, parsePlantFile, resolveWindow } from 'gemba/runtime';
import { expect, test } from 'vitest';
import demo from '../../demo/gemba.config.ts';
import { env, makeFolder, morning } from '../support/demo-plant.ts';

function fileWith(change: object): ReturnType<typeof parsePlantFile> {
  return parsePlantFile(definePlant({ ...demo, ...change } as typeof demo), 'test');
}

async function madeWith(folder: string, change: object): Promise<{ html: string; config: string }> {
  await using plant = await openPlant({ file: fileWith(change), folder, env, clock: () => morning });
  const window = resolveWindow(plant.plant, { day: '2012-02-29' }, plant.clock());
  const { files, manifest } = await makeReport(plant, { window, audience: 'quality', formats: ['html'] });
  return { html: Buffer.from(files[0]?.bytes ?? []).toString(), config: manifest.configFingerprint };
}

test('a folder of templates reaches the page, and the fingerprint, wherever it lies', async () => {
  const folder = await makeFolder();
  for (const name of ['one', 'two']) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'summary.hbs'), '<p>By our own template: {{headline}}</p>');
  }
  const plain = await madeWith(folder, {});
  const own = await madeWith(folder, { templates: 'one' });
  expect(plain.html).not.toContain('By our own template');
  expect(own.html).toContain('<p>By our own template: Nothing was reported</p>');
  expect(own.config).not.toBe(plain.config);
  expect((await madeWith(folder, { templates: 'two' })).config).toBe(own.config);
});

test('a mistake in a template is told when the plant is opened', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'summary.hbs'), '{{{headline}}}');
  await expect(openPlant({ file: fileWith({ templates: '.' }), folder, env })).rejects.toMatchObject({
    code: 'template-invalid',
    message: expect.stringContaining('summary.hbs'),
  });
});

test('the paper of a route is that of its pages', async () => {
  const folder = await makeFolder();
  const reports = [{ kind: 'daily', audiences: ['quality'], formats: ['html'], paper: 'letter' }];
  expect((await madeWith(folder, { reports })).html).toContain('size:letter portrait');
  expect((await madeWith(folder, {})).html).toContain('size:A4 portrait');
});

test('two routes of one audience that differ in paper are a mistake of the plant file', () => {
  const route = { kind: 'daily', audiences: ['quality'], formats: ['html'] };
  expect(() => fileWith({ reports: [route, { ...route, paper: 'letter' }] })).toThrow(
    expect.objectContaining({
      code: 'plant-file-invalid',
      details: expect.objectContaining({
        problems: [{ path: 'reports.1.paper', message: expect.stringContaining("'quality' gets a4") }],
      }),
    }),
  );
});
