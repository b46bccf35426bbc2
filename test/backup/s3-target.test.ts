import { Readable } from 'node:stream';
import { openBackupRepository, openBackupTarget, openS3Target } from 'gemba/backup';
import { backupTargetConformance } from 'gemba/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadS3Library } from '../../src/backup/s3/load-client.ts';
import { collect } from './support/collect.ts';
import { answer, type S3Server, startS3Server } from './support/s3-server.ts';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterEach(() => {
  server.intercept = undefined;
  server.isConditional = true;
  server.pageLength = 1_000;
});
afterAll(() => server[Symbol.asyncDispose]());

/** Each test has a prefix of its own. */
let prefixes = 0;
const open = (options: Partial<Parameters<typeof openS3Target>[0]> = {}) => {
  prefixes += 1;
  return openS3Target({ ...server.options, prefix: `test-${prefixes}`, attempts: 3, ...options });
};
const text = (value: string) => ({
  byteLength: Buffer.byteLength(value),
  async *read() {
    yield Buffer.from(value);
  },
});
const readText = async (chunks: AsyncIterable<Uint8Array>) => Buffer.concat(await collect(chunks)).toString();

/** Half of a body, and then the end of its connection. */
async function* cut(body: AsyncIterable<Uint8Array>, end: () => void) {
  let sent = 0;
  for await (const chunk of body) {
    sent += chunk.length;
    yield chunk;
    if (sent > 300_000) break;
  }
  await new Promise(setImmediate);
  end();
}

describe('an S3 store holds to the rules of backup targets', () => {
  for (const { name, check } of backupTargetConformance)
    test(name, () =>
      check(async () => {
        prefixes += 1;
        const prefix = `test-${prefixes}`;
        return { open: () => open({ prefix }), [Symbol.asyncDispose]: async () => {} };
      }),
    );
});

