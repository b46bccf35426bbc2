/** What a daily report is made from. */
import type { DailyAnalysis } from '../../analytics/index.ts';
import type { Audience, PersonLabel, Plant } from '../../model/index.ts';
import type { WrittenRevision } from '../revisions/revision.ts';

/** Where the figures come from. Nothing here may change with the moment of rendering: the same facts, the same bytes. */
export interface Provenance {
  readonly softwareVersion: string;
  readonly dataFingerprint: string;
  readonly configFingerprint: string;
  /** What sensors tell of the window; left out where no unit has signals. */
  readonly signals?: {
    /** States and pieces that touch it. Nobody reported them, so they are not among the accepted facts. */
    readonly factCount: number;
    readonly fingerprint: string;
  };
  readonly sources: readonly ProvenanceSource[];
}

export interface ProvenanceSource {
  /** Id in the plant file. */
  readonly id: string;
  /** Driver, such as `csv`. */
  readonly kind: string;
  /** Distinct facts of this source that the figures stand on; redeliveries are no business of a report. */
  readonly factCount?: number;
}

export interface DailyReportInput {
  readonly analysis: DailyAnalysis;
  readonly plant: Plant;
  readonly audience: Audience;
  /** How this audience may see people. Roles that may see nobody never call it. */
  readonly personLabel: PersonLabel;
  readonly provenance: Provenance;
  /** The window in file names: `2012-02-29`, `2012-02-29-night`, `2012-01-01-to-2012-03-31`. */
  readonly label: string;
  /** Which revision of a sent report it is; left out for the first, and for one that is not sent. */
  readonly revision?: WrittenRevision;
}
