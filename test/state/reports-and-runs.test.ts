import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState, type ReportManifest, type State } from 'gemba/state';
import { expect, onTestFinished, test } from 'vitest';
import { fileOf } from '../distribution/support/deliveries.ts';

async function stateOf(): Promise<State> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-state-'));
  let nowMs = 0;
  const state = await openState({
    dir,
    clock: () => {
      nowMs += 1;
      return nowMs;
    },
  });
  onTestFinished(async () => {
    await state[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });
  return state;
}

const html = fileOf('daily.html', 'one', 'text/html');
const manifest: ReportManifest = {
  plant: 'job-shop',
  kind: 'daily',
  audience: 'director',
  role: 'director',
  window: { from: '2012-02-29T06:00:00+02:00', to: '2012-03-01T06:00:00+02:00' },
  files: [html],
};

test('a report made again with the same files is the same; with others it is a revision with its reason', async () => {
  const { reports } = await stateOf();
  expect(await reports.record(manifest)).toMatchObject({ outcome: 'first', report: { revision: 1, createdAt: 1 } });
  expect(await reports.record(manifest, 'ignored')).toMatchObject({ outcome: 'same', report: { revision: 1 } });
  const late = { ...manifest, files: [fileOf('daily.html', 'two', 'text/html')] };
  expect(await reports.record(late, '12 late facts')).toMatchObject({
    outcome: 'revised',
    report: { revision: 2, reason: '12 late facts' },
  });
  expect(await reports.record(manifest)).toMatchObject({
    outcome: 'revised',
    report: { revision: 3, reason: 'Its content changed.' },
  });
});

test('a PDF of other bytes is no revision, since its dates differ; alone, the rest of the manifest decides', async () => {
  const { reports } = await stateOf();
  const withPdf = (text: string, change: object = {}): ReportManifest => ({
    ...manifest,
    ...change,
    files: [html, fileOf('daily.pdf', text)],
  });
  await reports.record(withPdf('at 1'));
  expect(await reports.record(withPdf('at 2'))).toMatchObject({ outcome: 'same' });
  const alone = (text: string, dataFingerprint: string): ReportManifest =>
    ({ ...manifest, role: 'quality', dataFingerprint, files: [fileOf('daily.pdf', text)] }) as ReportManifest;
  await reports.record(alone('at 1', 'aa'));
  expect(await reports.record(alone('at 2', 'aa'))).toMatchObject({ outcome: 'same' });
  expect(await reports.record(alone('at 3', 'bb'))).toMatchObject({ outcome: 'revised' });
});

test('reports are listed newest first, whole, by kind and audience', async () => {
  const { reports } = await stateOf();
  await reports.record(manifest);
  await reports.record({ ...manifest, audience: 'quality', role: 'quality' });
  await reports.record({ ...manifest, kind: 'hand-over' });
  const keys = async (options: object): Promise<readonly unknown[]> =>
    (await reports.list(options)).map((report) => [report.manifest.kind, report.manifest.audience]);
  expect(await keys({})).toEqual([
    ['hand-over', 'director'],
    ['daily', 'quality'],
    ['daily', 'director'],
  ]);
  expect(await keys({ kind: 'daily', audience: 'director' })).toEqual([['daily', 'director']]);
  expect((await reports.list({ limit: 1 })).map((report) => report.manifest)).toEqual([
    { ...manifest, kind: 'hand-over' },
  ]);
});

