/** The texts of the pages of production, quality, maintenance and shift leads. */

import type { EquipmentState } from '../../model/index.ts';
import type { PartWords } from './part-words.ts';
import type { SpokenWindow } from './spoken-window.ts';

/** How a value stands to its usual range, counted over the hours of a day. */
export interface HoursCount {
  readonly compared: number;
  readonly below: number;
  readonly above: number;
}

export interface ProductionWords {
  readonly hours: string;
  readonly hoursScope: string;
  /** What the band is, where there is one. */
  readonly hoursBand: string;
  readonly hoursTitle: (count: HoursCount) => string;
  readonly hoursEmpty: string;
  readonly hourColumns: {
    readonly hour: string;
    readonly made: string;
    readonly usual: string;
    readonly usualRange: string;
    readonly total: string;
    readonly cumulative: string;
    readonly above: string;
    readonly below: string;
    readonly unknown: string;
  };
  readonly resources: string;
  readonly resourcesScope: string;
  readonly resourcesNone: string;
  readonly resourceColumns: {
    readonly resource: string;
    readonly run: string;
    readonly setup: string;
    readonly down: string;
    readonly waiting: string;
    readonly silent: string;
    readonly pieces: string;
    readonly scrap: string;
    readonly performance: string;
    readonly order: string;
  };
  /** Resources that a page leaves out. */
  readonly idle: (count: number) => string;
  readonly losses: string;
  readonly lossesTitle: (what: string, time: string, share: string) => string;
  readonly lossesScope: string;
  readonly lossesEmpty: string;
  readonly lossOf: (kind: 'setup' | 'down', resource: string) => string;
  readonly lossColumns: { readonly item: string; readonly value: string };
  readonly finishedTitle: (orders: number, pieces: string) => string;
  readonly finishedScope: string;
  readonly finishedNone: string;
  readonly finishUnknown: string;
  readonly finishedColumns: {
    readonly order: string;
    readonly product: string;
    readonly today: string;
    readonly soFar: string;
    readonly leadTime: string;
  };
  readonly ofOrdered: (made: string, ordered: string) => string;
  readonly waitingTitle: (order: string, time: string) => string;
  readonly waiting: string;
  readonly waitingScope: string;
  readonly waitingNone: string;
  readonly waitingColumns: {
    readonly order: string;
    readonly after: string;
    readonly pieces: string;
    readonly waiting: string;
  };
  readonly queues: string;
  readonly queueTitle: (operation: string, pieces: string) => string;
  readonly queueScope: string;
  readonly queueNone: string;
  readonly queueColumns: {
    readonly after: string;
    readonly orders: string;
    readonly pieces: string;
    readonly longest: string;
  };
  readonly due: string;
  readonly dueUnknown: (reason: string) => string;
}

export interface QualityWords {
  readonly defectsTitle: (product: string, operation: string, pieces: string, all: string) => string;
  readonly defects: string;
  readonly defectsScope: string;
  readonly defectsEmpty: string;
  readonly defectColumns: { readonly item: string; readonly value: string };
  readonly proportion: string;
  readonly proportionTitle: (value: string, standing: 'above' | 'below' | 'within') => string;
  readonly proportionRow: (value: string, above: boolean) => string;
  readonly proportionScope: (days: number) => string;
  /** Where pieces go wrong in clusters, and limits say less. */
  readonly proportionClusters: (ratio: string) => string;
  readonly proportionEmpty: string;
  readonly proportionColumns: {
    readonly period: string;
    readonly value: string;
    readonly count: string;
    readonly lower: string;
    readonly upper: string;
    readonly signal: string;
  };
  readonly centre: (value: string) => string;
  readonly inRow: string;
  readonly firstPassTitle: (operation: string, value: string) => string;
  readonly firstPass: string;
  readonly firstPassScope: string;
  readonly firstPassNone: string;
  readonly firstPassColumns: {
    readonly operation: string;
    readonly made: string;
    readonly scrap: string;
    readonly hold: string;
    readonly rework: string;
    readonly yield: string;
  };
  readonly holdsTitle: (pieces: string, oldest: string) => string;
  readonly holds: string;
  readonly holdsScope: (ages: string) => string;
  readonly holdsNone: string;
  readonly holdAge: (fromDays: number, toDays: number | undefined, reports: string, pieces: string) => string;
  readonly holdColumns: {
    readonly product: string;
    readonly operation: string;
    readonly where: string;
    readonly order: string;
    readonly pieces: string;
    readonly age: string;
  };
  readonly contexts: string;
  readonly contextsScope: string;
  readonly contextsNone: string;
  readonly contextColumns: {
    readonly product: string;
    readonly operation: string;
    readonly where: string;
    readonly when: string;
    readonly scrap: string;
    readonly setup: string;
    readonly before: string;
  };
  readonly inSetup: string;
  readonly before: Readonly<Record<'same-order-and-operation' | 'other-operation' | 'other-order' | 'nothing', string>>;
  readonly rework: string;
  readonly reworkTitle: (reports: number, pieces: string) => string;
  readonly reworkNone: string;
  readonly reworkColumns: {
    readonly product: string;
    readonly operation: string;
    readonly where: string;
    readonly when: string;
    readonly completed: string;
    readonly scrap: string;
  };
}

