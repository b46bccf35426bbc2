/** Sends a content: in one request where it is small, else in parts, which become an object only when all are there. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectContent } from '../target.ts';
import { wholeContent } from '../whole-content.ts';
import type { S3Library } from './load-client.ts';
import { failureOf } from './s3-problems.ts';

/** What is held in memory of each content that is sent. A part is sent again from there when a request fails. */
const partBytes = 8 << 20;
/** Of an S3 upload. */
const partsMax = 10_000;

export interface Upload {
  readonly library: S3Library;
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly signal: AbortSignal | undefined;
  /** Whether the object is there with that length: asked where the answer to the last request was lost. */
  readonly isThere: (byteLength: number) => Promise<boolean>;
}

export async function upload(to: Upload, content: ObjectContent, name: string): Promise<void> {
  const { byteLength } = content;
  const size = Math.max(partBytes, Math.ceil(byteLength / partsMax));
  const parts = inParts(wholeContent(content, name), Math.min(size, Math.max(1, byteLength)), to.signal);
  if (byteLength > size) return uploadParts(to, parts, byteLength);
  let only: Uint8Array = new Uint8Array(0);
  for await (const part of parts) only = part;
  const { library, client, bucket, key, signal } = to;
  const request = new library.PutObjectCommand({ Bucket: bucket, Key: key, Body: only, ContentLength: byteLength });
  await client.send(request, signal && { abortSignal: signal });
}

async function uploadParts(to: Upload, parts: AsyncIterable<Uint8Array>, byteLength: number): Promise<void> {
  const { library, client, bucket, key, signal } = to;
  const options = signal && { abortSignal: signal };
  const object = { Bucket: bucket, Key: key };
  const { UploadId } = await client.send(new library.CreateMultipartUploadCommand(object), options);
  const sent: { PartNumber: number; ETag: string | undefined }[] = [];
  try {
    for await (const part of parts) {
      const PartNumber = sent.length + 1;
      const request = new library.UploadPartCommand({ ...object, UploadId, PartNumber, Body: part });
      const { ETag } = await client.send(request, options);
      sent.push({ PartNumber, ETag });
    }
    await complete(to, UploadId, sent, byteLength);
  } catch (error) {
    // Nothing of it is an object yet. What cannot be removed here, a rule of the bucket can (docs/backup-format.md).
    await client.send(new library.AbortMultipartUploadCommand({ ...object, UploadId })).catch(() => undefined);
    throw error;
  }
}

async function complete(
  { library, client, bucket, key, isThere }: Upload,
  UploadId: string | undefined,
  Parts: { PartNumber: number; ETag: string | undefined }[],
  byteLength: number,
): Promise<void> {
  const request = { Bucket: bucket, Key: key, UploadId, MultipartUpload: { Parts } };
  try {
    await client.send(new library.CompleteMultipartUploadCommand(request));
  } catch (error) {
    // Completed already, by a request whose answer was lost.
    if (failureOf(error).name === 'NoSuchUpload' && (await isThere(byteLength))) return;
    throw error;
  }
}

/** In pieces of a size, the last one smaller. */
async function* inParts(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  let part = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.subarray(at, at + size - filled);
      part.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled < size) continue;
      yield part;
      part = Buffer.allocUnsafe(size);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
