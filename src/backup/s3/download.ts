/** Reads an object, going on where a connection broke. */
import { setTimeout as wait } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Library } from './load-client.ts';
import { failureOf } from './s3-problems.ts';

/** Broken connections in a row, without a byte between them. */
const breaksMax = 4;
const backOffMs = 250;

export interface Download {
  readonly library: S3Library;
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly signal: AbortSignal | undefined;
}

export async function* download(from: Download): AsyncGenerator<Uint8Array, void, undefined> {
  const { library, client, bucket, key, signal } = from;
  let received = 0;
  let etag: string | undefined;
  let byteLength: number | undefined;
  for (let breaks = 0; byteLength === undefined || received < byteLength; ) {
    signal?.throwIfAborted();
    const rest = received === 0 ? {} : { Range: `bytes=${received}-`, ...(etag && { IfMatch: etag }) };
    const request = new library.GetObjectCommand({ Bucket: bucket, Key: key, ...rest });
    const answer = await client.send(request, signal && { abortSignal: signal });
    etag ??= answer.ETag;
    byteLength ??= answer.ContentLength;
    try {
      for await (const chunk of answer.Body as AsyncIterable<Uint8Array>) {
        received += chunk.length;
        breaks = 0;
        yield chunk;
      }
      if (byteLength === undefined) return;
      // A connection that ends early without saying so is as good as broken.
      if (received < byteLength) breaks += 1;
    } catch (error) {
      signal?.throwIfAborted();
      breaks += 1;
      if (breaks > breaksMax || failureOf(error).status !== undefined) throw error;
    }
    if (breaks > breaksMax) throw new Error(`${key} ended after ${received} of ${byteLength} bytes`);
    if (breaks > 0) await wait(backOffMs * 2 ** (breaks - 1), undefined, signal && { signal });
  }
}
