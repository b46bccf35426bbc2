/** What an erasure meets in a store of years: files of other versions, processes at work, damage, backups. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlantFileInput } from 'gemba';
import type { ReportManifest } from 'gemba/reports';
import {
  type ErasedPerson,
  type ErasePersonOptions,
  type EraseStep,
  erasePerson,
  isUnfinished,
  type OpenPlant,
  resolveWindow,
  sendReports,
} from 'gemba/runtime';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { backUpPlant } from '../../../src/runtime/backup/back-up-plant.ts';
import { openBackups } from '../../../src/runtime/backup/open-backups.ts';
import { readPersonNotes } from '../../../src/runtime/backup/person-notes.ts';
import { type NumberedReport, openStateErasure } from '../../../src/state/index.ts';
import { gemba } from '../../support/demo-plant.ts';
import { day, secretEnv } from '../../support/small-plant.ts';
import { findName } from './find-name.ts';
import { makeNamedPlant, now, openNamed, others, person } from './named-plant.ts';

const [longer = ''] = others;

let made: string;
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'gemba-erase-'));
  await makeNamedPlant(made);
});
afterAll(() => rm(made, { recursive: true, force: true }));

async function copyPlant(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-erase-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(made, folder, { recursive: true });
  return folder;
}

async function erase(
  folder: string,
  { clock, ...options }: Partial<ErasePersonOptions> & { readonly clock?: () => number } = {},
): Promise<ErasedPerson> {
  await using plant = await openNamed(folder, clock && { clock });
  return await erasePerson(plant, { person, ...options });
}

function reportFor(plant: OpenPlant, audience: string): NumberedReport & { readonly manifest: ReportManifest } {
  const { listReports } = openStateErasure(plant.state, { key: plant.keys.person });
  for (const report of listReports())
    if (report.record.manifest.audience === audience)
      return { ...report, manifest: report.record.manifest as ReportManifest };
  throw new Error(`There is no report for ${audience}.`);
}

/** As another version of gemba would have made the files: a line more in each. */
async function ageFiles(plant: OpenPlant): Promise<void> {
  const { number, manifest } = reportFor(plant, 'leads');
  const files = await Promise.all(
    manifest.files.map(async (file) => {
      if (file.name.endsWith('.pdf')) return file;
      const bytes = Buffer.from(await plant.archive.get(file.sha256));
      return { ...file, ...(await plant.archive.put(Buffer.concat([bytes, Buffer.from('\n<!-- older -->\n')]))) };
    }),
  );
  const erasure = openStateErasure(plant.state, { key: plant.keys.person });
  const sent = (await plant.state.deliveries.list()).filter(({ delivery }) => delivery.audience === 'leads');
  const deliveries = sent.map(({ delivery }) => ({
    id: delivery.id,
    delivery: {
      ...delivery,
      files: delivery.files.map((file) => files.find(({ name }) => name === file.name) ?? file),
    },
  }));
  const aged = { number, manifest: { ...manifest, files }, files: [], deliveries };
  expect(erasure.replaceReport(aged, () => true)).toBe(true);
}

test('a text that does not come out as it did gets a mark where the name was; a workbook goes', async () => {
  const folder = await copyPlant();
  {
    await using plant = await openNamed(folder);
    await ageFiles(plant);
    const [waiting] = await plant.state.deliveries.claim({
      limit: 1,
      leaseMs: 1,
      nowMs: now + 86_400_000,
      claimer: 'x',
    });
    const reason = `550 no mailbox of ${person} here`;
    if (waiting) await plant.state.deliveries.settle(waiting.claim, { kind: 'rejected', reason }, now);
  }
  const erased = await erase(folder);
  expect(erased.reports.removed).toContain(`daily-${day}-leads.xlsx`);
  expect(erased.remarkCount).toBe(2);
  {
    await using plant = await openNamed(folder);
    const { manifest } = reportFor(plant, 'leads');
    const texts = await Promise.all(
      manifest.files.map(async ({ sha256 }) => Buffer.from(await plant.archive.get(sha256)).toString()),
    );
    expect(manifest.files.some(({ name }) => name.endsWith('.xlsx'))).toBe(false);
    expect(texts.filter((text) => text.includes('[…]')).length).toBeGreaterThan(2);
    for (const text of texts) expect(text).toContain('older');
    expect((await plant.state.deliveries.list({ status: 'rejected' }))[0]?.reason).toBe('550 no mailbox of […] here');
  }
  // The files of before belong to no report. Texts among them are looked into; of a workbook it is known once it is old.
  expect(erased.remains).toEqual([{ kind: 'young-files', count: 1 }]);
  expect(isUnfinished(erased)).toBe(true);
  const later = await erase(folder, { clock: () => Date.now() + 2 * 3_600_000 });
  expect(later.reports.strayCount).toBe(1);
  expect(later.remains).toEqual([]);
  expect(await findName(join(folder, 'store'), person, longer)).toEqual([]);
});

