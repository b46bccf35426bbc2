/** What programs get of the live side. */
import type { KpiAnswer, KpiRow, UnitDimension } from '../analytics/index.ts';
import type { Plant } from '../model/index.ts';
import type { LiveChange } from './change-feed.ts';
import type { LivePicture } from './live.ts';

export interface CurrentOptions {
  /** Ids of equipment: its work units, or those below it. Default: all of the plant. */
  readonly equipment?: readonly string[] | undefined;
}

export interface LiveKpisOptions extends CurrentOptions {
  /** Levels of equipment. Default: each work unit. */
  readonly groupBy?: readonly UnitDimension[] | undefined;
  /** Rows of the table of KPIs. Default: all. */
  readonly kpis?: readonly KpiRow[] | undefined;
}

export interface LiveKpis extends KpiAnswer {
  /** Up to when its windows go, UTC epoch ms. */
  readonly asOfAt: number;
  /** Something that some of it stands on will be read again from history. */
  readonly isCatchingUp: boolean;
}

export interface ChangesOptions extends CurrentOptions {
  /** Token of the last change that was seen, to go on from there. */
  readonly after?: string | undefined;
  /** Aborting it ends the changes, without an error. */
  readonly signal?: AbortSignal | undefined;
}

/** Live figures and states of a plant's work units. Dispose it: `await using monitor = await openLiveMonitor(…)`. */
export interface LiveMonitor extends AsyncDisposable {
  readonly plant: Plant;
  /**
   * What is known now, as it was last worked out: within a second of the last fact, within ten of any instant.
   *
   * @throws GembaError `unknown-name` for equipment the plant lacks
   */
  current(options?: CurrentOptions): LivePicture;
  /**
   * KPIs of the table, of the production day and of the shift that last, up to now: worked out when it is asked, of the facts that
   * the figures stand on.
   *
   * @throws GembaError `unknown-name` for equipment the plant lacks
   * @example monitor.kpis({ groupBy: ['area'] }).columns
   */
  kpis(options?: LiveKpisOptions): LiveKpis;
  /**
   * Changes as they come. It begins with the whole picture (`reset`), or behind `after` where what changed since is still
   * kept. A reader that is slow gets the newest change of each unit, and is told (`skipped`). It ends with the monitor.
   *
   * @throws GembaError `unknown-name` for equipment the plant lacks
   * @example
   * for await (const change of monitor.changes({ signal })) if (change.kind === 'unit') show(change.unit);
   */
  changes(options?: ChangesOptions): AsyncIterable<LiveChange>;
}

/** How often what is done, ms. */
export interface LivePace {
  /** A unit whose facts changed is worked out again at most so often; default 250. */
  readonly refreshMs: number;
  /** Every unit is worked out again as time passes; default 10,000. */
  readonly tickMs: number;
  /** Windows are read again from history at most so often; default 1,000, and never more than a fifth of the time. */
  readonly readMs: number;
  /**
   * Ideal times are learned again, from all of history, at most so often, but where a window begins; default 5,000, and never
   * more than a twentieth of the time.
   */
  readonly learnMs: number;
}

export type MonitorEvent =
  /** Units were read again from history; with ideal times where a window began, or older reports came. */
  | { readonly kind: 'read'; readonly unitCount: number; readonly isLearned: boolean; readonly durationMs: number }
  /** Facts were left out, because they came too fast or history was away for too long; they are read again from there. */
  | { readonly kind: 'skipped'; readonly factCount: number }
  /**
   * `read`: history could not be read, so what needs it stands still; `facts`: a batch could not be applied, and is read from
   * history instead; `refresh`: a unit could not be worked out. All are tried again.
   */
  | {
      readonly kind: 'failed';
      readonly what: 'read' | 'facts' | 'refresh';
      readonly error: unknown;
      readonly retryMs: number;
    };
