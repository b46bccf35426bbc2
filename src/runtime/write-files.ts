/** Laying files into a folder so that nobody ever sees half of one. */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GembaError } from '../model/index.ts';

/**
 * Writes each file under a temporary name, synced, then renames it; a file of the same name is replaced.
 *
 * @returns their paths
 * @throws GembaError `output-unwritable`, naming the folder
 */
export async function writeFilesAtomically(
  folder: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
    return await Promise.all(files.map((file) => writeFileAtomically(folder, file.name, file.bytes)));
  } catch (cause) {
    throw new GembaError(
      'output-unwritable',
      `Cannot write into ${folder}: ${(cause as Error).message}. Choose another folder with --out, or make it writable.`,
      { cause, details: { folder } },
    );
  }
}

async function writeFileAtomically(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  const temporary = join(folder, `.${name}.${process.pid}.part`);
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    return path;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
