/** What is known of a plant now: the records that programs and browsers get. */
import type { Figures, UnitFigures } from '../analytics/index.ts';
import type { EquipmentState } from '../model/index.ts';
import type { Interval, LocalDate } from '../time/index.ts';

/** The production day or the shift that lasts: `[fromAt, toAt)`, of which figures hold what lies before `asOfAt`. */
export interface LiveWindow extends Interval {
  readonly kind: 'day' | 'shift';
  /** The shift's name; of a day its date. */
  readonly name: string;
  /** The date of the production day, or on which the shift began. */
  readonly date: LocalDate;
}

export interface LiveWindows {
  readonly day: LiveWindow;
  /** Undefined while no shift is worked. Where several are, the one that began last. */
  readonly shift: LiveWindow | undefined;
}

/** What says a unit's state: its own sensors, or who reports for it. */
export const stateOrigins = ['signals', 'reports'] as const;
export type StateOrigin = (typeof stateOrigins)[number];

/**
 * `tags-silent`: what its sensors say is not known now (too long ago, bad, or never); `no-rule-holds`: they speak, and
 * none of its rules holds; `not-reported`: no report reaches up to now.
 */
export const unknownStateReasons = ['tags-silent', 'no-rule-holds', 'not-reported'] as const;
export type UnknownStateReason = (typeof unknownStateReasons)[number];

/** What a unit is doing, just before `asOfAt`. Down goes before running, running before setup, as in the figures. */
export type LiveState =
  | {
      readonly kind: 'known';
      readonly state: EquipmentState;
      readonly origin: StateOrigin;
      /** Since when it has been in it without a break. */
      readonly sinceAt: number;
      /** Code of the reason tree; undefined where none is given. */
      readonly reason: string | undefined;
      readonly product: string | undefined;
      readonly operation: string | undefined;
      readonly workOrder: string | undefined;
    }
  | {
      readonly kind: 'unknown';
      readonly reason: UnknownStateReason;
      /** End of what was last known in the window; undefined where nothing was. */
      readonly sinceAt: number | undefined;
    };

export interface LiveFigures<F extends Figures = Figures> {
  readonly window: LiveWindow;
  readonly figures: F;
}

export interface LiveUnit {
  readonly equipment: string;
  /** Up to when its figures go, UTC epoch ms. */
  readonly asOfAt: number;
  /** Something these figures stand on is on its way into history, and will be read again from there. */
  readonly isCatchingUp: boolean;
  readonly state: LiveState;
  readonly day: LiveFigures<UnitFigures>;
  readonly shift: LiveFigures<UnitFigures> | undefined;
}

/** The plant's work units together: ratios of the sums of their figures, each as of its own instant. */
export interface LivePlant {
  /** The earliest instant of its units. */
  readonly asOfAt: number;
  readonly isCatchingUp: boolean;
  /** How many units are in each state now. */
  readonly unitCounts: Readonly<Record<EquipmentState | 'unknown', number>>;
  readonly day: LiveFigures;
  readonly shift: LiveFigures | undefined;
}

export interface LivePicture {
  /** Where the change feed stood: `changes({ after: token })` goes on from here. */
  readonly token: string;
  readonly windows: LiveWindows;
  /** Undefined where only some equipment was asked for. */
  readonly plant: LivePlant | undefined;
  /** In plant-file order. */
  readonly units: readonly LiveUnit[];
}
