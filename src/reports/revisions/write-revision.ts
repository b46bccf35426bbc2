/** From two documents of one report to what the later one says of the change. */
import type { CommonPart } from '../documents/common.ts';
import type { Speaker } from '../words/speaker.ts';
import { changesMax, type FigureChange, type WrittenRevision } from './revision.ts';
import { type RevisionWords, revisionWordsOf } from './words.ts';

/** What of a document says why its figures are what they are. */
export type RevisedPart = Pick<CommonPart, 'completeness' | 'provenance'>;

export interface RevisionInput {
  readonly number: number;
  readonly before: RevisedPart;
  readonly after: RevisedPart;
  readonly changes: readonly FigureChange[];
  readonly speaker: Speaker;
}

export function writeRevision({ number, before, after, changes, speaker }: RevisionInput): WrittenRevision {
  const lateFacts = after.completeness.accepted - before.completeness.accepted;
  const corrections = Math.max(0, after.completeness.corrected - before.completeness.corrected);
  return {
    number,
    reason: reasonOf(before, after, lateFacts, corrections, revisionWordsOf(speaker.words)),
    lateFacts: Math.max(0, lateFacts),
    corrections,
    changes: changes.slice(0, changesMax),
    changeCount: changes.length,
  };
}

function reasonOf(
  { provenance: was }: RevisedPart,
  { provenance: is }: RevisedPart,
  lateFacts: number,
  corrections: number,
  words: RevisionWords,
): string {
  const isFileOther = was.configFingerprint !== is.configFingerprint;
  const areSignalsOther = was.signals?.fingerprint !== is.signals?.fingerprint;
  const isWindowSame = lateFacts === 0 && corrections === 0 && !areSignalsOther;
  const reasons = [
    ...(lateFacts > 0 ? [words.lateFacts(lateFacts)] : []),
    ...(lateFacts < 0 ? [words.missingFacts(-lateFacts)] : []),
    ...(corrections > 0 ? [words.corrections(corrections)] : []),
    // Other rules of the plant file make sensors tell something else, too; then that is the reason.
    ...(areSignalsOther && !isFileOther ? [words.lateReadings] : []),
    ...(isWindowSame && was.dataFingerprint !== is.dataFingerprint ? [words.earlierFacts] : []),
    ...(isFileOther ? [words.plantFile] : []),
    ...(was.softwareVersion === is.softwareVersion ? [] : [words.software(was.softwareVersion, is.softwareVersion)]),
  ];
  return reasons.length === 0 ? words.earlierFacts : reasons.join(', ');
}
