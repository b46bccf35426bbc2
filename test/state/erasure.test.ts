import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery } from 'gemba/model';
import { openPersonRegistry, openState, openStateErasure, type ReportManifest, type State } from 'gemba/state';
import { expect, onTestFinished, test } from 'vitest';

const key = 'the key of the fixture';
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [string, string, string, string];

async function stateIn(fixture?: string): Promise<State> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-erasure-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const file = join(dir, 'state.sqlite');
  if (fixture !== undefined) {
    await copyFile(join(import.meta.dirname, '../fixtures/state', fixture), file);
    await chmod(file, 0o600);
  }
  const state = await openState({ dir, clock: () => 7 });
  onTestFinished(() => state[Symbol.asyncDispose]());
  return state;
}

const file = { name: 'daily.html', mediaType: 'text/html', sha256: a, byteLength: 3 };
const manifest: ReportManifest = {
  plant: 'small',
  kind: 'daily',
  audience: 'leads',
  role: 'shift-lead',
  window: { fromAt: 0, toAt: 1 },
  files: [file],
  document: { sha256: c },
};

function deliveryOf(id: string): Delivery {
  const texts = { kind: 'daily', plant: 'Small', audience: 'leads', language: 'en', date: '2024-03-06' };
  const mail = { title: 'Daily', subject: 'Daily', recipients: [], bodyHtml: 'Ada', bodyText: 'Ada' };
  return { ...texts, ...mail, id, transport: 'mail', files: [file] };
}

test('report, deliveries and what is to be removed change together, and attempts follow their delivery', async () => {
  const state = await stateIn();
  const erasure = openStateErasure(state, { key });
  await state.reports.record(manifest);
  await state.deliveries.enqueue([deliveryOf('daily-x-0123456789ab')]);
  const [claimed] = await state.deliveries.claim({ limit: 1, leaseMs: 5, nowMs: 7, claimer: 'other' });
  const [{ number } = { number: 0 }] = [...erasure.listReports()];
  const id = erasure.codedDeliveryId('daily-x-0123456789ab');
  expect(id).toMatch(/^daily-x-[0-9a-z]{12}$/);
  const replacement = {
    number,
    manifest: { ...manifest, files: [{ ...file, sha256: b }], document: { sha256: d } },
    files: [
      { name: 'daily.html', sha256: a, copySha256: b },
      { name: 'document', sha256: c, copySha256: d },
    ],
    deliveries: [{ id: 'daily-x-0123456789ab', delivery: { ...deliveryOf(id), bodyHtml: '', bodyText: '' } }],
  };
  expect(erasure.replaceReport(replacement, () => false)).toBe(false);
  expect(erasure.listToRemove()).toEqual([]);
  expect((await state.reports.listByFile(a)).length).toBe(1);
  expect(erasure.replaceReport(replacement, (claimer) => claimer === 'other')).toBe(true);
  expect(await state.reports.listByFile(a)).toEqual([]);
  expect([...erasure.listToRemove()].sort()).toEqual([a, c]);
  for (const sha256 of [a, c]) erasure.noteRemoved(sha256);
  expect(erasure.listToRemove()).toEqual([]);
  expect(erasure.findErasedFile(a)).toMatchObject({ name: 'daily.html', copySha256: b, erasedAt: 7 });
  expect(erasure.findErasedFile(b)).toBeUndefined();
  expect(openStateErasure(state, { key: 'a guess without the key' }).findErasedFile(a)).toBeUndefined();
  expect(await state.deliveries.find('daily-x-0123456789ab')).toBeUndefined();
  expect(await state.deliveries.find(id)).toMatchObject({ delivery: { bodyHtml: '' }, attempts: [{ number: 1 }] });
  expect(claimed?.delivery.id).toBe('daily-x-0123456789ab');
});

test('what others said is rewritten wherever it stands, and nothing else', async () => {
  const state = await stateIn('version-1.sqlite');
  const erasure = openStateErasure(state, { key });
  const before = await state.deliveries.list();
  expect(erasure.rewriteRemarks((text) => text.replace('No such user.', '[…]'))).toBeGreaterThan(0);
  const after = await state.deliveries.list();
  expect(after.map(({ reason }) => reason)).toEqual(
    before.map(({ reason }) => (reason === 'No such user.' ? '[…]' : reason)),
  );
  expect(after.map(({ delivery }) => delivery)).toEqual(before.map(({ delivery }) => delivery));
});

test('while another process reads the file it cannot be written anew, which is told', async () => {
  const state = await stateIn();
  const erasure = openStateErasure(state, { key });
  expect(erasure.compact()).toBe(true);
  const { DatabaseSync } = await import('node:sqlite');
  const reader = new DatabaseSync(state.file, { readOnly: true });
  onTestFinished(() => reader.close());
  await state.runs.start('report', 'daily');
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM run').get();
  await state.runs.start('report', 'daily');
  const impatient = await openState({ dir: join(state.file, '..'), clock: () => 7, busyMs: 1 });
  onTestFinished(() => impatient[Symbol.asyncDispose]());
  expect(openStateErasure(impatient, { key }).compact()).toBe(false);
  reader.exec('COMMIT');
  expect(erasure.compact()).toBe(true);
});

test('a file of format version 2 opens with what was erased and noted', async () => {
  const state = await stateIn('version-2.sqlite');
  const persons = openPersonRegistry(state, { key });
  expect(persons.findPerson(persons.tokenOf('Ada'))).toBe('Ada');
  expect((await persons.erase('Grace')).outcome).toBe('unknown');
  expect(await state.audit.list()).toMatchObject([{ action: 'erase', detail: { phase: 'done', reports: 1 } }]);
  const erasure = openStateErasure(state, { key });
  expect(erasure.listToRemove()).toEqual([c]);
  expect(erasure.findErasedFile(a)).toMatchObject({ name: 'daily.html', copySha256: b });
  expect(erasure.findErasedFile(c)).toMatchObject({ name: 'daily.pdf', copySha256: undefined });
  expect((await state.deliveries.list()).map(({ delivery }) => delivery.id)).toEqual(['waiting', 'refused', 'sent']);
});
