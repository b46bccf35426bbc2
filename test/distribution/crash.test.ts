/** kill -9 at every step of a delivery: nothing is lost, no file doubled or half-written, a mail the same when it comes again. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState, type State } from 'gemba/state';
import { startMailbox } from 'gemba/testing';
import PostalMime from 'postal-mime';
import { expect, onTestFinished, test } from 'vitest';
import { readIndex } from './file-share-fixture.ts';
import { pumpOf } from './support/dying-input.ts';
import { runChild } from './support/run-child.ts';

/** Long after every lease. */
const laterMs = 10_000_000;

async function folderOf(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-crash-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function stateAfter(dir: string): Promise<State> {
  const state = await openState({ dir, clock: () => laterMs });
  onTestFinished(() => state[Symbol.asyncDispose]());
  return state;
}

const expected = { 'daily.html': '<!doctype html>two', 'daily.pdf': '%PDF one' };

async function expectWholeShare(share: string): Promise<void> {
  const day = join(share, '2012/02/29');
  const names = (await readdir(day)).sort();
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(day, name), 'utf8')]));
  expect(Object.fromEntries(texts)).toEqual(expected);
  const { reports } = await readIndex(share);
  expect(reports.map(({ delivery, revision }) => [delivery, revision])).toEqual([['d-1', 1]]);
  expect(await readFile(join(share, 'index.html'), 'utf8')).toContain('2012/02/29/daily.pdf');
}

/** Files that people see are whole from the first moment on. */
async function expectNothingHalf(share: string): Promise<void> {
  const names = await readdir(share, { recursive: true }).catch(() => []);
  for (const name of names) {
    const content = expected[name.split('/').at(-1) as keyof typeof expected];
    if (content !== undefined) expect(await readFile(join(share, name), 'utf8')).toBe(content);
  }
  await readIndex(share);
}

test.each(['enqueued', 'claimed', 'answered', 'settled'])(
  'a file share has each file once after a kill when %s',
  async (dieAt) => {
    const folder = await folderOf();
    const input = { dir: join(folder, 'state'), share: join(folder, 'share') };
    const end = await runChild('dying-child.ts', { ...input, dieAt });
    expect(end.signal, end.stderr).toBe('SIGKILL');
    await expectNothingHalf(input.share);
    const state = await stateAfter(input.dir);
    await pumpOf(state, input, laterMs).drain();
    await expectWholeShare(input.share);
    const record = await state.deliveries.find('d-1');
    expect(record?.status).toBe('delivered');
    const abandoned = record?.attempts.filter(({ outcome }) => outcome === 'abandoned') ?? [];
    expect(abandoned).toHaveLength(dieAt === 'claimed' || dieAt === 'answered' ? 1 : 0);
  },
);

test('a file share has each file once, whole, after a kill at any of its file operations', async () => {
  const wasKilled = async (dieAt: number): Promise<boolean> => {
    const folder = await folderOf();
    const input = { dir: join(folder, 'state'), share: join(folder, 'share') };
    const end = await runChild('dying-child.ts', { ...input, dieAt });
    if (end.signal === null) expect(end.code, end.stderr).toBe(0);
    await expectNothingHalf(input.share);
    const state = await stateAfter(input.dir);
    await pumpOf(state, input, laterMs).drain();
    await expectWholeShare(input.share);
    return end.signal === 'SIGKILL';
  };
  const lanes = 4;
  let killedCount = 0;
  for (let from = 1, ended = false; !ended; from += lanes) {
    const killed = await Promise.all(Array.from({ length: lanes }, (_, lane) => wasKilled(from + lane)));
    killedCount += killed.filter(Boolean).length;
    ended = killed.includes(false);
  }
  // Two files, an entry and two index files: each opened, written, put in place and its folder synced.
  expect(killedCount).toBeGreaterThan(20);
}, 300_000);

test.each([
  ['enqueued', 1],
  ['claimed', 1],
  ['answered', 2],
  ['settled', 1],
] as const)('a mail arrives after a kill when %s; sent %i times, it is the same mail', async (dieAt, times) => {
  const folder = await folderOf();
  const mailbox = await startMailbox({ dir: join(folder, 'mail') });
  onTestFinished(() => mailbox.close());
  const input = { dir: join(folder, 'state'), port: mailbox.port };
  const end = await runChild('dying-child.ts', { ...input, dieAt });
  expect(end.signal, end.stderr).toBe('SIGKILL');
  const state = await stateAfter(input.dir);
  await pumpOf(state, input, laterMs).drain();
  const mails = await Promise.all(mailbox.listMails().map(({ raw }) => PostalMime.parse(raw)));
  expect(mails).toHaveLength(times);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
  expect(await readdir(join(folder, 'mail'))).toHaveLength(1);
  expect((await state.deliveries.find('d-1'))?.status).toBe('delivered');
});

test('what a killed process of this machine had claimed is taken over at once, without waiting for its lease', async () => {
  const folder = await folderOf();
  const input = { dir: join(folder, 'state'), share: join(folder, 'share') };
  await runChild('dying-child.ts', { ...input, dieAt: 'claimed' });
  const state = await stateAfter(input.dir);
  const nowMs = 1_000;
  expect((await state.deliveries.find('d-1'))?.leaseUntil).toBeGreaterThan(nowMs);
  const outcomes = await pumpOf(state, input, nowMs).drain();
  expect(outcomes).toMatchObject([{ attempt: 2, result: { kind: 'delivered' } }]);
  await expectWholeShare(input.share);
});

test('processes that open, fill and drain one outbox at once deliver each delivery once', async () => {
  const folder = await folderOf();
  const count = 60;
  const input = { dir: join(folder, 'state'), count };
  const ends = await Promise.all(Array.from({ length: 4 }, () => runChild('claiming-child.ts', input)));
  for (const { code, stderr } of ends) expect(code, stderr).toBe(0);
  const delivered = ends.flatMap(({ stdout }) => stdout.trim().split('\n').filter(Boolean));
  expect(delivered.sort()).toEqual(Array.from({ length: count }, (_, at) => `d-${at}`).sort());
  const state = await stateAfter(input.dir);
  const records = await state.deliveries.list();
  expect(records.map(({ status, attempts }) => [status, attempts.length])).toEqual(records.map(() => ['delivered', 1]));
});
