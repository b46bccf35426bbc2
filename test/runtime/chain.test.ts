/** From file to delivered bytes, in-process: the whole chain, and what must not be in it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { read as readWorkbook } from '@e965/xlsx';
import { definePlant, openPlant } from 'gemba';
import { roles } from 'gemba/model';
import {
  defineTransport,
  deliverNow,
  loadSources,
  makeReport,
  parsePlantFile,
  resolveWindow,
  sendReports,
} from 'gemba/runtime';
import { createRecordingTransport, startMailbox } from 'gemba/testing';
import PostalMime from 'postal-mime';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import { z } from 'zod';
import demo from '../../demo/gemba.config.ts';
import { reportFormats } from '../../src/reports/index.ts';
import { demoLog, env, gemba, mailTo, makeFolder, morning, writeDemoPlant } from '../support/demo-plant.ts';
import { writeLoadedDemoPlant } from '../support/loaded-demo.ts';

/** The worker ids of the log: personal data, which only a cleared role may see. */
const workers = [...new Set((await readFile(demoLog, 'utf8')).match(/ID\d{4}/g))];

test('the log has worker ids to look for', () => {
  expect(workers).toHaveLength(46);
});

test('a row of the log ends in the bytes a transport is given, and nothing leaves the machine', async () => {
  const folder = await makeFolder();
  const recording = createRecordingTransport('recording');
  const plugin = defineTransport({
    kind: 'recording',
    schema: z.strictObject({ kind: z.literal('recording'), id: z.string() }),
    open: () => recording,
  });
  const file = parsePlantFile(
    definePlant({
      ...demo,
      sources: [{ ...demo.sources?.[0], path: demoLog } as NonNullable<typeof demo.sources>[number]],
      plugins: [plugin],
      transports: [{ kind: 'recording', id: 'recording' }],
      reports: [
        { kind: 'daily', audiences: ['director', 'maintenance'], formats: ['json'], transports: ['recording'] },
      ],
    }),
    'test',
  );
  await using plant = await openPlant({ file, folder, env, clock: () => morning, random: () => 0.5 });
  const [load] = await loadSources(plant);
  expect(load?.account).toMatchObject({ received: 4496, stored: 4496, duplicate: 0, refused: 0, lost: 0 });
  expect(load?.adjustmentCount).toBe(17);
  await sendReports(plant, { window: resolveWindow(plant.plant, { day: '2012-02-29' }, plant.clock()) });
  const outcomes = await deliverNow(plant);
  expect(outcomes.map(({ result }) => result.kind)).toEqual(['delivered', 'delivered']);
  expect(
    recording
      .listDeliveries()
      .map(({ delivery }) => delivery.audience)
      .sort(),
  ).toEqual(['director', 'maintenance']);
  const [first] = recording.listDeliveries();
  const [bytes] = first?.files.values() ?? [];
  const document = JSON.parse(Buffer.from(bytes ?? []).toString());
  expect(document.date).toBe('2012-02-29');

  // The same report again: nothing to send, and the same bytes.
  await sendReports(plant, { window: resolveWindow(plant.plant, { day: '2012-02-29' }, plant.clock()) });
  expect(await deliverNow(plant)).toEqual([]);
});

/** A mail attaches what it is told to; here, every format. */
const mediaTypes = [
  'application/pdf',
  'text/html',
  'application/json',
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];

/** What a reader of a delivered file can find in it. */
async function textIn(name: string, bytes: Uint8Array): Promise<string> {
  if (name.endsWith('.pdf'))
    return (await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })).text;
  if (!name.endsWith('.xlsx')) return Buffer.from(bytes).toString();
  // Every part of the package: sheets, shared texts, and what it says of itself.
  const { files } = readWorkbook(bytes, { bookFiles: true }) as unknown as {
    files: Record<string, { content?: Uint8Array }>;
  };
  return Object.values(files)
    .map(({ content }) => Buffer.from(content ?? []).toString())
    .join('\n');
}

