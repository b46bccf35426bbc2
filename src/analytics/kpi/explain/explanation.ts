/** What a figure is made of, step by step, down to the facts and where they came from. */
import type { Interval } from '../../../time/index.ts';
import type { ElementId, ElementUnit } from '../elements.ts';
import type { Formula } from '../formula.ts';
import type { KpiUnit } from '../kpi-row.ts';
import type { WhyUnknown } from '../why-unknown.ts';

export interface KpiExplanation {
  readonly kpi: ExplainedKpi;
  readonly window: Interval;
  /** In words of elements: `APT / PBT × …`. */
  readonly formula: string;
  readonly result: ExplainedResult;
  /** Of a formula that multiplies, what it multiplies; of others none. */
  readonly factors: readonly FactorStep[];
  /** Of all units together: those of the formula first, then those that these are made of. */
  readonly elements: readonly ElementStep[];
  /** What nobody told, and would have made the figure lower or higher; none where it is exact or unknown. */
  readonly bounds: readonly BoundStep[];
  readonly units: readonly UnitStep[];
  /** That parts speak of, each once, by unit and time. */
  readonly facts: readonly ExplainedFact[];
  /** That ideal times of parts speak of, each once. */
  readonly idealTimes: readonly IdealTimeStep[];
}

export interface ExplainedKpi {
  readonly id: string;
  readonly name: string;
  readonly unit: KpiUnit;
  readonly note: string | undefined;
}

export type ExplainedResult =
  | { readonly kind: 'known'; readonly value: number; readonly low: number; readonly high: number }
  | ({ readonly kind: 'unknown' } & WhyUnknown);

export interface FactorStep {
  readonly formula: string;
  readonly result: ExplainedResult;
}

export interface ElementStep {
  readonly element: ElementId;
  readonly name: string;
  readonly unit: ElementUnit;
  readonly meaning: string;
  /** The facts and settings that tell it; undefined where gemba has no such facts. */
  readonly from: string | undefined;
  /** Undefined where it is not known. With the bounds that what nobody told leaves. */
  readonly amount: { readonly value: number; readonly low: number; readonly high: number } | undefined;
}

/** How it may have been, so that the figure would be as low, or as high. */
export interface BoundStep {
  readonly bound: 'low' | 'high';
  readonly value: number;
  /** None where units would each have gone another way: their own bounds say how. */
  readonly changes: readonly BoundChange[];
}

export interface BoundChange {
  /** What nobody told, such as `time in gaps`. */
  readonly untold: string;
  readonly element: ElementId;
  readonly added: number;
}

export interface UnitStep {
  readonly equipment: string;
  readonly name: string;
  /** The KPI of this unit alone. */
  readonly result: ExplainedResult;
  /** Of this unit, in the order of the explanation's. Parts of a known one add up to its value exactly. */
  readonly elements: readonly UnitElementStep[];
  /** Planned time of which nobody told anything. */
  readonly untold: readonly UntoldStep[];
}

export interface UnitElementStep {
  readonly element: ElementId;
  readonly value: number | undefined;
  readonly parts: readonly ElementPart[];
}

/** `silent`: nothing was reported. `unheard`: nobody could have heard of it. */
export interface UntoldStep extends Interval {
  readonly kind: 'silent' | 'unheard';
}

/** What an element is made of. `value`: in the unit of the element, negative where it is taken off. */
export type ElementPart = { readonly value: number } & (
  | { readonly kind: 'window' }
  /** Time of the shift calendar, without its breaks. */
  | ({ readonly kind: 'shift'; readonly date: string; readonly name: string } & Interval)
  | ({ readonly kind: 'plannedStop'; readonly name: string; readonly reason: string } & Interval)
  | ({ readonly kind: 'silence' } & Interval)
  | FactTimePart
  | FactPiecesPart
  | FactIdealTimePart
  /** A failure that began in the window: as one, or as the time to its restoration, also after the window. */
  | ({ readonly kind: 'failure'; readonly facts: readonly number[] } & Interval)
  /** Run time that states alone tell, of the pieces of an instant that have no ideal time. */
  | { readonly kind: 'unratedRun'; readonly pieces: number; readonly piecesWithout: number }
  /** Another element, which has parts of its own. */
  | { readonly kind: 'element'; readonly element: ElementId }
  /** Worked out of other elements otherwise than by adding. */
  | { readonly kind: 'formula'; readonly formula: Formula }
);

/** Time that a fact tells. `clippedMs = counted + sharedMs + otherMs`, counted being the value without its sign. */
export interface FactTimePart extends Interval {
  readonly kind: 'factTime';
  /** Place in the facts of the explanation. */
  readonly fact: number;
  /** Of the fact, within the window. */
  readonly clippedMs: number;
  /** Counted by others that tell the same of the same time, each of n having an nth. */
  readonly sharedMs: number;
  /** Not of this element: something stronger was told of the time, or it is counted elsewhere. */
  readonly otherMs: number;
  /** Places of the facts that it shares time with. */
  readonly sharedWith: readonly number[];
  /** Places of the facts that tell something stronger of some of its time: a stop before a run, a run before a setup. */
  readonly outrankedBy: readonly number[];
}

/** Pieces of a report within the window. */
export interface FactPiecesPart {
  readonly kind: 'factPieces';
  readonly fact: number;
}

/** Pieces of a report within the window at their ideal time. */
export interface FactIdealTimePart {
  readonly kind: 'factIdealTime';
  readonly fact: number;
  readonly pieces: number;
  /** Place in the ideal times of the explanation; undefined where they have none, and count as nothing. */
  readonly idealTime: number | undefined;
}

/** A fact as it was received, whole, and where from. */
export interface ExplainedFact {
  readonly kind: 'production' | 'equipmentState';
  readonly equipment: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly state: string;
  /** Empty where it names none; so are those that follow. */
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  readonly reason: string;
  /** Pieces it reports; undefined where it is no report of production. */
  readonly pieces: { readonly completed: number; readonly scrap: number; readonly hold: number } | undefined;
  readonly isRework: boolean;
  /** What was read otherwise than written, as in the facts. */
  readonly adjustment: string;
  /** How many contents it had so far: above 1 it was corrected. */
  readonly versionCount: number;
  readonly origin: FactOrigin;
}

export interface FactOrigin {
  /** Source id of the plant file; `gemba.signals` for what was worked out of readings. */
  readonly source: string;
  /** File name or topic; undefined where the source has none. */
  readonly file: string | undefined;
  /** 1-based line in the file; undefined where it has none. */
  readonly line: number | undefined;
  /** Of what was worked out of readings: the tags that tell it. Else none. */
  readonly tags: readonly string[];
}

export type IdealTimeStep = {
  readonly equipment: string;
  readonly product: string;
  readonly operation: string;
  readonly msPerPiece: number;
} & (
  | { readonly kind: 'set' }
  | {
      readonly kind: 'learned';
      /** The share of pieces that were made at least as fast. */
      readonly quantile: number;
      /** From all products of the operation, for want of enough reports of this one. */
      readonly isProvisional: boolean;
      /** Only reports that ended by then. */
      readonly asOfAt: number;
      /** All that it was learned from. */
      readonly reportCount: number;
      readonly pieceCount: number;
      /** The report whose pieces took just as long. */
      readonly deciding: TeachingReport;
      /** Fastest first; at most 200. */
      readonly reports: readonly TeachingReport[];
    }
);

/** A report that an ideal time was learned from. */
export interface TeachingReport extends Interval {
  readonly equipment: string;
  readonly product: string;
  readonly pieceCount: number;
  readonly msPerPiece: number;
  readonly origin: FactOrigin;
}