test('the last run that was done is found; one that was killed has no end', async () => {
  const { runs } = await stateOf();
  const first = await runs.start('report', 'daily/director');
  await runs.finish(first, 'done');
  const second = await runs.start('report', 'daily/director');
  await runs.finish(second, 'failed', 'No browser.');
  await runs.start('report', 'daily/director');
  await runs.finish(await runs.start('ingest', 'log'), 'done');
  expect(await runs.findLastDone('report', 'daily/director')).toEqual({
    id: first,
    kind: 'report',
    subject: 'daily/director',
    startedAt: 1,
    endedAt: 2,
    outcome: 'done',
    detail: undefined,
  });
  expect(await runs.findLastDone('report', 'daily/quality')).toBeUndefined();
  expect(
    (await runs.list({ kind: 'report' })).map(({ outcome, endedAt, detail }) => [outcome, endedAt, detail]),
  ).toEqual([
    [undefined, undefined, undefined],
    ['failed', 4, 'No browser.'],
    ['done', 2, undefined],
  ]);
  expect(await runs.list({ limit: 1 })).toMatchObject([{ kind: 'ingest' }]);
});

test('a report that names its document is the same as long as that is, and gains the files made later', async () => {
  const { reports } = await stateOf();
  const document = { sha256: 'a'.repeat(64) };
  await reports.record({ ...manifest, document });
  const pdf = fileOf('daily.pdf', 'p');
  const again = await reports.record({ ...manifest, document, files: [fileOf('daily.html', 'two', 'text/html'), pdf] });
  expect(again).toMatchObject({ outcome: 'same', report: { revision: 1, manifest: { files: [html, pdf] } } });
  expect(await reports.record({ ...manifest, document: { sha256: 'b'.repeat(64) } })).toMatchObject({
    outcome: 'revised',
    report: { revision: 2 },
  });
});

test('a revision that another process has made meanwhile is not made again under another number', async () => {
  const { reports } = await stateOf();
  const of = (letter: string): ReportManifest => ({ ...manifest, document: { sha256: letter.repeat(64) } });
  expect(await reports.record(of('a'), undefined, 1)).toMatchObject({ outcome: 'first' });
  expect(await reports.record(of('b'), 'late', 2)).toMatchObject({ outcome: 'revised' });
  expect(await reports.record(of('c'), 'late', 2)).toMatchObject({ outcome: 'outdated', report: { revision: 2 } });
  expect(await reports.list()).toHaveLength(2);
});

test('a report is found by its subject, by the SHA-256 of a file and by a file’s name', async () => {
  const { reports } = await stateOf();
  await reports.record(manifest);
  const late = { ...manifest, files: [fileOf('daily.html', 'two', 'text/html')] };
  await reports.record(late, 'late');
  await reports.record({
    ...manifest,
    role: 'quality',
    audience: 'quality',
    files: [fileOf('a "quoted" name.csv', 'x')],
  });
  expect(await reports.findNewest(manifest)).toMatchObject({ revision: 2, reason: 'late' });
  expect(await reports.findNewest({ ...manifest, kind: 'hand-over' })).toBeUndefined();
  expect(await reports.listByFile(html.sha256)).toMatchObject([{ revision: 1 }]);
  expect(await reports.listByFile('0'.repeat(64))).toEqual([]);
  expect((await reports.listByFileName('daily.html')).map(({ revision }) => revision)).toEqual([2, 1]);
  expect(await reports.listByFileName('a "quoted" name.csv')).toMatchObject([{ manifest: { audience: 'quality' } }]);
  expect(await reports.listByFileName('%')).toEqual([]);
});

test('reports are listed by when their windows end; a window that does not say is in no such list', async () => {
  const { reports } = await stateOf();
  await reports.record(manifest);
  for (const toAt of [10, 20, 30]) await reports.record({ ...manifest, window: { fromAt: toAt - 10, toAt } });
  const endsOf = async (options: { readonly endsAfter?: number; readonly endsBy?: number }): Promise<unknown[]> =>
    (await reports.list(options)).map(({ manifest: { window } }) => (window as { readonly toAt?: number }).toAt);
  expect(await endsOf({})).toEqual([30, 20, 10, undefined]);
  expect(await endsOf({ endsAfter: 10 })).toEqual([30, 20]);
  expect(await endsOf({ endsBy: 20 })).toEqual([20, 10]);
  expect(await endsOf({ endsAfter: 10, endsBy: 20 })).toEqual([20]);
  expect(await endsOf({ endsAfter: 30 })).toEqual([]);
});
