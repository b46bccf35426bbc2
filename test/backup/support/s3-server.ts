/**
 * A real S3 server (s3rver, from npm) on loopback, with what S3 has and it lacks: an object is there whole or not at all;
 * `If-None-Match: *` makes an object only where there is none; a long listing goes on (its own way there needs a cipher
 * that OpenSSL has given up).
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { S3TargetOptions } from 'gemba/backup';
import { temporaryFolder } from './temporary-folder.ts';

/** What is used of s3rver, which comes without types; it is a Koa application. */
interface Context {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Record<string, string | undefined>;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  app: unknown;
  status: number;
  type: string;
  body: unknown;
  length: number | undefined;
}
type Middleware = (context: Context, next: () => Promise<void>) => Promise<void>;
interface Server {
  readonly middleware: Middleware[];
  readonly store: {
    existsObject(bucket: string, key: string): Promise<boolean>;
    listObjects(bucket: string, options: object): Promise<{ readonly objects: readonly unknown[] }>;
    putContent(path: string, content: AsyncIterable<Uint8Array> | Uint8Array): Promise<[number, string]>;
  };
  readonly httpServer: { closeAllConnections(): void };
  run(): Promise<{ readonly port: number }>;
  close(): Promise<void>;
}

interface Page {
  readonly Contents?: readonly { readonly Key: string }[];
  IsTruncated: boolean;
  NextContinuationToken?: string;
}

export interface S3Server extends AsyncDisposable {
  /** For `openS3Target`. */
  readonly options: S3TargetOptions;
  /** Stands before each request while it is set. */
  intercept: Middleware | undefined;
  /** False: as a store that knows no conditional writes. */
  isConditional: boolean;
  /** How many objects an answer to a listing holds. */
  pageLength: number;
}

export const s3Bucket = 'backups';

export async function startS3Server(): Promise<S3Server> {
  const S3rver = loadS3rver();
  const folder = await temporaryFolder();
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: folder.path,
    vhostBuckets: false,
    configureBuckets: [{ name: s3Bucket }],
  });
  server.store.putContent = putWhole;
  // It signs '/backups' where a client rightly signed '/backups/', the path it asked for: there alone no signature is held to.
  const lenient = Object.create(server, { allowMismatchedSignatures: { value: true } });
  const busy = new Map<string, Promise<void>>();
  server.middleware.unshift(async (context, next) => {
    const { method, path, headers } = context;
    if (/^\/[^/]+\/$/.test(path)) context.app = lenient;
    const work = async (): Promise<void> => {
      const [, bucket = '', ...key] = decodeURIComponent(path).split('/');
      const isTaken = headers['if-none-match'] === '*' && (await server.store.existsObject(bucket, key.join('/')));
      if (method === 'PUT' && isTaken && fixture.isConditional) answer(context, 412, 'PreconditionFailed');
      else await next();
    };
    const guarded = async (): Promise<void> => {
      if (method !== 'PUT' || headers['if-none-match'] === undefined) return work();
      const before = busy.get(path) ?? Promise.resolve();
      const mine = before.then(work);
      busy.set(
        path,
        mine.catch(() => undefined),
      );
      await mine;
    };
    await (fixture.intercept === undefined ? guarded() : fixture.intercept(context, guarded));
  });
  const list = server.store.listObjects.bind(server.store);
  server.store.listObjects = async (bucket, options) => {
    const { objects, ...found } = await list(bucket, { ...options, maxKeys: Number.POSITIVE_INFINITY });
    return { ...found, objects: objects.slice(0, fixture.pageLength) };
  };
  // Behind the two that log and turn records into XML.
  server.middleware.splice(3, 0, async (context, next) => {
    const token = context.query['continuation-token'];
    if (token !== undefined) context.query['start-after'] = Buffer.from(token, 'base64url').toString();
    delete context.query['continuation-token'];
    await next();
    const { ListBucketResult: page } = (context.body ?? {}) as { ListBucketResult?: Page };
    const last = page?.Contents?.[fixture.pageLength - 1];
    if (page === undefined || last === undefined) return;
    page.IsTruncated = true;
    page.NextContinuationToken = Buffer.from(last.Key).toString('base64url');
  });
  const { port } = await server.run();
  const fixture: S3Server = {
    options: {
      bucket: s3Bucket,
      region: 'us-east-1',
      prefix: 'plant',
      endpoint: `http://127.0.0.1:${port}`,
      pathStyle: true,
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    },
    intercept: undefined,
    isConditional: true,
    pageLength: 1_000,
    async [Symbol.asyncDispose]() {
      const closing = server.close();
      server.httpServer.closeAllConnections();
      await closing;
      await folder[Symbol.asyncDispose]();
    },
  };
  return fixture;
}

/** Under the conditions by which tests are resolved, `require` finds the ES module of its router: it is given the CommonJS one. */
function loadS3rver(): new (options: unknown) => Server {
  const require = createRequire(import.meta.url);
  const router = require.resolve('@koa/router');
  const loaded = require(router) as { readonly default?: unknown };
  const kept = require.cache[router];
  if (kept !== undefined && loaded.default !== undefined) kept.exports = loaded.default;
  return require('@20minutes/s3rver');
}

/** Answers as S3 does where it refuses. */
export function answer(context: Context, status: number, code: string): void {
  context.status = status;
  context.type = 'application/xml';
  context.body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>as a test wants it</Message></Error>`;
}

async function putWhole(path: string, content: AsyncIterable<Uint8Array> | Uint8Array): Promise<[number, string]> {
  const chunks: Uint8Array[] = [];
  if (content instanceof Uint8Array) chunks.push(content);
  else for await (const chunk of content) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const beside = `${path}.${randomUUID()}`;
  await mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  await writeFile(beside, bytes);
  await rename(beside, path);
  return [bytes.length, createHash('md5').update(bytes).digest('hex')];
}
