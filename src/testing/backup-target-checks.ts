/** What the conformance suite of backup targets does with one. */
import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import type { BackupTarget, ObjectContent } from '../backup/index.ts';
import { type ErrorCode, GembaError } from '../model/index.ts';

/** A content in chunks, which ends or fails after some bytes where it is told to. */
export function contentOf(
  bytes: Uint8Array,
  options: { readonly chunkBytes?: number; readonly sent?: Uint8Array; readonly failure?: Error } = {},
): ObjectContent {
  const { chunkBytes = 1 << 16, sent = bytes, failure } = options;
  return {
    byteLength: bytes.length,
    async *read() {
      for (let at = 0; at < sent.length; at += chunkBytes) yield sent.subarray(at, at + chunkBytes);
      if (failure !== undefined) throw failure;
    },
  };
}

/** The same for the same seed; those of two seeds have nothing in common, nor has any part of one with another. */
export function bytesOf(byteLength: number, seed: number): Uint8Array {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, `seed ${seed} `), Buffer.alloc(16));
  return new Uint8Array(cipher.update(Buffer.alloc(byteLength)));
}

export async function readBytes(target: BackupTarget, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of target.get(name)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

export async function requireBytes(target: BackupTarget, name: string, bytes: Uint8Array): Promise<void> {
  const found = await readBytes(target, name);
  assert.ok(Buffer.compare(found, bytes) === 0, `${name} reads back as ${bytes.length} bytes that were put`);
  assert.equal((await target.find(name))?.byteLength, bytes.length, `find tells the length of ${name}`);
}

export async function requireNone(target: BackupTarget, name: string): Promise<void> {
  assert.equal(await target.find(name), undefined, `find has no ${name}`);
  await requireCode(readBytes(target, name), 'backup-missing');
  assert.ok(!(await listNames(target, '')).includes(name), `${name} is not listed`);
}

export async function listNames(target: BackupTarget, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of target.list(prefix)) names.push(name);
  return names.sort();
}

export async function requireCode(work: Promise<unknown>, code: ErrorCode): Promise<void> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GembaError, `throws a GembaError of code ${code}, not ${String(error)}`);
  assert.equal(error.code, code, error.message);
}
