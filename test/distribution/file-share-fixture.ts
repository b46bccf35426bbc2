import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileShare } from 'gemba/distribution';
import type { TransportFixture } from 'gemba/testing';

/** What `index.json` lists, with the path of each file. */
export interface ShareIndex {
  readonly reports: readonly {
    readonly delivery: string;
    readonly title: string;
    readonly revision: number;
    readonly files: readonly { readonly name: string; readonly path: string }[];
  }[];
}

export async function readIndex(path: string): Promise<ShareIndex> {
  const file = join(path, 'index.json');
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as ShareIndex) : { reports: [] };
}

export async function createFileShareFixture(): Promise<TransportFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-share-'));
  const path = join(folder, 'share');
  return {
    transport: createFileShare({ kind: 'fileShare', id: 'share', path, title: 'Reports' }),
    recipients: [],
    listArrived: async () => {
      const { reports } = await readIndex(path);
      return Promise.all(
        reports.map(async ({ files }) => ({
          files: new Map(
            await Promise.all(files.map(async (file) => [file.name, await readFile(join(path, file.path))] as const)),
          ),
        })),
      );
    },
    // A file where the folder should be: refused to every user, root too.
    breakOtherSide: () => writeFile(path, 'not a folder'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
