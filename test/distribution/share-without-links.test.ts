/** Some network shares have no hard links. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileShare } from 'gemba/distribution';
import { expect, onTestFinished, test, vi } from 'vitest';
import { archiveOf, deliveryOf, fileOf } from './support/deliveries.ts';

const refusal = vi.hoisted(() => ({ code: 'EPERM' }));

vi.mock('node:fs/promises', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  link: async () => {
    throw Object.assign(new Error(`${refusal.code}: link`), { code: refusal.code });
  },
}));

const context = { signal: new AbortController().signal, readFile: archiveOf('daily.pdf', 'changed.pdf') };

test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])(
  'a share that answers %s to a link gets its files by renaming, revisions too',
  async (code) => {
    refusal.code = code;
    const path = await mkdtemp(join(tmpdir(), 'gemba-share-'));
    onTestFinished(() => rm(path, { recursive: true, force: true }));
    const share = createFileShare({ kind: 'fileShare', id: 'out', path, title: 'Reports' });
    expect((await share.deliver(deliveryOf(), context)).kind).toBe('delivered');
    const changed = deliveryOf({ id: 'd-2', files: [fileOf('daily.pdf', 'changed.pdf')] });
    expect((await share.deliver(changed, context)).kind).toBe('delivered');
    expect((await readdir(join(path, '2012/02/29'))).sort()).toEqual(['daily-r2.pdf', 'daily.pdf']);
    expect(await readFile(join(path, '2012/02/29/daily.pdf'), 'utf8')).toBe('daily.pdf');
  },
);

test('any other answer is a retry that says so, with nothing left behind', async () => {
  refusal.code = 'EIO';
  const path = await mkdtemp(join(tmpdir(), 'gemba-share-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const share = createFileShare({ kind: 'fileShare', id: 'out', path, title: 'Reports' });
  expect(await share.deliver(deliveryOf(), context)).toMatchObject({
    kind: 'retry',
    reason: expect.stringContaining('EIO'),
  });
  expect(await readdir(join(path, '2012/02/29'))).toEqual([]);
});
