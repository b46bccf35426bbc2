/**
 * Lists of files: gzip of lines as `sha256sum` writes them, with the length between, in the order of their paths. A list is
 * an object like any other, so a part that did not change costs nothing.
 */
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { GembaError } from '../../model/index.ts';
import type { SavedFile } from '../repository.ts';

const pressed = promisify(gzip);
const unpressed = promisify(gunzip);

/** Of a list with its lines: some five million files. */
const listBytesMax = 1 << 30;

export async function encodeFileList(files: readonly SavedFile[]): Promise<Uint8Array> {
  const lines = files.map(({ path, byteLength, sha256 }) => `${sha256} ${byteLength} ${path}\n`);
  return pressed(lines.join(''), { level: constants.Z_BEST_SPEED });
}

/** Undefined where the bytes are no list. */
export async function decodeFileList(bytes: Uint8Array): Promise<readonly SavedFile[] | undefined> {
  let text: string;
  try {
    text = (await unpressed(bytes, { maxOutputLength: listBytesMax })).toString();
  } catch (error) {
    // What zlib says of bytes that are none of its own.
    if (error instanceof Error && 'errno' in error) return undefined;
    throw error;
  }
  const files: SavedFile[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const [, sha256, byteLength, path] = /^([0-9a-f]{64}) (\d+) (.+)$/.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || !isFilePath(path)) return undefined;
    files.push({ path, byteLength: Number(byteLength), sha256 });
  }
  return files;
}

/** @throws GembaError `usage` for a path that could lead out of the folder it is restored to */
export function requireFilePath(part: string, path: string): void {
  if (isFilePath(path)) return;
  throw new GembaError('usage', `${JSON.stringify(path)} is no path of a file in the part ${part}.`, {
    details: { part, path },
  });
}

/** Relative, joined by `/`, and the same on every system. */
function isFilePath(path: string): boolean {
  if (/[\\\p{Cc}]/u.test(path) || /^[A-Za-z]:/.test(path)) return false;
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
