/** The buffer's files on the disk of this machine. */
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BufferFile, BufferFiles } from './buffer-files.ts';

async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function asBufferFile(handle: FileHandle): BufferFile {
  return {
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    sync: () => handle.datasync(),
    truncate: (sizeBytes) => handle.truncate(sizeBytes),
    sizeBytes: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}

export const nodeFiles: BufferFiles = {
  async makeFolder(dir) {
    const first = await mkdir(dir, { recursive: true });
    if (first === undefined) return;
    // Every new folder is entered into its parent durably.
    for (let made = dir; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
  },
  async list(dir) {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  },
  create: async (path) => asBufferFile(await open(path, 'wx+')),
  open: async (path) => asBufferFile(await open(path, 'r+')),
  remove: (path) => rm(path, { force: true }),
  syncFolder,
};
