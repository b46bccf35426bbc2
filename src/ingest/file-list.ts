/** The files a path of the plant file stands for: itself, what a folder holds, or what a pattern matches. */
import type { Stats } from 'node:fs';
import { glob, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { GembaError } from '../model/index.ts';

/** Over it, each commit would carry too large a position. */
export const filesMax = 10_000;

const endings = { csv: ['.csv'], jsonl: ['.jsonl', '.ndjson'] } as const;

export interface ListedFile {
  /** Relative to the plant file, with `/`: the same on every machine. */
  readonly name: string;
  readonly path: string;
  /** As facts name it. */
  readonly baseName: string;
  /** Named by itself: then it has to be there. */
  readonly isNamed: boolean;
}

/**
 * The files in order of name. A folder or pattern may be empty.
 *
 * @throws GembaError `data-file-missing`, `data-file-unreadable`
 */
export async function listFiles(
  paths: readonly string[],
  kind: 'csv' | 'jsonl',
  baseDir: string,
  countMax: number = filesMax,
): Promise<readonly ListedFile[]> {
  const found = new Map<string, ListedFile>();
  const add = (path: string, isNamed: boolean): void => {
    const name = relative(baseDir, path).replaceAll(sep, '/');
    found.set(name, { name, path, baseName: basename(path), isNamed: isNamed || found.get(name)?.isNamed === true });
  };
  for (const path of paths) {
    const full = resolve(baseDir, path);
    if (path.includes('*')) for await (const match of glob(full)) add(match, false);
    else if ((await statOf(full, path)).isDirectory())
      for (const entry of await readdir(full, { withFileTypes: true })) {
        if (entry.isFile() && endings[kind].some((ending) => entry.name.toLowerCase().endsWith(ending)))
          add(join(full, entry.name), false);
      }
    else add(full, true);
  }
  if (found.size > countMax)
    throw new GembaError(
      'data-file-unreadable',
      `${paths.join(', ')} holds ${found.size} files; at most ${countMax} can be followed. Move those that are done elsewhere.`,
      { details: { files: found.size, filesMax: countMax } },
    );
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function statOf(full: string, path: string): Promise<Stats> {
  try {
    return await stat(full);
  } catch (cause) {
    throw fileError(full, path, cause);
  }
}

/** The error of a file that cannot be opened or read. */
export function fileError(full: string, path: string, cause: unknown): GembaError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT')
    return new GembaError(
      'data-file-missing',
      `There is no file ${full}. Put it there, or correct the path '${path}' in the plant file.`,
      { cause, details: { path: full } },
    );
  return new GembaError(
    'data-file-unreadable',
    `Cannot read ${full}: ${message}. Check what it is and who may read it.`,
    {
      cause,
      details: { path: full, reason: code },
    },
  );
}
