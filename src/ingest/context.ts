/** What a source is opened with: the plant as far as ingest needs it. */
import type { PersonTokens, Tag } from '../model/index.ts';
import type { Zone } from '../time/index.ts';

export interface SourceContext {
  /** Absolute folder of the plant file, against which relative paths are resolved. */
  readonly baseDir: string;
  /** The plant's zone: that of local times where the source names no other. */
  readonly zone: Zone;
  /** Equipment id for a name as the source writes it; undefined where the plant does not know it. */
  findEquipment(sourceName: string): string | undefined;
  /** Turns persons into tokens. */
  readonly tokens: PersonTokens;
  /** Key of identities, at least 16 bytes. With another key every fact is a new one. */
  readonly identityKey: Uint8Array;
  /** Codes of the plant's reason tree; others are kept and counted as `code-unmapped`. */
  readonly reasonCodes: ReadonlySet<string>;
  /** Codes of the plant's defect tree; others are kept and counted as `code-unmapped`. */
  readonly defectCodes: ReadonlySet<string>;
  /** Tags of the plant file. */
  readonly tags: readonly Tag[];
  /** Where secrets are read from that a source's config names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Wall clock, UTC epoch ms. */
  readonly clock: () => number;
  /**
   * Called before each connection to what a session is kept with: throws `lease-lost` where another process runs the
   * plant by now, so that a process that wakes up late does not take the session from it. Default: nothing else does.
   */
  readonly confirmLease?: () => void;
  /** Random numbers in [0, 1), for the spread of waiting times. */
  readonly random: () => number;
  /** Rows of a file that a batch holds at most; default 65,536. */
  readonly batchRowsMax?: number;
}