export interface MaintenanceWords {
  readonly stopsTitle: (stops: number, time: string) => string;
  readonly stops: (window: SpokenWindow) => string;
  readonly stopsScope: (window: SpokenWindow) => string;
  readonly stopsNone: string;
  readonly stopColumns: {
    readonly machine: string;
    readonly start: string;
    readonly length: string;
    readonly reason: string;
    readonly reportedBy: string;
    readonly ran: string;
  };
  readonly open: string;
  readonly noReason: string;
  readonly people: (count: number) => string;
  readonly paretoTitle: (machine: string, share: string) => string;
  readonly pareto: string;
  readonly paretoScope: string;
  readonly paretoEmpty: string;
  readonly paretoColumns: { readonly item: string; readonly value: string };
  readonly paretoStops: (reason: string, stops: number) => string;
  readonly reliabilityWorse: (machines: readonly string[]) => string;
  readonly reliabilityNotWorse: string;
  readonly reliabilityNotKnown: string;
  readonly reliability: string;
  readonly reliabilityScope: string;
  readonly reliabilityNone: string;
  readonly reliabilityColumns: {
    readonly machine: string;
    readonly failures: string;
    readonly between: string;
    readonly repair: string;
    readonly trend: string;
  };
  readonly beforeNote: (value: string) => string;
  readonly trends: Readonly<Record<'worse' | 'better' | 'same' | 'too-little-history', string>>;
  /** A machine that was down longer in the last of so many known weeks than in any other. */
  readonly weeksLast: (machine: string, time: string, weeks: number) => string;
  readonly weeksMost: (machine: string, time: string, weeks: number) => string;
  readonly weeks: string;
  readonly weeksScope: string;
  /** Where a page has no room for every machine. */
  readonly weeksMore: (shown: number, all: number) => string;
  readonly weeksEmpty: string;
  /** Where nothing was reported of a machine. */
  readonly weeksUnknown: string;
  /** In a few words, beside the down time of the last week. */
  readonly weeksNoteMost: string;
  /** For those who cannot see the chart: the sum, over how many weeks, and the last. */
  readonly weeksRow: (sum: string, weeks: number, last: string) => string;
  readonly heatTitle: (machine: string, days: number) => string;
  readonly heat: string;
  readonly heatScope: string;
  readonly heatEmpty: string;
  readonly heatColumns: {
    readonly row: string;
    readonly value: string;
    readonly note: string;
    readonly unknown: string;
    readonly unplanned: string;
    readonly marked: string;
    readonly unusual: string;
  };
  readonly plannedTitle: (done: number, all: number) => string;
  readonly planned: string;
  readonly plannedNone: string;
  readonly plannedColumns: {
    readonly what: string;
    readonly machine: string;
    readonly when: string;
    readonly outcome: string;
  };
  readonly outcomes: Readonly<Record<'done' | 'ran-instead' | 'not-reported', string>>;
}

export interface ShiftLeadWords {
  readonly boardTitle: (
    time: string,
    counts: Readonly<Record<'running' | 'setup' | 'down' | 'waiting' | 'silent' | 'unplanned', number>>,
  ) => string;
  readonly boardScope: string;
  readonly boardNone: string;
  readonly boardColumns: {
    readonly machine: string;
    readonly state: string;
    readonly since: string;
    readonly order: string;
    readonly product: string;
    readonly remaining: string;
    readonly people: string;
    readonly note: string;
  };
  readonly states: Readonly<Record<EquipmentState | 'silent', string>>;
  readonly unplanned: string;
  readonly since: (time: string) => string;
  readonly never: string;
  readonly problemsTitle: (count: number) => string;
  readonly problemsScope: string;
  readonly problemsNone: string;
  readonly problemColumns: {
    readonly machine: string;
    readonly what: string;
    readonly length: string;
    readonly order: string;
  };
  readonly problems: Readonly<Record<'down' | 'silent', string>>;
  readonly staffing: string;
  readonly staffingNone: string;
  /** Heading of those who reported outside every shift. */
  readonly noShift: string;
  readonly staffingColumns: { readonly machine: string };
  /** People whose names the audience may not see. */
  readonly staffingMore: (count: string) => string;
  readonly shifts: string;
  readonly shiftsScope: string;
  readonly shiftsNone: string;
  readonly shiftsTitle: (shift: string, ahead: number, days: number) => string;
  readonly shiftsAlike: string;
  readonly shiftsNotKnown: string;
  readonly shiftColumns: {
    readonly shift: string;
    readonly people: string;
    readonly pieces: string;
    readonly perHour: string;
    readonly earned: string;
    readonly days: string;
  };
  readonly daysOf: (ahead: string, days: string) => string;
  readonly next: string;
  readonly nextUnknown: (reason: string) => string;
  readonly handover: string;
  readonly handoverScope: string;
  readonly handoverLines: readonly string[];
  readonly signed: readonly [given: string, taken: string];
}

export interface PageWords extends PartWords {
  readonly share: string;
  readonly cumulative: string;
  readonly others: (count: number) => string;
  readonly order: (id: string) => string;
  readonly production: ProductionWords;
  readonly quality: QualityWords;
  readonly maintenance: MaintenanceWords;
  readonly shiftLead: ShiftLeadWords;
}
