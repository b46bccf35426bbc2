import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { GembaError } from '../../model/index.ts';
import { isObjectName, requireObjectName } from '../object-names.ts';
import type { BackupTarget, StoredObject } from '../target.ts';
import { download } from './download.ts';
import { loadS3Library, type S3Library } from './load-client.ts';
import { failureOf, isMissingObject, s3Problem } from './s3-problems.ts';
import { upload } from './upload.ts';

export interface S3TargetOptions {
  readonly bucket: string;
  readonly region: string;
  /** What keys begin with: `berlin/`. Default: nothing. */
  readonly prefix?: string | undefined;
  /** Default: Amazon S3. */
  readonly endpoint?: string | undefined;
  /** Default false. */
  readonly pathStyle?: boolean | undefined;
  /** Default: those of the machine, as the client finds them. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** How often a request is sent before it fails. Default 5. */
  readonly attempts?: number | undefined;
}

/** Stays in the store: that it cannot be made twice shows that nothing else can. */
const probeName = 'created-once';
const connectMsMax = 15_000;
const silentMsMax = 60_000;

/**
 * Backups in a bucket of an S3-compatible store. It must be able to create an object only where there is none
 * (`If-None-Match: *`), as Amazon S3 and most others can: one that cannot is refused.
 *
 * @throws GembaError `dependency-missing` without `@aws-sdk/client-s3`; `backup-failed` where the bucket cannot be listed
 * @example await using target = await openS3Target({ bucket: 'backups', region: 'eu-central-1', prefix: 'berlin/' })
 */
export async function openS3Target(options: S3TargetOptions): Promise<BackupTarget> {
  const library = await loadS3Library();
  const { bucket } = options;
  const prefix = (options.prefix ?? '').replace(/^\/+/, '').replace(/([^/])\/*$/, '$1/');
  const at = options.endpoint === undefined ? '' : ` (${options.endpoint})`;
  const location = `s3://${bucket}/${prefix}${at}`;
  const client = createClient(library, options);
  const keyOf = (name: string): string => {
    requireObjectName(name);
    return prefix + name;
  };
  /** Says what a failure means, unless it was the caller's wish or the caller's content. */
  const fail = (error: unknown, what: 'read' | 'write', signal?: AbortSignal): never => {
    if (signal?.aborted) throw signal.reason;
    throw s3Problem(error, what, location);
  };

  const find = async (name: string): Promise<StoredObject | undefined> => {
    const key = keyOf(name);
    try {
      const found = await client.send(new library.HeadObjectCommand({ Bucket: bucket, Key: key }));
      return describe(name, found.ContentLength, found.LastModified);
    } catch (error) {
      return isMissingObject(error) ? undefined : fail(error, 'read');
    }
  };

  const putNew = async (name: string, bytes: Uint8Array): Promise<boolean> => {
    const object = { Bucket: bucket, Key: keyOf(name) };
    const writer = randomUUID();
    const request = { ...object, Body: bytes, IfNoneMatch: '*', Metadata: { writer } };
    try {
      await client.send(new library.PutObjectCommand(request));
      return true;
    } catch (error) {
      const { status, attempts } = failureOf(error);
      if (status !== 412) return fail(error, 'write');
      if (attempts === 1) return false;
      // The answer to an attempt before may have been lost: then it is ours.
      const found = await client
        .send(new library.HeadObjectCommand(object))
        .catch((cause: unknown) => fail(cause, 'read'));
      return found.Metadata?.['writer'] === writer;
    }
  };

  let probing: Promise<void> | undefined;
  const requireExclusive = (): Promise<void> => {
    const probe = async (): Promise<void> => {
      const bytes = Buffer.from('Shows that this store makes an object only once.\n');
      if (!(await putNew(probeName, bytes)) || !(await putNew(probeName, bytes))) return;
      throw new GembaError(
        'backup-failed',
        `The store at ${location} makes one object twice: it ignores If-None-Match, without which two processes could ruin each other's backups. Use a store that heeds it, or a folder.`,
        { details: { location } },
      );
    };
    probing ??= probe();
    probing.catch(() => {
      probing = undefined;
    });
    return probing;
  };

  const target: BackupTarget = {
    location,
    async put(name, content, signal) {
      const key = keyOf(name);
      signal?.throwIfAborted();
      let sourceProblem: { readonly error: unknown } | undefined;
      const watched = {
        byteLength: content.byteLength,
        async *read() {
          try {
            yield* content.read();
          } catch (error) {
            sourceProblem = { error };
            throw error;
          }
        },
      };
      const isThere = async (byteLength: number): Promise<boolean> => (await find(name))?.byteLength === byteLength;
      try {
        await upload({ library, client, bucket, key, signal, isThere }, watched, name);
      } catch (error) {
        if (sourceProblem !== undefined) throw sourceProblem.error;
        fail(error, 'write', signal);
      }
    },
    async create(name, bytes) {
      keyOf(name);
      await requireExclusive();
      return putNew(name, bytes);
    },
    async *get(name, signal) {
      const key = keyOf(name);
      signal?.throwIfAborted();
      try {
        yield* download({ library, client, bucket, key, signal });
      } catch (error) {
        if (signal?.aborted || !isMissingObject(error)) fail(error, 'read', signal);
        throw new GembaError('backup-missing', `There is no ${name} in the backups at ${location}.`, {
          cause: error,
          details: { name, location },
        });
      }
    },
    find,
    async *list(start, signal) {
      let ContinuationToken: string | undefined;
      do {
        signal?.throwIfAborted();
        const request = new library.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix + start,
          ...(ContinuationToken && { ContinuationToken }),
        });
        const page = await client
          .send(request, signal && { abortSignal: signal })
          .catch((error: unknown) => fail(error, 'read', signal));
        for (const { Key, Size, LastModified } of page.Contents ?? []) {
          const name = Key?.slice(prefix.length) ?? '';
          if (isObjectName(name)) yield describe(name, Size, LastModified);
        }
        ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (ContinuationToken !== undefined);
    },
    async remove(name) {
      const request = new library.DeleteObjectCommand({ Bucket: bucket, Key: keyOf(name) });
      await client.send(request).catch((error: unknown) => fail(error, 'write'));
    },
    [Symbol.asyncDispose]: async () => client.destroy(),
  };

  try {
    // HEAD says nothing of why it is refused, and the rest would take a missing bucket for a missing object.
    await client.send(new library.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }));
  } catch (error) {
    client.destroy();
    throw s3Problem(error, 'read', location);
  }
  return target;
}

function createClient(library: S3Library, options: S3TargetOptions): S3Client {
  const { region, endpoint, pathStyle = false, credentials, attempts = 5 } = options;
  return new library.S3Client({
    region,
    forcePathStyle: pathStyle,
    maxAttempts: attempts,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials: { ...credentials } }),
    // Newer checksums than others' stores know. What is sent is signed with its SHA-256, and read against its own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: connectMsMax, socketTimeout: silentMsMax },
  });
}

function describe(name: string, byteLength: number | undefined, modified: Date | undefined): StoredObject {
  return { name, byteLength: byteLength ?? 0, modifiedAt: modified?.getTime() ?? 0 };
}
