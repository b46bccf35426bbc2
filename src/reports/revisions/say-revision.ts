/** A revision as it stands above a page, in a mail and in its subject. */
import type { Speaker } from '../words/speaker.ts';
import type { FigureChange, WrittenRevision } from './revision.ts';
import { revisionWordsOf } from './words.ts';

/** As many as are read at a glance; the document has more. */
const saidMax = 3;

/** `Revision 2`, or empty for a report that is none. */
export function revisionTitle(revision: WrittenRevision | null, { words }: Speaker): string {
  return revision === null ? '' : revisionWordsOf(words).revision(revision.number);
}

/**
 * What changed and why, in one line; empty for a report that is no revision.
 *
 * @example 'Revision 2: 3 late facts. Plant, Completed: 823 → 830; Plant, Run: 5 h 46 min → 6 h 10 min; and 12 more figures.'
 */
export function revisionLine(revision: WrittenRevision | null, speaker: Speaker): string {
  if (revision === null) return '';
  const said = revision.changes.slice(0, saidMax);
  const more = revision.changeCount - said.length;
  const parts = [
    ...said.map((change) => changeText(change, speaker)),
    ...(more > 0 ? [revisionWordsOf(speaker.words).more(more)] : []),
  ];
  return `${revisionTitle(revision, speaker)}: ${revision.reason}. ${parts.join('; ')}.`;
}

/** `Revision 2: Job shop, 29 Feb: …`: first, because mail programs cut subjects. */
export function revisedSubject(subject: string, revision: WrittenRevision | null, speaker: Speaker): string {
  return revision === null ? subject : `${revisionTitle(revision, speaker)}: ${subject}`;
}

/** `Plant, Completed: 823 → 830`. */
export function changeText({ where, figure, unit, from, to }: FigureChange, speaker: Speaker): string {
  const { formats, words } = speaker;
  const show = (value: number | null): string => {
    if (value === null) return revisionWordsOf(words).unknown;
    if (unit === 'minutes') return formats.duration(value);
    return unit === 'ratio' ? formats.percent(value, 1) : formats.integer(value);
  };
  return `${where}, ${figure}: ${show(from)} → ${show(to)}`;
}
