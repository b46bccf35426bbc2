/** Changeovers against the best seen, those that took the most beyond it first. */
import type { WrittenKnown } from '../../model/index.ts';
import type { WrittenChangeover } from '../documents/changeovers.ts';
import type { WrittenList } from '../documents/limited.ts';
import type { Speaker } from '../words/speaker.ts';
import { boundsNote, sumOf } from './known-text.ts';
import { buildList, leftOutIfEmpty } from './list.ts';
import type { ListView } from './view.ts';

/**
 * Those with a reported setup: of the rest nobody says whether the machine was changed over or had nothing to do. Left out where
 * there is none.
 */
export function buildChangeovers(
  { changeovers }: { readonly changeovers: WrittenList<WrittenChangeover> },
  speaker: Speaker,
  rowsMax: number,
): ListView {
  const { words, formats } = speaker;
  const text = words.pages.changeovers;
  const labels = text.columns;
  const rows = changeovers.rows.filter(({ setupMs }) => setupMs > 0);
  const took = sumOf(rows, ({ takenMs }) => knownValue(takenMs) ?? 0);
  const beyond = rows.flatMap(({ excessMs }) => knownValue(excessMs) ?? []);
  return leftOutIfEmpty(
    buildList(
      rows,
      [
        { label: labels.machine, cell: ({ name }) => name },
        { label: labels.to, cell: ({ fromProduct, toProduct }) => [toProduct, text.after(fromProduct)] },
        { label: labels.ready, cell: ({ to }) => formats.dayTime(Date.parse(to)) },
        {
          label: labels.took,
          isNumber: true,
          cell: ({ takenMs }) => [formats.duration(knownValue(takenMs) ?? 0), boundsNote(takenMs, formats.duration)],
        },
        { label: labels.setup, isNumber: true, cell: ({ setupMs }) => formats.duration(setupMs) },
        {
          label: labels.best,
          isNumber: true,
          cell: ({ bestMs, bestCount }) => {
            const best = knownValue(bestMs);
            return best === undefined ? '' : [formats.duration(best), text.ofCount(bestCount)];
          },
        },
        {
          label: labels.beyond,
          isNumber: true,
          cell: ({ excessMs }) => {
            const excess = knownValue(excessMs);
            return excess === undefined ? '' : [formats.duration(excess), boundsNote(excessMs, formats.duration)];
          },
        },
      ],
      {
        id: 'changeovers',
        title: text.title(
          rows.length,
          formats.duration(took),
          beyond.length === 0 ? undefined : formats.duration(sumOf(beyond, (value) => value)),
          beyond.length,
        ),
        scope: text.scope,
        none: '',
        rowsMax,
      },
      speaker,
    ),
  );
}

function knownValue(known: WrittenKnown): number | undefined {
  return 'unknown' in known ? undefined : known.value;
}
