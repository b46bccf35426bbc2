/** What a backup is: points in time, each of named parts, each of files; files of equal bytes are kept once. */
import type { ObjectContent } from './target.ts';

/** A file as it is given to a backup. */
export interface FileToSave extends ObjectContent {
  /** Within its part, joined by `/`. */
  readonly path: string;
  /** Lower-case hex, where it is known: a file that the target has already is then not read. What is read is held to it. */
  readonly sha256?: string;
}

export interface PartToSave {
  /** Such as `history`, `state`, `archive`, `buffer`. */
  readonly name: string;
  readonly files: AsyncIterable<FileToSave> | Iterable<FileToSave>;
}

/** A file of a point. */
export interface SavedFile {
  readonly path: string;
  readonly byteLength: number;
  readonly sha256: string;
}

export interface BackupPoint {
  /** Sorts by time. */
  readonly id: string;
  /** The moment that it holds, UTC epoch ms. */
  readonly at: number;
  readonly plant: string;
  readonly softwareVersion: string;
  readonly parts: readonly { readonly name: string; readonly files: readonly SavedFile[] }[];
}

export type PointSummary = Pick<BackupPoint, 'id' | 'at' | 'plant' | 'softwareVersion'> & {
  readonly fileCount: number;
  /** Of all its files, whether other points have them too or not. */
  readonly byteLength: number;
};

export interface SavedPoint {
  readonly point: BackupPoint;
  /** What had to be written for it: files that the target did not have. */
  readonly writtenCount: number;
  readonly writtenBytes: number;
}

/** Every point of the last `allMs`, and the last of each UTC day of the last `dailies` days. The newest always stays. */
export interface KeepRule {
  readonly allMs: number;
  readonly dailies: number;
}

export interface SavePointOptions {
  readonly at: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly writtenBytes: number }) => void;
}

/** What `verify` found wrong with an object of the target. */
export interface BackupDamage {
  /** Its name at the target; of bytes that are missing, what it would begin with. */
  readonly object: string;
  readonly kind: 'missing' | 'damaged';
  /** In words: what it is. */
  readonly what: string;
  /** Points that cannot be restored whole for it, by id. */
  readonly points: readonly string[];
  /** Files that it is or was, as `part/path`, at most the first hundred. */
  readonly files: readonly string[];
}

export interface VerifiedBackups {
  readonly pointCount: number;
  readonly objectCount: number;
  readonly readBytes: number;
  readonly damages: readonly BackupDamage[];
}

export interface VerifyBackupsOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly readBytes: number }) => void;
  /** False: looks at names and lengths alone, which costs a listing. Default true: every byte is read. */
  readonly content?: boolean;
  /** Removes objects whose bytes are others, so that the next save writes them anew where the plant still has them. */
  readonly removeDamaged?: boolean;
}

/**
 * Backups of one plant at one target. A point exists once its step does, which is written last; whatever is killed before
 * leaves objects that the next `save` uses and `prune` removes. One saves or prunes at a time: `backup-busy` for others.
 */
export interface BackupRepository extends AsyncDisposable {
  readonly location: string;
  /**
   * Reads files that the target does not have, several at once, and writes each once. Where it throws, no point was
   * added, unless the answer of the target was lost at the very end: then it is whole. Throws `backup-busy`,
   * `backup-failed` (also where a file is not what its checksum says, or changes while it is read), the signal's reason, or
   * what reading a file threw.
   */
  save(parts: readonly PartToSave[], options: SavePointOptions): Promise<SavedPoint>;
  /** Oldest first. */
  listPoints(): Promise<readonly PointSummary[]>;
  /** The newest point at or before an instant; undefined where there is none. Throws `backup-damaged`, naming the object. */
  findPoint(at: number): Promise<BackupPoint | undefined>;
  /** Throws `backup-missing` where there is none. */
  readPoint(id: string): Promise<BackupPoint>;
  /** The bytes of a file, held to its checksum: throws `backup-damaged` at their end where they are others. */
  readFile(file: Pick<SavedFile, 'sha256' | 'byteLength'>, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /**
   * Removes points that the rule does not keep, and then what no point needs. Reads the lists of files of all points it
   * keeps, so once a day is often enough.
   */
  prune(
    rule: KeepRule,
    now: number,
  ): Promise<{ readonly removedPoints: readonly string[]; readonly removedBytes: number }>;
  /** Looks at everything, while others may save: each damage by its object, and the points and files it touches. */
  verify(options?: VerifyBackupsOptions): Promise<VerifiedBackups>;
  /**
   * Small files beside the points that change, such as who stands behind person tokens: undefined where there is none.
   * Throws `backup-damaged`.
   */
  readNote(name: string): Promise<Uint8Array | undefined>;
  /** Replaces it; of two at once the later stays. Names are lower-case letters, digits and `-`. */
  writeNote(name: string, bytes: Uint8Array): Promise<void>;
}
