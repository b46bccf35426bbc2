import type { BufferFile, BufferFiles } from 'gemba/ingest';

export interface FileOperation {
  readonly name: keyof BufferFile | keyof BufferFiles;
  /** The file's name without its folder. */
  readonly file: string;
}

/** A disk that asks the test before each operation: it may wait, change something, or throw what the disk would. */
export function watchedFiles(
  files: BufferFiles,
  before: (operation: FileOperation) => Promise<void> | void,
): BufferFiles {
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const watchFile = (path: string, file: BufferFile): BufferFile =>
    watch(
      file,
      () => nameOf(path),
      before,
      (_, result) => result,
    );
  return watch(
    files,
    (path) => nameOf(path as string),
    before,
    (path, result) => (isFile(result) ? watchFile(path as string, result) : result),
  );
}

function isFile(result: unknown): result is BufferFile {
  return typeof result === 'object' && result !== null && 'truncate' in result;
}

function watch<T extends object>(
  target: T,
  fileOf: (argument: unknown) => string,
  before: (operation: FileOperation) => Promise<void> | void,
  wrap: (argument: unknown, result: unknown) => unknown,
): T {
  const entries = Object.entries(target).map(([name, act]) => {
    const watched = async (...given: unknown[]): Promise<unknown> => {
      await before({ name: name as FileOperation['name'], file: fileOf(given[0]) });
      return wrap(given[0], await (act as (...given: unknown[]) => Promise<unknown>).apply(target, given));
    };
    return [name, watched];
  });
  return Object.fromEntries(entries) as T;
}

export function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: planned by the test`), { code });
}
