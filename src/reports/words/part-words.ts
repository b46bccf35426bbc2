/** The texts of parts that more than one role has: lines, yields, changeovers, questions about stops. */
import type { LineLossKind } from '../../analytics/index.ts';

export interface LineWords {
  readonly lines: string;
  /** What took the most from a line. */
  readonly linesTitle: (line: string, loss: string, time: string) => string;
  readonly linesScope: string;
  readonly lineColumns: {
    readonly line: string;
    readonly oee: string;
    readonly output: string;
    readonly constraint: string;
    readonly loss: string;
    readonly lost: string;
    readonly hour: string;
  };
  /** Share of the time in which it had been active longest. */
  readonly longest: (share: string) => string;
  /** Other machines that a method names. */
  readonly orElse: (machines: readonly string[]) => string;
  readonly noConstraint: string;
  readonly stations: string;
  readonly stationsTitle: (constraints: readonly { readonly machine: string; readonly line: string }[]) => string;
  readonly stationsScope: string;
  readonly stationColumns: {
    readonly station: string;
    readonly pieces: string;
    readonly setup: string;
    readonly down: string;
    readonly starved: string;
    readonly blocked: string;
    readonly longest: string;
  };
  readonly constraintOf: (line: string) => string;
  readonly lineLosses: string;
  readonly lineLossesTitle: (loss: string, line: string, time: string) => string;
  readonly lineLossesScope: string;
  readonly lineLossColumns: {
    readonly loss: string;
    readonly line: string;
    readonly own: string;
    readonly lost: string;
    readonly pieces: string;
    readonly money: string;
  };
  /** `Breakdown of Filler 1`; without a machine what lies outside the line. */
  readonly lossOf: (kind: LineLossKind, machine: string | undefined) => string;
}

export interface YieldWords {
  readonly rolledTitle: (product: string, rolled: string) => string;
  readonly rolledScope: string;
  readonly rolledColumns: {
    readonly product: string;
    readonly steps: string;
    readonly failed: string;
    readonly rolled: string;
    readonly lowest: string;
  };
  readonly stepsWithout: (count: number) => string;
  readonly atMost: (value: string) => string;
  readonly codesTitle: (defect: string, pieces: string, all: string) => string;
  readonly codesScope: string;
  readonly codesUncoded: (pieces: string) => string;
  readonly codeColumns: {
    readonly defect: string;
    readonly category: string;
    readonly pieces: string;
    readonly ppm: string;
    readonly dpmo: string;
  };
}

export interface ChangeoverWords {
  /** `beyond`: beyond the best seen of those that have one, so many. */
  readonly title: (count: number, took: string, beyond: string | undefined, compared: number) => string;
  readonly scope: string;
  readonly columns: {
    readonly machine: string;
    readonly to: string;
    readonly ready: string;
    readonly took: string;
    readonly setup: string;
    readonly best: string;
    readonly beyond: string;
  };
  readonly after: (product: string) => string;
  /** How many changeovers the best is of. */
  readonly ofCount: (count: number) => string;
}

export interface QuestionWords {
  readonly title: (stops: number, time: string) => string;
  readonly scope: string;
  readonly columns: {
    readonly machine: string;
    readonly when: string;
    readonly length: string;
    readonly mayBe: string;
    readonly was: string;
  };
  readonly orElse: (proposal: string) => string;
  /** In a list of stops. */
  readonly perhaps: (proposal: string) => string;
  /** Of a probability that is nearly 1. */
  readonly over: (percent: string) => string;
  readonly nothingProposed: string;
  /** Short stops that look alike and are asked for together. */
  readonly alike: (stops: number) => string;
}

export interface PartWords {
  readonly lines: LineWords;
  readonly yields: YieldWords;
  readonly changeovers: ChangeoverWords;
  readonly questions: QuestionWords;
}
