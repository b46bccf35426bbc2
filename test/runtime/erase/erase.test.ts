/** Whoever is erased stands nowhere in the store any more; nobody else is touched. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textAt } from 'gemba/model';
import {
  type ErasedPerson,
  type EraseStep,
  erasePerson,
  eraseSteps,
  loadSources,
  resolveWindow,
  sendReports,
  verifyReport,
} from 'gemba/runtime';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { gemba, root } from '../../support/demo-plant.ts';
import { day, secretEnv } from '../../support/small-plant.ts';
import { findName } from './find-name.ts';
import {
  makeNamedPlant,
  now,
  openNamed,
  others,
  pdfName,
  person,
  shouted,
  waitingRow,
  writeLog,
} from './named-plant.ts';

const [longer = ''] = others;

let made: string;
/** A copy of it after the person was erased. */
let after: string;
let erased: ErasedPerson;
let sentBefore: Awaited<ReturnType<typeof listSent>>;
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'gemba-erase-'));
  await makeNamedPlant(made);
  after = await mkdtemp(join(tmpdir(), 'gemba-erase-'));
  await cp(made, after, { recursive: true });
  sentBefore = await listSent(after, 'leads');
  erased = await erase(after);
});
afterAll(async () => {
  for (const folder of [made, after]) await rm(folder, { recursive: true, force: true });
});

async function copyOf(plant: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-erase-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(plant, folder, { recursive: true });
  return folder;
}

async function erase(folder: string, onStep?: (step: EraseStep) => void): Promise<ErasedPerson> {
  await using plant = await openNamed(folder);
  return await erasePerson(plant, { person, ...(onStep && { onStep }) });
}

async function listSent(folder: string, audience: string) {
  await using plant = await openNamed(folder);
  return (await plant.state.reports.list({ audience })).map(({ manifest }) => manifest);
}

async function listNamed(folder: string): Promise<readonly string[]> {
  return await findName(join(folder, 'store'), person, longer);
}

/** What of the store is another person's, or of an audience that sees no names. */
async function readOthers(folder: string): Promise<unknown> {
  await using plant = await openNamed(folder);
  const reports = (await plant.state.reports.list({ audience: 'council' })).map(({ manifest }) => manifest);
  const bytes = await Promise.all(
    reports.flatMap(({ files }) => files.map(async ({ sha256 }) => Buffer.from(await plant.archive.get(sha256)))),
  );
  const refusals = await (await plant.history.snapshot()).read({ kind: 'refusal' });
  const { columns } = refusals;
  const rows = Array.from({ length: refusals.length }, (_, i) => textAt(columns.raw, i));
  return {
    reports,
    bytes: bytes.map((one) => one.toString('base64')),
    deliveries: (await plant.state.deliveries.list()).filter(({ delivery }) => delivery.audience === 'council'),
    refused: rows.filter((raw) => raw.includes(longer)),
    persons: others.map((name) => plant.persons.findPerson(plant.persons.tokenOf(name))),
  };
}

async function readFacts(folder: string): Promise<unknown> {
  await using plant = await openNamed(folder);
  const { columns, length } = await (await plant.history.snapshot()).read({ kind: 'production' });
  return Array.from({ length }, (_, i) => [
    textAt(columns.operators, i),
    columns.startAt[i],
    columns.completedCount[i],
  ]);
}

test('before, the name stands in state, history, buffer and archive', async () => {
  const places = (await listNamed(made)).map((path) => path.split('/')[0]);
  expect(new Set(places)).toEqual(new Set(['state', 'history', 'buffer', 'archive']));
});

test('after, it stands in no byte of the store, and what is another’s is what it was', async () => {
  expect(await listNamed(after)).toEqual([]);
  expect(await readOthers(after)).toEqual(await readOthers(made));
  expect(erased).toMatchObject({
    isDryRun: false,
    namedCount: 4,
    // The file was read again as a whole: eight rows that history has, and the new one.
    refusals: { blankedCount: 4, drainedCount: 9, damageCount: 0 },
    reports: { reportCount: 1, removed: [pdfName], strayCount: 0 },
    deliveryCount: 2,
    remains: [],
  });
  expect(erased.sent.map(({ audience, transport, date, status }) => [audience, transport, date, status])).toEqual([
    ['leads', 'share', day, 'delivered'],
    ['leads', 'mail', day, 'retrying'],
  ]);
  expect(erased.sent[0]?.files).toContain(`daily-${day}-leads.html`);
});

test('facts keep their tokens, so that every figure stays', async () => {
  expect(await readFacts(after)).toEqual(await readFacts(made));
});

test('that it happened is on record, with counts and nothing of whom', async () => {
  await using plant = await openNamed(after);
  const entries = await plant.state.audit.list({ action: 'erase' });
  expect(entries.map(({ at, detail }) => [at, detail['phase']])).toEqual([
    [now, 'done'],
    [now, 'begun'],
  ]);
  expect(entries[0]?.detail).toMatchObject({ blankedRefusals: 4, reports: 1, deliveries: 2, sent: 2 });
  const text = JSON.stringify(entries);
  for (const name of [person, shouted]) expect(text).not.toContain(plant.persons.tokenOf(name));
});

