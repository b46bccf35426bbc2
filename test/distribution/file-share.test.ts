import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileShare, fileShareSchema, type Transport } from 'gemba/distribution';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compareEntries } from '../../src/distribution/file-share/entry.ts';
import { indexPage } from '../../src/distribution/file-share/index-page.ts';
import { safeFileName } from '../../src/distribution/file-share/names.ts';
import { readIndex } from './file-share-fixture.ts';
import { archiveOf, deliveryOf, fileOf } from './support/deliveries.ts';

const readFromArchive = archiveOf('daily.pdf', 'daily.html', 'changed.pdf', 'changed.html');
const context = { signal: new AbortController().signal, readFile: readFromArchive };

async function shareOf(): Promise<{ path: string; share: Transport }> {
  const path = await mkdtemp(join(tmpdir(), 'gemba-share-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return { path, share: createFileShare({ kind: 'fileShare', id: 'share', path, title: 'Reports' }) };
}

/** Every file below a folder, without those of the index. */
async function listFiles(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files
    .map((file) => file.slice(path.length + 1))
    .filter((file) => !file.startsWith('.gemba-index'))
    .sort();
}

const two = [fileOf('daily.pdf', 'daily.pdf'), fileOf('daily.html', 'daily.html', 'text/html')];
const changed = [fileOf('daily.pdf', 'changed.pdf'), fileOf('daily.html', 'changed.html', 'text/html')];

test('files lie in a folder of their date, and nothing else is left', async () => {
  const { path, share } = await shareOf();
  const result = await share.deliver(deliveryOf({ files: two }), context);
  expect(result).toEqual({ kind: 'delivered', receipt: join(path, '2012/02/29') });
  expect(await listFiles(path)).toEqual(['2012/02/29/daily.html', '2012/02/29/daily.pdf', 'index.html', 'index.json']);
});

test('other content under the same name is the next revision, all files of it; nothing is overwritten', async () => {
  const { path, share } = await shareOf();
  await share.deliver(deliveryOf({ files: two }), context);
  const result = await share.deliver(deliveryOf({ id: 'd-2', files: changed }), context);
  expect(result).toMatchObject({ kind: 'delivered', receipt: expect.stringContaining('revision 2') });
  await share.deliver(deliveryOf({ id: 'd-2', files: changed }), context);
  expect(await listFiles(join(path, '2012'))).toEqual([
    '02/29/daily-r2.html',
    '02/29/daily-r2.pdf',
    '02/29/daily.html',
    '02/29/daily.pdf',
  ]);
  expect(await readFile(join(path, '2012/02/29/daily.pdf'), 'utf8')).toBe('daily.pdf');
  expect((await readIndex(path)).reports.map(({ delivery, revision }) => [delivery, revision])).toEqual([
    ['d-2', 2],
    ['d-1', 1],
  ]);
});

test('a revision of a report is laid down under its own number, also where the first never came here', async () => {
  const { path, share } = await shareOf();
  const result = await share.deliver(deliveryOf({ files: two, revision: 2 }), context);
  expect(result).toEqual({ kind: 'delivered', receipt: join(path, '2012/02/29') });
  await share.deliver(deliveryOf({ id: 'd-3', files: changed, revision: 3 }), context);
  expect(await listFiles(join(path, '2012'))).toEqual([
    '02/29/daily-r2.html',
    '02/29/daily-r2.pdf',
    '02/29/daily-r3.html',
    '02/29/daily-r3.pdf',
  ]);
  expect((await readIndex(path)).reports.map(({ revision }) => revision)).toEqual([3, 2]);
});

test('a delivery that was cut off is completed, and what its process left is cleared away', async () => {
  const { path, share } = await shareOf();
  await share.deliver(deliveryOf({ files: two }), context);
  const [owner] = await readdir(join(path, '.gemba-index/2012'));
  await writeFile(join(path, '2012/02/29', `.gemba-${owner?.replace('.json', '')}-abc`), 'half');
  await rm(join(path, '2012/02/29/daily.html'));
  await rm(join(path, 'index.html'));
  expect((await share.deliver(deliveryOf({ files: two }), context)).kind).toBe('delivered');
  expect(await listFiles(path)).toEqual(['2012/02/29/daily.html', '2012/02/29/daily.pdf', 'index.html', 'index.json']);
});

test('the index is a function of what was delivered, whatever the order', async () => {
  const dates = ['2012-03-01', '2012-02-29', '2011-12-31', '2012-02-28'];
  const pages = await Promise.all(
    [dates, dates.toReversed()].map(async (order) => {
      const { path, share } = await shareOf();
      for (const date of order) await share.deliver(deliveryOf({ id: date, date }), context);
      return [await readFile(join(path, 'index.html'), 'utf8'), await readFile(join(path, 'index.json'), 'utf8')];
    }),
  );
  expect(pages[0]).toEqual(pages[1]);
  const days = [...(pages[0]?.[0] ?? '').matchAll(/<th scope="row".*?datetime="([^"]+)">([^<]+)/g)];
  // 29 February 2012 was a Wednesday.
  expect(days.map(([, date, name]) => [date, name])).toEqual([
    ['2012-03-01', 'Thu 1 Mar'],
    ['2012-02-29', 'Wed 29 Feb'],
    ['2012-02-28', 'Tue 28 Feb'],
    ['2011-12-31', 'Sat 31 Dec'],
  ]);
});

test('the index page needs nothing from elsewhere, and shows titles as text', async () => {
  const { path, share } = await shareOf();
  const title = '<script>alert("x")</script> & \'more\'';
  const file = fileOf('a #1?.pdf', 'daily.pdf');
  await share.deliver(deliveryOf({ title, files: [file] }), context);
  const page = await readFile(join(path, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<script|<img|<link|https?:/);
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;more&#39;');
  const [, href = ''] = /<a href="(2012[^"]+)"/.exec(page) ?? [];
  expect(await readFile(join(path, decodeURIComponent(href)), 'utf8')).toBe('daily.pdf');
});

test('twenty deliveries at once are all in the index', async () => {
  const { path, share } = await shareOf();
  const ids = Array.from({ length: 20 }, (_, at) => `d-${at}`);
  await Promise.all(
    ids.map((id) => share.deliver(deliveryOf({ id, files: [fileOf(`${id}.pdf`, 'daily.pdf')] }), context)),
  );
  expect((await readIndex(path)).reports.map(({ delivery }) => delivery).sort()).toEqual(ids.sort());
  expect((await readFile(join(path, 'index.html'), 'utf8')).match(/<tr><th scope="row"|<tr><td/g)).toHaveLength(20);
});

test('two writers of one name at once leave both contents whole', async () => {
  const { path, share } = await shareOf();
  await Promise.all([
    share.deliver(deliveryOf({ id: 'a', files: two }), context),
    share.deliver(deliveryOf({ id: 'b', files: changed }), context),
  ]);
  const { reports } = await readIndex(path);
  for (const { delivery, files } of reports) {
    const texts = await Promise.all(files.map((file) => readFile(join(path, file.path), 'utf8')));
    expect(texts).toEqual(delivery === 'a' ? ['daily.pdf', 'daily.html'] : ['changed.pdf', 'changed.html']);
  }
  expect(reports).toHaveLength(2);
});

test('a stray file among the entries of the index is left out', async () => {
  const { path, share } = await shareOf();
  await mkdir(join(path, '.gemba-index/2012'), { recursive: true });
  await writeFile(join(path, '.gemba-index/2012/stray.json'), 'not json');
  await writeFile(join(path, '.gemba-index/2012/other.json'), '{}');
  expect((await share.deliver(deliveryOf(), context)).kind).toBe('delivered');
  expect((await readIndex(path)).reports).toHaveLength(1);
});

test('a page of more days than it shows says where the others are', async () => {
  const day = (at: number): string => new Date(Date.UTC(2010, 0, 1 + at)).toISOString().slice(0, 10);
  const entries = Array.from({ length: 402 }, (_, at) => ({
    formatVersion: 1 as const,
    delivery: `d-${at}`,
    date: day(at),
    kind: 'daily',
    plant: 'p',
    audience: 'director',
    language: 'en',
    title: 'Daily',
    revision: 1,
    files: [{ name: 'README', path: 'x/README', mediaType: 'text/plain', byteLength: 1_234_567, sha256: '' }],
  }));
  const page = indexPage('Reports', entries.sort(compareEntries));
  expect(page).toContain('402 reports of 402 days, the newest of <time datetime="2011-02-06">Sun 6 Feb</time>.');
  expect(page.match(/<tr><th scope="row"/g)).toHaveLength(400);
  expect(page).toContain('2 earlier days are in their folders');
  expect(page).toContain('title="README, 1.2 MB" aria-label="README: README, 1.2 MB">README</a>');
  expect(indexPage('Reports', [])).toContain('No reports yet.');
});

test('an index that cannot be put in place is a retry, and what was begun is cleared away', async () => {
  const { path, share } = await shareOf();
  await mkdir(join(path, 'index.html/occupied'), { recursive: true });
  const result = await share.deliver(deliveryOf(), context);
  expect(result).toMatchObject({ kind: 'retry', reason: expect.stringContaining('index.html') });
  expect((await readdir(path)).filter((name) => name.startsWith('.gemba-') && name !== '.gemba-index')).toEqual([]);
  await rm(join(path, 'index.html'), { recursive: true });
  expect((await share.deliver(deliveryOf(), context)).kind).toBe('delivered');
});

describe('what cannot be written', () => {
  test('the reason names the path, the errno and a remedy', async () => {
    const { path, share } = await shareOf();
    await writeFile(join(path, '2012'), 'a file where a folder should be');
    const result = await share.deliver(deliveryOf(), context);
    expect(result).toMatchObject({ kind: 'retry', reason: expect.stringMatching(/(EEXIST|ENOTDIR).*move it away/) });
    expect(result).toMatchObject({ reason: expect.stringContaining(join(path, '2012')) });
  });

  test('a share that leads nowhere is told by check and by delivery', async () => {
    const { path } = await shareOf();
    await symlink(join(path, 'missing'), join(path, 'link'));
    const share = createFileShare({ kind: 'fileShare', id: 'share', path: join(path, 'link'), title: 'Reports' });
    expect(await share.deliver(deliveryOf(), context)).toMatchObject({ kind: 'retry' });
  });

  test.each(['2012-2-9', '../../etc', '2012-13-01', '2012-01-32', ''])('the date %j is rejected', async (date) => {
    const { path, share } = await shareOf();
    expect((await share.deliver(deliveryOf({ date }), context)).kind).toBe('rejected');
    expect(await listFiles(path)).toEqual([]);
  });

  test('check says a missing folder will be made, and makes nothing', async () => {
    const { path } = await shareOf();
    const below = join(path, 'a/b');
    const share = createFileShare({ kind: 'fileShare', id: 'share', path: below, title: 'Reports' });
    expect(await share.check(context.signal)).toEqual({ ok: true, message: `${below} will be made.` });
    await expect(stat(join(path, 'a'))).rejects.toThrow('ENOENT');
  });
});

describe('file names', () => {
  test.each([
    ['daily-2012-02-29-director.pdf', 'daily-2012-02-29-director.pdf'],
    ['../../etc/passwd', 'etc-passwd'],
    ['..', 'file'],
    ['', 'file'],
    ['.hidden', 'hidden'],
    ['C:\\temp\\x.pdf', 'C-temp-x.pdf'],
    ['a\u0000b\u202ec.pdf', 'a-b-c.pdf'],
    ['con.pdf', 'file-con.pdf'],
    ['report. . ', 'report'],
    ['現場.pdf', '現場.pdf'],
  ])('%j becomes %j', (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });

  test('a long name keeps its extension and whole characters', () => {
    const name = safeFileName(`${'現😀'.repeat(90)}.pdf`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^[現😀]+\.pdf$/u);
  });

  test('two files of one delivery never share a name, not even in another case', async () => {
    const { path, share } = await shareOf();
    const files = [fileOf('a/b.pdf', 'daily.pdf'), fileOf('A-B.pdf', 'changed.pdf'), fileOf('a-b.pdf', 'daily.html')];
    await share.deliver(deliveryOf({ files }), context);
    expect(await listFiles(join(path, '2012/02/29'))).toEqual(['A-B-2.pdf', 'a-b-3.pdf', 'a-b.pdf']);
  });
});

test('the config wants a path, and knows no other field', () => {
  const given = { kind: 'fileShare', id: 'share', path: 'out' };
  expect(fileShareSchema.parse(given)).toEqual({ ...given, title: 'Reports' });
  expect(fileShareSchema.safeParse({ ...given, path: '' }).success).toBe(false);
  expect(fileShareSchema.safeParse({ ...given, folder: 'x' }).success).toBe(false);
});
