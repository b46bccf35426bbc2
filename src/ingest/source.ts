/** The extension point for where facts come from. `gemba/testing` has its conformance suite. */
import type { Account, Adjustment, AnyFactTable, TagConfig } from '../model/index.ts';

/** Where a source stands, as JSON only that source understands; history commits it together with the facts. */
export type SourcePosition = Readonly<Record<string, unknown>>;

/** A plain record: what loads it keeps all but the facts until they are committed. */
export interface SourceBatch {
  /** Source id of the plant file. */
  readonly source: string;
  /** `content`: hash of content and ordinal; `key`: the source's own key, so that content may be corrected. */
  readonly identityBy: 'content' | 'key';
  /** Accepted facts by kind, and refused rows as facts of kind `refusal`. */
  readonly facts: readonly AnyFactTable[];
  /** What this batch received and refused; what of it is stored or duplicate, history says. */
  readonly account: Pick<Account, 'received' | 'refused' | 'filtered' | 'expired' | 'lost'>;
  /** Values read otherwise than written; at most 1,000 a batch are listed, all are counted. */
  readonly adjustments: readonly Adjustment[];
  readonly adjustmentCount: number;
  /**
   * Tags that were heard of at instants that none of the facts has, because a filter held their readings back: a tag
   * that is filtered is not silent. Instants of the first and last such reading. Default: none.
   */
  readonly heard?: readonly { readonly tag: string; readonly fromAt: number; readonly toAt: number }[];
  /** Where the source stands once this batch is committed. */
  readonly position: SourcePosition;
  /**
   * Where the source starts again when only a part of the batch came to disk: from there the whole batch comes again, as
   * the same facts. Default: where it stood before the batch, which suits a source that reads on from its position.
   */
  readonly positionInPart?: SourcePosition;
  /** To be called once the facts are on disk (fsync), in order. Calling it twice is harmless. */
  ack(): Promise<void>;
}

/** What a source tells besides its batches: what gaps and status are made of. */
export type SourceEvent =
  | { readonly kind: 'connected'; readonly at: number; readonly isSessionResumed: boolean }
  | { readonly kind: 'disconnected'; readonly at: number; readonly reason: string }
  /** What its engineer should know and can mend: a password refused, a subscription denied. Said once per change. */
  | { readonly kind: 'notice'; readonly at: number; readonly message: string }
  /** The source's own numbers jump: readings between are missing. `tag` absent: of the whole source. */
  | {
      readonly kind: 'sequence-jump';
      readonly fromAt: number;
      readonly toAt: number;
      readonly tag?: string;
      readonly missingCount?: number;
    }
  /**
   * From `at` on nobody knows these tags, each until it is heard of again: their device is gone, or a message is missing
   * that may have been of any of them.
   */
  | {
      readonly kind: 'tags-unknown';
      readonly at: number;
      readonly cause: 'disconnected' | 'sequence';
      readonly tags: readonly string[];
      readonly reason: string;
    }
  /** All is said of these tags as of `at`, also where their last readings are older: nothing more is missing of them. */
  | { readonly kind: 'tags-known'; readonly at: number; readonly tags: readonly string[] }
  /** The source's clock against ours, ms; above 0 where it is ahead. */
  | { readonly kind: 'skew'; readonly at: number; readonly skewMs: number };

export interface SourceStart {
  /** What history has committed for this source; undefined at the first start. */
  readonly position: SourcePosition | undefined;
  readonly signal: AbortSignal;
  /** Default: nobody listens. */
  readonly onEvent?: (event: SourceEvent) => void;
  /**
   * Whether it is started again `followMs` after its batches have ended: what may still be being written can be left for
   * then. Default: it is not.
   */
  readonly isFollowed?: boolean;
}

export interface DiscoverOptions {
  readonly signal: AbortSignal;
  /** How long to listen, ms. */
  readonly listenMs: number;
  /** Whether what is connected is asked to declare itself, which it then does to all that listen. */
  readonly asksForBirths: boolean;
}

/** What a source could be read for. */
export interface Discovered {
  readonly ok: boolean;
  readonly message: string;
  /** Tags that are declared, known ones too. */
  readonly declaredCount: number;
  /** A first tag list of those that neither the plant file nor an alias names, for an engineer to correct. */
  readonly tags: readonly TagConfig[];
  /** What was heard of that has not declared itself. */
  readonly silent: readonly string[];
}

export interface Source {
  readonly id: string;
  readonly kind: string;
  /** `finite`: its batches end by themselves (files); `stream`: they go on until the signal aborts. */
  readonly extent: 'finite' | 'stream';
  /** How long a running plant waits before it looks again for what is new, where the source is finite. Default: it does not. */
  readonly followMs?: number;
  /**
   * Batches in order, from the committed position on; ends when there is nothing more (files) or the signal aborts
   * (streams; what was begun with is handed over). What was yielded and not acknowledged comes again at the next start,
   * with the same identities; those that are made of a time of receipt are known from the position of their batch on.
   */
  batches(start: SourceStart): AsyncIterable<SourceBatch>;
  /** Whether what it reads from is there and readable, without loading anything; for `gemba check`. */
  check(signal: AbortSignal): Promise<{ readonly ok: boolean; readonly message: string }>;
  /** Listens to what is there and drafts tags of it. Absent where the source declares nothing. */
  discover?(options: DiscoverOptions): Promise<Discovered>;
}