test('copies show the person as one nobody knows, and made again the report is the same, byte for byte', async () => {
  await using plant = await openNamed(after);
  const [{ manifest } = { manifest: undefined }] = await plant.state.reports.list({ audience: 'leads' });
  // Of both audiences: those who see pseudonyms have what they had.
  const [{ manifest: council } = { manifest: undefined }] = await plant.state.reports.list({ audience: 'council' });
  const files = [...(manifest?.files ?? []), ...(council?.files ?? [])];
  const verdicts = await Promise.all(
    files.map(async (file) => (await verifyReport(plant, await plant.archive.get(file.sha256), file.name)).kind),
  );
  expect(verdicts.length).toBeGreaterThan(10);
  expect(new Set(verdicts)).toEqual(new Set(['same']));
  const name = `daily-${day}-leads.html`;
  const old = await readFile(join(after, 'share', ...day.split('-'), name));
  expect(await verifyReport(plant, old, name)).toMatchObject({
    kind: 'erased',
    erasedAt: now,
    copySha256: manifest?.files.find((file) => file.name === name)?.sha256,
    report: { audience: 'leads', revision: 1 },
  });
  expect(sentBefore[0]?.files).toHaveLength((manifest?.files.length ?? 0) + 1);
});

test('a delivery that waits is sent with the copies; nothing is sent twice', async () => {
  const folder = await copyOf(after);
  await using plant = await openNamed(folder);
  const waiting = (await plant.state.deliveries.list()).filter(({ status }) => status === 'retrying');
  expect(waiting).toHaveLength(2);
  for (const { delivery, attempts } of waiting) {
    expect(attempts).toHaveLength(1);
    for (const file of delivery.files) expect((await plant.archive.get(file.sha256)).byteLength).toBe(file.byteLength);
  }
  const { enqueued, made: again } = await sendReports(plant, { window: resolveWindow(plant.plant, { day }, now) });
  expect(enqueued).toEqual([]);
  expect(again.map(({ outcome }) => outcome)).not.toContain('revised');
});

test('the same facts loaded again do not bring the name back', async () => {
  const folder = await copyOf(after);
  await writeLog(folder, [waitingRow, `10,Lathe,${day}T14:00,${day}T15:00,1,${person}`]);
  await using plant = await openNamed(folder);
  await loadSources(plant);
  for (const name of [person, shouted]) expect(plant.persons.findPerson(plant.persons.tokenOf(name))).toBeUndefined();
  await sendReports(plant, { window: resolveWindow(plant.plant, { day }, now) });
  // The buffer began anew, and what came by it counts.
  const { length } = await (await plant.history.snapshot()).read({ kind: 'production' });
  expect(length).toBe(5);
  const named = (await listNamed(folder)).filter((path) => !path.startsWith('buffer'));
  expect(named).toEqual([]);
});

test('asked for again, or after a kill at each step, nothing of the name is left', async () => {
  const folder = await copyOf(made);
  const before = await readOthers(folder);
  const killed = new Error('killed');
  const reached: EraseStep[] = [];
  // Each run goes on where the one before was killed, a step further.
  for (const step of eraseSteps) {
    const erasing = erase(folder, (at) => {
      if (at !== step) return;
      reached.push(at);
      throw killed;
    });
    await expect(erasing).rejects.toBe(killed);
  }
  expect(reached).toEqual(eraseSteps);
  await erase(folder);
  expect(await listNamed(folder)).toEqual([]);
  expect(await readOthers(folder)).toEqual(before);
  expect(await erase(folder)).toMatchObject({
    namedCount: 0,
    refusals: { blankedCount: 0 },
    reports: { reportCount: 0 },
    sent: [],
  });
});

test('killed for real amidst it, the next one goes on at once', async () => {
  const folder = await copyOf(made);
  const program = join(import.meta.dirname, '../programs/erase-person.ts');
  const argv = ['--conditions=gemba-source', program, join(folder, 'gemba.config.json'), person, 'report-replaced'];
  const child = spawn(process.execPath, argv, { cwd: root, env: secretEnv, stdio: ['ignore', 'ignore', 'inherit'] });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect((await listNamed(folder)).length).toBeGreaterThan(0);
  await erase(folder);
  expect(await listNamed(folder)).toEqual([]);
});

test('the command says what it would do and does nothing, or does it; a running plant is left alone', async () => {
  const folder = await copyOf(made);
  const argv = ['history', 'erase', '--config', join(folder, 'gemba.config.json'), '--person', person.toUpperCase()];
  const run = (more: readonly string[]) => gemba([...argv, ...more], { env: secretEnv, nowMs: now });
  const before = await readdir(join(folder, 'store'), { recursive: true });
  const planned = await run(['--dry-run']);
  expect(planned).toMatchObject({ code: 0, stderr: '' });
  expect(planned.stdout).toContain('Nothing is erased');
  expect(planned.stdout).toContain('refused rows whose bytes were blanked: 3\n');
  expect(planned.stdout).toMatch(/^reports: 1, .*removed: 1$/m);
  expect(planned.stdout).toMatch(
    /^ {2}2024-03-06 daily for leads, revision 1, by share: delivered .*06:30.*share.*; to leads@small\.example$/m,
  );
  expect(await readdir(join(folder, 'store'), { recursive: true })).toEqual(before);
  {
    await using plant = await openNamed(folder);
    await using _ = await plant.takeLease();
    expect(await run([])).toMatchObject({ code: 1, stderr: expect.stringContaining('[lease-held]') });
  }
  const done = await run(['--json']);
  expect(done.code).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({ namedCount: 4, isUnfinished: false, remains: [] });
  expect(await listNamed(folder)).toEqual([]);
  const again = await run([]);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing of this name was found') });
  const page = join(folder, 'share', ...day.split('-'), `daily-${day}-leads.html`);
  const verified = await gemba(['report', 'verify', page, '--config', join(folder, 'gemba.config.json')], {
    env: secretEnv,
    nowMs: now,
  });
  expect(verified).toMatchObject({ code: 1, stdout: expect.stringMatching(/^erased: .*Delete this file\.\n$/) });
  expect(await run(['--person', ' '])).toMatchObject({ code: 2 });
});