test('a report that is being sent is left whole, said, and done the next time', async () => {
  const folder = await copyPlant();
  await using plant = await openNamed(folder);
  const claimed = await plant.state.deliveries.claim({
    limit: 10,
    leaseMs: 1,
    nowMs: now + 86_400_000,
    claimer: 'another machine',
  });
  const before = reportFor(plant, 'leads').manifest;
  const erased = await erase(folder);
  expect(erased.remains).toEqual([{ kind: 'delivery-under-way', audience: 'leads', label: day }]);
  expect(isUnfinished(erased)).toBe(true);
  expect(reportFor(plant, 'leads').manifest).toEqual(before);
  for (const { delivery } of claimed)
    for (const { sha256 } of delivery.files) expect(await plant.archive.has(sha256)).toBe(true);
  for (const { claim } of claimed)
    expect(await plant.state.deliveries.settle(claim, { kind: 'delivered', receipt: '250 ok' }, now)).toBe('settled');
  expect(await erase(folder)).toMatchObject({ reports: { reportCount: 1 }, remains: [] });
  expect(await findName(join(folder, 'store'), person, longer)).toEqual([]);
});

test('a report whose document is damaged is judged by its texts; what cannot be looked into goes with it', async () => {
  const folder = await copyPlant();
  {
    await using plant = await openNamed(folder);
    const { sha256 } = reportFor(plant, 'leads').manifest.document;
    const path = join(folder, 'store/archive', sha256.slice(0, 2), sha256);
    const bytes = await readFile(path);
    bytes[9] = (bytes[9] as number) ^ 1;
    await writeFile(path, bytes);
  }
  const { remains, reports } = await erase(folder);
  expect(remains).toEqual([]);
  expect(reports.removed.map((name) => name.slice(name.lastIndexOf('.'))).sort()).toEqual(['.json', '.pdf', '.xlsx']);
  expect(await findName(join(folder, 'store'), person, longer)).toEqual([]);
  await using plant = await openNamed(folder);
  const council = reportFor(plant, 'council').manifest;
  for (const { sha256 } of council.files) expect(await plant.archive.has(sha256)).toBe(true);
  // Sent again it is a first report, since there is nothing to compare it with.
  const { made } = await sendReports(plant, { window: resolveWindow(plant.plant, { day }, now), audiences: ['leads'] });
  expect(made.map(({ outcome }) => outcome)).toEqual(['first']);
  expect(await erase(folder)).toMatchObject({ reports: { reportCount: 0 } });
});

test('the names beside the backups are forgotten; what else they hold, and what the plant file says, is told', async () => {
  const folder = await copyPlant();
  const config = join(folder, 'gemba.config.json');
  const file = JSON.parse(await readFile(config, 'utf8')) as PlantFileInput;
  await mkdir(join(folder, 'backups'));
  const sources = file.sources?.map((source) => ({ ...source, aliases: { operators: { 'Z. K.': person } } }));
  const backup = { to: { kind: 'folder', path: 'backups' } };
  await writeFile(config, JSON.stringify({ ...file, sources, backup }));
  await using plant = await openNamed(folder);
  await using backups = await openBackups(plant);
  await backUpPlant(plant, backups);
  const token = plant.persons.tokenOf(person);
  expect((await readPersonNotes(backups, plant.keys.backup)).names.get(token)).toBe(person);
  const killed = new Error('killed before the backups were told');
  const onStep = (step: EraseStep): void => {
    if (step === 'files-removed') throw killed;
  };
  await expect(erase(folder, { onStep })).rejects.toBe(killed);
  // Asked for by the name that the source has for the person.
  const { remains } = await erase(folder, { person: 'Z. K.' });
  expect(remains).toEqual([
    { kind: 'backup-points', location: expect.any(String), count: 1, newestAt: now },
    { kind: 'plant-file', source: 'mes' },
  ]);
  const notes = await readPersonNotes(backups, plant.keys.backup);
  expect([notes.names.get(token), notes.erased.has(token), notes.names.size]).toEqual([undefined, true, 2]);
  expect(await findName(join(folder, 'store'), person, longer)).toEqual([]);
  const said = await gemba(['history', 'erase', '--config', config, '--person', person], {
    env: secretEnv,
    nowMs: now,
  });
  expect(said.code).toBe(0);
  expect(said.stdout).toMatch(/after a restore of one, erase again/);
  expect(said.stdout).toMatch(/aliases\.operators` of the source mes\. Take it out/);
});