describe('an S3 store', () => {
  test('that makes one object twice is refused before anything rests on it', async () => {
    server.isConditional = false;
    await using target = await open();
    await expect(target.create('locks/1', Buffer.from('x'))).rejects.toMatchObject({
      code: 'backup-failed',
      message: expect.stringMatching(/If-None-Match.*Use a store that heeds it, or a folder/),
    });
    server.isConditional = true;
    expect(await target.create('locks/1', Buffer.from('x'))).toBe(true);
  });

  test('answers true to who made the object though the answer to it was lost', async () => {
    await using target = await open();
    await target.create('first', Buffer.from('x'));
    let lost = 0;
    server.intercept = async (context, next) => {
      await next();
      if (lost > 0 || context.method !== 'PUT' || !context.path.endsWith('/locks/1')) return;
      lost += 1;
      context.req.socket.destroy();
    };
    expect(await target.create('locks/1', Buffer.from('mine'))).toBe(true);
    expect(await target.create('locks/1', Buffer.from('other'))).toBe(false);
    expect(lost).toBe(1);
    expect(await readText(target.get('locks/1'))).toBe('mine');
  });

  test('is tried again where it has too much to do, and its failure told where it goes on', async () => {
    await using target = await open();
    await using hasty = await open({ attempts: 1 });
    let refused = 0;
    server.intercept = async (context, next) => {
      refused += 1;
      if (refused <= 2) answer(context, 500, 'InternalError');
      else await next();
    };
    await target.put('a', text('x'));
    expect(refused).toBe(3);
    server.intercept = async (context) => answer(context, 503, 'SlowDown');
    await expect(hasty.put('a', text('y'))).rejects.toThrow(/SlowDown.*too much to do; try again/);
  });

  test('is read on from where a connection broke', async () => {
    await using target = await open();
    const whole = 'abcdefghij'.repeat(100_000);
    await target.put('large', text(whole));
    const ranges: (string | undefined)[] = [];
    server.intercept = async (context, next) => {
      ranges.push(context.headers['range']);
      await next();
      if (ranges.length > 2) return;
      const { length } = context;
      context.body = Readable.from(cut(context.body as AsyncIterable<Uint8Array>, () => context.req.socket.destroy()));
      context.length = length;
    };
    expect((await readText(target.get('large'))) === whole).toBe(true);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((range) => /^bytes=\d+-$/.test(range ?? ''))).toBe(true);
    expect(ranges.length).toBeGreaterThan(1);
  });

  test('of which a part could not be sent has no object, and no parts left', async () => {
    await using target = await open();
    const seen: string[] = [];
    server.intercept = async (context, next) => {
      seen.push(`${context.method} ${context.req.url?.match(/uploads|partNumber=\d+|uploadId/)?.[0] ?? ''}`);
      if (context.req.url?.includes('partNumber=2')) answer(context, 500, 'InternalError');
      else await next();
    };
    const large = text('x'.repeat(20_000_000));
    await expect(target.put('large', large)).rejects.toMatchObject({ code: 'backup-failed' });
    expect(seen.at(-1)).toBe('DELETE uploadId');
    server.intercept = undefined;
    expect(await target.find('large')).toBeUndefined();
  });

  test('is listed whole where it has more objects than one answer holds', async () => {
    await using target = await open();
    const names = Array.from({ length: 30 }, (_, at) => `objects/${String(at).padStart(4, '0')}`);
    for (const name of names) await target.put(name, text('x'));
    server.pageLength = 7;
    let pages = 0;
    server.intercept = (_, next) => {
      pages += 1;
      return next();
    };
    const found = await collect(target.list('objects/'));
    expect(found.map(({ name }) => name)).toEqual(names);
    expect(pages).toBe(5);
  });

  const refusals = [
    ['NoSuchBucket', 404, /Make the bucket/],
    ['AccessDenied', 403, /Let these credentials list, read, write and remove/],
    ['InvalidAccessKeyId', 403, /environment variables that the plant file names/],
    ['SignatureDoesNotMatch', 403, /environment variables that the plant file names/],
    ['RequestTimeTooSkewed', 403, /Set this machine's clock/],
    ['AuthorizationHeaderMalformed', 400, /another region/],
  ] as const;
  test.each(refusals)('that says %s is not opened, and what to do is said', async (code, status, remedy) => {
    server.intercept = async (context) => answer(context, status, code);
    await expect(open()).rejects.toMatchObject({ code: 'backup-failed', message: expect.stringMatching(remedy) });
  });

  test('whose bucket is not there, whose key is wrong or which does not run is told so by the real server', async () => {
    await expect(open({ bucket: 'no-such-bucket' })).rejects.toThrow(/NoSuchBucket.*Make the bucket/);
    const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'wrong' };
    await using target = await open({ credentials });
    await expect(target.put('a', text('x'))).rejects.toThrow(/SignatureDoesNotMatch.*environment variables/);
    await expect(open({ endpoint: 'http://127.0.0.1:1', attempts: 1 })).rejects.toThrow(/ECONNREFUSED.*the endpoint/);
  });

  test('needs its client, and says how to install it', async () => {
    const load = () => Promise.reject(new Error("Cannot find package '@aws-sdk/client-s3'"));
    await expect(loadS3Library(load)).rejects.toMatchObject({
      code: 'dependency-missing',
      message: expect.stringContaining('npm i @aws-sdk/client-s3'),
    });
  });

  test('takes its credentials from the environment variables that the plant file names', async () => {
    const { bucket, region, endpoint, pathStyle } = server.options;
    const config = {
      kind: 's3' as const,
      bucket,
      region,
      prefix: 'environment/',
      endpoint,
      pathStyle: pathStyle ?? true,
      credentials: { accessKeyId: { env: 'KEY' }, secretAccessKey: { env: 'SECRET' } },
    };
    const context = { baseDir: '/', env: { KEY: 'S3RVER', SECRET: 'S3RVER' } };
    await using target = await openBackupTarget(config, context);
    expect(target.location).toBe(`s3://backups/environment/ (${endpoint})`);
    await expect(openBackupTarget(config, { baseDir: '/', env: { KEY: 'S3RVER' } })).rejects.toMatchObject({
      code: 'secret-missing',
      details: { name: 'SECRET' },
    });
  });

  test('keeps points, reads them back and prunes them', async () => {
    await using backups = await openBackupRepository(await open(), { plant: 'demo', softwareVersion: '1' });
    const file = (path: string, value: string) => ({ path, ...text(value) });
    const day = 86_400_000;
    const first = await backups.save([{ name: 'history', files: [file('a', 'one'), file('b', 'two')] }], { at: 1 });
    const second = await backups.save([{ name: 'history', files: [file('b', 'two'), file('c', '')] }], { at: 9 * day });
    expect([first.writtenCount, second.writtenCount]).toEqual([2, 1]);
    const { removedPoints } = await backups.prune({ allMs: day, dailies: 2 }, 9 * day);
    expect(removedPoints).toEqual([first.point.id]);
    const point = await backups.findPoint(Number.MAX_SAFE_INTEGER);
    expect(point).toEqual(second.point);
    const read = await Promise.all(
      second.point.parts[0]?.files.map((saved) => readText(backups.readFile(saved))) ?? [],
    );
    expect(read).toEqual(['two', '']);
    expect((await backups.verify()).damages).toEqual([]);
  });
});