test('no worker id is in anything made for a role that is not cleared, in any format, on any channel', async () => {
  const folder = await makeFolder();
  await using mailbox = await startMailbox({ dir: join(folder, 'mail') });
  const config = await writeLoadedDemoPlant(folder, (file) => ({
    ...file,
    transports: mailTo(mailbox)(file).transports?.map((one) =>
      one.kind === 'smtp' ? { ...one, attach: mediaTypes } : one,
    ),
    reports: [{ kind: 'daily', audiences: roles, formats: reportFormats, transports: ['share', 'mail'] }],
  }));
  const send = ['report', 'daily', '--config', config, '--for', '2012-02-29', '--send'];
  expect(await gemba([...send, '--out', join(folder, 'files')])).toMatchObject({ code: 0 });

  const seen = new Map<string, string>();
  for (const place of ['files', 'out/share'])
    for (const name of await readdir(join(folder, place), { recursive: true })) {
      if (!/\.[a-z]+$/.test(name)) continue;
      seen.set(`${place}/${name}`, await textIn(name, await readFile(join(folder, place, name))));
    }
  for (const name of await readdir(join(folder, 'mail'))) {
    const raw = await readFile(join(folder, 'mail', name));
    const { html, text, subject, attachments } = await PostalMime.parse(raw);
    seen.set(`mail/${name}`, [raw.toString(), html, text, subject].join('\n'));
    for (const { filename, content } of attachments)
      seen.set(`mail/${name}/${filename}`, await textIn(filename ?? '', new Uint8Array(content as ArrayBuffer)));
  }

  const has = (text: string): string | undefined => workers.find((worker) => text.includes(worker));
  for (const place of ['files', 'out/share', 'mail'])
    for (const role of roles)
      for (const format of reportFormats) {
        const found = [...seen].filter(
          ([name]) => name.startsWith(`${place}/`) && name.includes(`-${role}`) && name.endsWith(`.${format}`),
        );
        const where = `${place}, ${role}, ${format}`;
        expect(found, where).not.toEqual([]);
        // Read to the point that a worker would be found: the cleared role has some in each format.
        if (role === 'shift-lead')
          expect(
            found.some(([, text]) => has(text) !== undefined),
            where,
          ).toBe(true);
      }
  for (const [name, text] of seen) {
    if (name.includes('shift-lead')) continue;
    expect(has(text), name).toBeUndefined();
    expect(text, name).not.toMatch(/\bp_[A-Za-z0-9_-]{10,}/);
  }
});

test('two stores loaded apart, in another order and zone of the machine, give the same bytes of HTML and JSON', async () => {
  const made = await Promise.all(
    ['UTC', 'Pacific/Auckland'].map(async (zone, i) => {
      const folder = await makeFolder();
      const path = await writeDemoPlant(folder);
      const before = process.env['TZ'];
      process.env['TZ'] = zone;
      try {
        await using plant = await openPlant({
          config: path,
          env,
          clock: () => morning + i * 86_400_000,
          random: Math.random,
        });
        await loadSources(plant);
        const window = resolveWindow(plant.plant, { day: '2012-03-29' }, plant.clock());
        return await makeReport(plant, { window, audience: 'director', formats: ['html', 'json'] });
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    }),
  );
  const [a, b] = made.map(({ files }) => files.map(({ bytes }) => Buffer.from(bytes).toString('base64')));
  expect(a).toHaveLength(2);
  expect(a).toEqual(b);
});

test('planned stops are named, taken out of planned time, and change nothing elsewhere', async () => {
  const day = async (stops: readonly object[]) => {
    const folder = await makeFolder();
    const config = await writeLoadedDemoPlant(folder, (file) => ({ ...file, plannedStops: stops }));
    const run = await gemba([
      'report',
      'daily',
      '--config',
      config,
      '--for',
      '2012-02-29',
      '--role',
      'production',
      '--format',
      'json',
    ]);
    return JSON.parse(run.stdout);
  };
  const without = await day([]);
  const stopped = await day([
    {
      equipment: 'machine-3',
      from: '2012-02-29T07:00',
      to: '2012-02-29T15:00',
      name: 'Spindle service',
      reason: 'maintenance',
    },
  ]);
  const unit = (document: { equipment: { name: string; plannedMs: number }[] }, name: string) =>
    document.equipment.find((candidate) => candidate.name === name);
  const name = 'Machine 3 - Round Grinding';
  expect(unit(stopped, name)?.plannedMs).toBe((unit(without, name)?.plannedMs ?? 0) - 8 * 3_600_000);
  expect(JSON.stringify(stopped)).toContain('Spindle service');
  expect(unit(stopped, 'Packing')).toEqual(unit(without, 'Packing'));
});
