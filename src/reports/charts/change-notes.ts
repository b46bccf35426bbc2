import { measureText } from '../fonts/index.ts';
import { palette, typeSizesPt } from '../theme.ts';
import { line } from './svg.ts';
import { fitText, lineHeight, text } from './text.ts';

/** A moment with its words, px. */
export interface ChangeNote {
  readonly x: number;
  readonly label: string;
}

export interface PlacedNotes {
  /** Rows of words above the plot. */
  readonly laneCount: number;
  /** Lines from the words to `bottom`; the words stand above `top`. */
  readonly draw: (top: number, bottom: number) => string[];
}

interface PlacedNote {
  readonly x: number;
  readonly label: string;
  /** 0 is nearest to the plot. */
  readonly lane: number;
  readonly left: number;
  readonly right: number;
}

const sizePt = typeSizesPt.tiny;
const lanesMax = 3;

/**
 * Vertical lines with words above the plot, in up to three lanes, so that no words touch others and no line strikes
 * through any. Words that find no place are left out (their line stays; the table has them).
 */
export function placeNotes(notes: readonly ChangeNote[], left: number, right: number): PlacedNotes {
  const placed: PlacedNote[] = [];
  // From right to left: words run to the right of their line, so a long note goes above the ones it reaches over.
  const ordered = [...notes].sort((a, b) => b.x - a.x);
  for (const note of ordered) {
    const label = fitText(note.label, (right - left) * 0.6, sizePt);
    const width = measureText(label, sizePt);
    const places = label === '' ? [] : [note.x + 3, note.x - 3 - width];
    const candidates = places.flatMap((from) =>
      Array.from(
        { length: lanesMax },
        (_, lane): PlacedNote => ({ x: note.x, label, lane, left: from, right: from + width }),
      ),
    );
    const place = candidates.find((each) => each.left >= left && each.right <= right && isFree(each, placed));
    placed.push(place ?? { x: note.x, label: '', lane: -1, left: note.x, right: note.x });
  }
  const laneCount = Math.max(0, ...placed.map((note) => note.lane + 1));
  const pitch = lineHeight(sizePt);
  return {
    laneCount,
    draw: (top, bottom) =>
      placed.flatMap((note) => {
        const baseline = top - 3 - note.lane * pitch;
        const lineTop = note.lane < 0 ? top : baseline - sizePt;
        const stroke = { stroke: palette.ink, 'stroke-width': 0.75, 'stroke-dasharray': '1.5 1.5', class: 'change' };
        return [
          line(note.x, lineTop, note.x, bottom, stroke),
          note.label === '' ? '' : text(note.left, baseline, note.label, { sizePt }),
        ];
      }),
  };
}

/** Whether the words touch no others, their line crosses no words below them, and no line crosses them. */
function isFree(note: PlacedNote, placed: readonly PlacedNote[]): boolean {
  return placed.every((other) => {
    const touches = other.lane === note.lane && note.left < other.right + 6 && other.left < note.right + 6;
    const crossesOther = other.lane < note.lane && note.x > other.left - 2 && note.x < other.right + 2;
    const isCrossed = other.lane > note.lane && other.x > note.left - 2 && other.x < note.right + 2;
    // Side by side in one lane, a line between two notes belongs to one of them and may not run through the other.
    const sharesLine = other.lane === note.lane && other.x > note.left - 2 && other.x < note.right + 2;
    return !touches && !crossesOther && !isCrossed && !sharesLine;
  });
}
