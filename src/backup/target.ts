/**
 * The extension point for where backups lie: a folder, or an S3-compatible store. It holds named pieces of bytes and knows
 * nothing of what they are. `gemba/testing` has its conformance suite.
 *
 * Every method throws `usage` for a name that is none, and `backup-failed` where the place cannot be reached, read or
 * written, saying why and what to do. What one process has written the others see at once.
 */

export interface StoredObject {
  /** Parts joined by `/`; lower-case letters, digits, `.`, `_` and `-` only, 150 at most. No name is the folder of another. */
  readonly name: string;
  readonly byteLength: number;
  /** When it was last written, as the target tells, UTC epoch ms. */
  readonly modifiedAt: number;
}

export interface ObjectContent {
  readonly byteLength: number;
  /** The bytes from the first on; called again where they must be sent anew. A chunk given stays as it is. */
  read(): AsyncIterable<Uint8Array>;
}

export interface BackupTarget extends AsyncDisposable {
  /** As it is named to people: a folder's path, or bucket and prefix. */
  readonly location: string;
  /**
   * Whole or not at all, durable when it resolves; replaces what had the name. Throws `backup-failed` where the content is
   * of another length than it says; what the content throws is thrown as it is.
   */
  put(name: string, content: ObjectContent, signal?: AbortSignal): Promise<void>;
  /** The same, but false, changing nothing, where the name is taken. Of several who create one name at once, one gets true. */
  create(name: string, bytes: Uint8Array): Promise<boolean>;
  /** The bytes from the first on. Throws `backup-missing` where there is no such object. */
  get(name: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  find(name: string): Promise<StoredObject | undefined>;
  /** Those whose names begin so, in no order that counts. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<StoredObject>;
  /** Does nothing where there is none. */
  remove(name: string): Promise<void>;
}
