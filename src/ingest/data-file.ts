/** A file that is being read, its errors in words that help. */
import { type FileHandle, open } from 'node:fs/promises';
import { GembaError } from '../model/index.ts';
import { ByteWindow } from './byte-window.ts';
import type { FileSourceConfig } from './config.ts';
import type { CsvReader } from './csv-reader.ts';
import { fileError, type ListedFile } from './file-list.ts';
import { type FileProgress, fingerprintOf, signatureOf } from './file-position.ts';
import { type CsvConfig, listUnreadable, openCsv, openJson, recordBytesMaxOf, takeHeader } from './open-reader.ts';
import type { RecordReader } from './record-reader.ts';

export class DataFile {
  readonly listed: ListedFile;
  /** As it was when it was opened. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly fingerprint: string;
  /** Changes with whatever is done to it. */
  readonly signature: string;
  readonly #handle: FileHandle;

  private constructor(
    listed: ListedFile,
    handle: FileHandle,
    first: Pick<DataFile, 'size' | 'mtimeMs' | 'fingerprint' | 'signature'>,
  ) {
    this.listed = listed;
    this.#handle = handle;
    this.signature = first.signature;
    this.size = first.size;
    this.mtimeMs = first.mtimeMs;
    this.fingerprint = first.fingerprint;
  }

  /**
   * Opens a listed file; undefined where a folder or pattern listed it and it is gone by now.
   *
   * @throws GembaError `data-file-missing`, `data-file-unreadable`
   */
  static async open(listed: ListedFile): Promise<DataFile | undefined> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(listed.path);
      const stats = await handle.stat();
      const { size, mtimeMs } = stats;
      const fingerprint = await fingerprintOf(handle, size);
      return new DataFile(listed, handle, { size, mtimeMs, fingerprint, signature: signatureOf(stats) });
    } catch (cause) {
      await handle?.close();
      if (!listed.isNamed && (cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw fileError(listed.path, listed.name, cause);
    }
  }

  /** Whether it is what was read of it before, to its end. */
  isDone(progress: FileProgress | undefined): boolean {
    return (
      progress?.done === true &&
      progress.fingerprint === this.fingerprint &&
      progress.size === this.size &&
      progress.mtimeMs === this.mtimeMs
    );
  }

  /** Whether it is still as it was when it was opened. */
  async isUnchanged(): Promise<boolean> {
    const { size, mtimeMs } = await this.#handle.stat();
    return size === this.size && mtimeMs === this.mtimeMs;
  }

  progress(rows: number, done: boolean): FileProgress {
    return { size: this.size, mtimeMs: this.mtimeMs, fingerprint: this.fingerprint, rows, done };
  }

  /** Reads on into the window. */
  async fill(window: ByteWindow): Promise<void> {
    try {
      await window.fill(this.#handle);
    } catch (cause) {
      throw fileError(this.listed.path, this.listed.name, cause);
    }
  }

  /**
   * The window and reader of its records, behind a byte order mark and the header.
   *
   * @throws GembaError `data-file-header`
   */
  async openReader(config: FileSourceConfig): Promise<{ readonly window: ByteWindow; readonly reader: RecordReader }> {
    if (config.kind === 'jsonl') {
      const window = await this.#openWindow(config);
      return { window, reader: openJson(config, window) };
    }
    const { window, reader } = await this.openCsv(config);
    const wrong = listUnreadable(config.mapping, reader.fields);
    if (wrong.length === 0) return { window, reader };
    const columns = wrong.length === 1 ? 'column' : 'columns';
    throw this.#headerError(`lacks (or has twice) the mapped ${columns} ${wrong.join(', ')}`, wrong, reader.fields);
  }

  /**
   * The same for a CSV of any columns.
   *
   * @throws GembaError `data-file-header`
   */
  async openCsv(config: CsvConfig): Promise<{ readonly window: ByteWindow; readonly reader: CsvReader }> {
    const window = await this.#openWindow(config);
    const reader = openCsv(config, window);
    while (!reader.next()) {
      if (window.ended) throw this.#headerError('is empty: it has not even a header', [], []);
      await this.fill(window);
    }
    if (reader.problem !== undefined)
      throw this.#headerError(`has a header that cannot be read (${reader.problem.code})`, [], []);
    takeHeader(reader, config, window);
    return { window, reader };
  }

  /** The first bytes, wherever reading stands. */
  async readHead(byteLength: number): Promise<Buffer> {
    const bytes = Buffer.alloc(byteLength);
    const { bytesRead } = await this.#handle.read(bytes, 0, byteLength, 0);
    return bytes.subarray(0, bytesRead);
  }

  /** Closing twice is harmless. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #openWindow(config: CsvConfig): Promise<ByteWindow> {
    const window = new ByteWindow(recordBytesMaxOf(config));
    await this.fill(window);
    if (window.bytes[0] === 0xef && window.bytes[1] === 0xbb && window.bytes[2] === 0xbf) window.at = 3;
    return window;
  }

  #headerError(what: string, missing: readonly string[], present: readonly string[]): GembaError {
    const has = present.length === 0 ? '' : ` It has: ${present.join(', ').slice(0, 2_000)}.`;
    const file = this.listed.path;
    return new GembaError(
      'data-file-header',
      `${file} ${what}.${has} Correct the file, or delimiter and mapping of its source in the plant file.`,
      { details: { file, missing, present } },
    );
  }
}
