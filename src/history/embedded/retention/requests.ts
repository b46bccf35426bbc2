/** What the child is asked when something is removed. */
import type { Segment } from '../segment.ts';
import type { FactTrim, ReadingTrim } from './plan-removal.ts';

/** Files are written anew without what has expired. */
export type TrimRequest = {
  readonly type: 'trim';
  readonly dir: string;
  /** File name of the new segments. */
  readonly name: string;
} & TrimmedFiles;

export type TrimmedFiles = ({ readonly of: 'readings' } & ReadingTrim) | ({ readonly of: 'facts' } & FactTrim);

export interface TrimReply {
  /** What takes the place of the segments of the request; some of them may be among it as they are. */
  readonly segments: readonly Segment[];
}

/** Refusals are written anew without texts that are to be forgotten. */
export interface BlankRequest {
  readonly type: 'blank';
  readonly dir: string;
  /** File name of the new segments. */
  readonly name: string;
  /** Of facts of refusals. */
  readonly segments: readonly Segment[];
  readonly texts: readonly string[];
}

export interface BlankReply {
  /** Segments of the request in which a text stands, each with what takes its place. */
  readonly replaced: readonly { readonly path: string; readonly by: Segment }[];
  /** Refusals that were blanked. */
  readonly rowCount: number;
}
