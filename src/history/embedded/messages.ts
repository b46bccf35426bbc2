/** What the writing process and its child say to each other: columns as typed arrays and codes, never a string a row. */
import type { FactKind } from '../../model/index.ts';
import type { Commit } from '../port.ts';
import type { DuckDBLimits } from './duckdb.ts';
import type { Segment } from './manifest-state.ts';
import type { BlankReply, BlankRequest, TrimReply, TrimRequest } from './retention/requests.ts';
import type { RollupReply, RollupRequest } from './rollups/request.ts';

export interface PackedText {
  /** Only what the codes use; `''` first. */
  readonly dictionary: readonly string[];
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
}

/** Instants and what is fractional, absent or negative somewhere as doubles; other numbers as narrow as they can be. */
export type PackedNumbers = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** A fact table ready to be sent. */
export interface PackedTable {
  readonly kind: FactKind;
  readonly length: number;
  /** Left out for readings, whose columns say who they are (`identifyReadings`). */
  readonly hashes?: { readonly identity: Uint8Array; readonly content: Uint8Array };
  /** Columns in which every fact has nothing are left out, here and below. */
  readonly texts: Readonly<Record<string, PackedText>>;
  readonly numbers: Readonly<Record<string, PackedNumbers>>;
}

export type SegmentName = Pick<Segment, 'path' | 'role' | 'kind' | 'day' | 'format' | 'hasFractions'>;

export interface WriteRequest {
  readonly type: 'write';
  readonly dir: string;
  /** File name of the new segments, unused so far in this store. */
  readonly name: string;
  readonly identityBy: Commit['identityBy'];
  /** Facts of several commits, in their order; applied one after the other. */
  readonly commits: readonly (readonly PackedTable[])[];
  /** Segments of facts in which an identity of these may have been received before. */
  readonly searched: readonly SegmentName[];
  /** Every segment of the partitions that may change, of both roles. */
  readonly present: readonly SegmentName[];
}

/** What became of the facts of one commit, refusals left out: they are counted as refused by who refused them. */
export interface CommitCounts {
  readonly stored: number;
  readonly duplicate: number;
  readonly superseding: number;
}

export interface WriteReply {
  readonly counts: readonly CommitCounts[];
  readonly segments: readonly Segment[];
}

export interface CompactRequest {
  readonly type: 'compact';
  readonly dir: string;
  readonly name: string;
  /** Segments of one partition to be merged into one of each role. */
  readonly segments: readonly Segment[];
  /** Of readings: cut by tags into segments of about so many rows, in place of one. */
  readonly rowsPerRange?: number;
}

export interface CompactReply {
  readonly segments: readonly Segment[];
}

export type ChildRequest = WriteRequest | CompactRequest | RollupRequest | TrimRequest | BlankRequest;
export type ChildReply = WriteReply | CompactReply | RollupReply | TrimReply | BlankReply;

export type ToChild =
  | { readonly type: 'open'; readonly limits: DuckDBLimits }
  | { readonly type: 'request'; readonly id: number; readonly request: ChildRequest };

export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'reply'; readonly id: number; readonly reply: ChildReply }
  | {
      readonly type: 'failure';
      readonly id: number;
      readonly message: string;
      readonly code?: string;
    };
