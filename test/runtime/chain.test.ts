/** From file to delivered bytes, in-process: the whole chain, and what must not be in it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definePlant, openPlant } from 'gemba';
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
import { demoLog, env, gemba, mailTo, makeFolder, morning, writeDemoPlant } from '../support/demo-plant.ts';

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

test('no worker id is in anything made for a role that is not cleared: JSON, HTML, PDF text, mail', async () => {
  const folder = await makeFolder();
  await using mailbox = await startMailbox({ dir: join(folder, 'mail') });
  const config = await writeDemoPlant(folder, mailTo(mailbox));
  const sent = await gemba([
    'report',
    'daily',
    '--config',
    config,
    '--for',
    '2012-02-29',
    '--send',
    '--out',
    join(folder, 'files'),
  ]);
  expect(sent).toMatchObject({ code: 0 });
  const seen = new Map<string, string>();
  for (const name of await readdir(join(folder, 'files'))) {
    const bytes = await readFile(join(folder, 'files', name));
    if (name.endsWith('.pdf')) {
      const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
      expect(text.length).toBeGreaterThan(500);
      seen.set(name, text);
    } else seen.set(name, bytes.toString());
  }
  for (const name of await readdir(join(folder, 'mail'))) {
    const raw = await readFile(join(folder, 'mail', name));
    const mail = await PostalMime.parse(raw);
    seen.set(name, [raw.toString(), mail.html, mail.text, mail.subject].join('\n'));
  }
  const share = join(folder, 'out/share');
  for (const name of await readdir(share, { recursive: true }))
    if (/\.(html|json)$/.test(name)) seen.set(`share/${name}`, await readFile(join(share, name), 'utf8'));
  expect([...seen.keys()].some((name) => name.endsWith('.eml'))).toBe(true);

  const cleared = [...seen].filter(([name]) => name.includes('shift-lead') && name.endsWith('.json'));
  expect(cleared.some(([, text]) => workers.some((worker) => text.includes(worker)))).toBe(true);
  for (const [name, text] of seen) {
    if (name.includes('shift-lead')) continue;
    for (const worker of workers) expect(text.includes(worker), `${worker} in ${name}`).toBe(false);
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
    const config = await writeDemoPlant(folder, (file) => ({ ...file, plannedStops: stops }));
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
