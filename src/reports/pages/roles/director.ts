/** The director's two pages as texts and charts, made from the director's document alone. */
import type { DirectorDocument } from '../../documents/director.ts';
import type { Speaker } from '../../words/speaker.ts';
import { forDays } from '../chart-view.ts';
import { buildFrame, speakerOf } from '../frame.ts';
import { buildLines } from '../lines.ts';
import { buildLosses, type LossChartView } from '../losses.ts';
import { buildNotes } from '../notes.ts';
import { buildTimeline } from '../timeline.ts';
import { buildTrends } from '../trends.ts';
import type { DirectorView, NoteView } from '../view.ts';

/** px that the second page has for the timeline, beside notes of so many lines. */
const timelinePx = 430;
const [noteLinesUsual, noteLinePx, noteLineLength] = [11, 12.6, 112];
const timelinePxMin = 300;

export function directorView(document: DirectorDocument): DirectorView {
  const speaker = speakerOf(document);
  const losses = buildLosses(document, speaker);
  return {
    ...buildFrame(document, speaker, {
      kpis: ['finished', 'oeeIndex', 'qualityRatio', 'setupRatio', 'downMs'],
      leadMore: lossesDiffer(document, losses, speaker),
    }),
    losses,
    lines: buildLines(document, speaker),
    timeline: buildTimeline(document, speaker, { heightMax: timelineRoom(buildNotes(document, speaker)) }),
    trends: forDays(buildTrends(document, speaker), document),
  };
}

/** What is listed below the timeline takes from its room, so that the report stays two pages. */
function timelineRoom(notes: readonly NoteView[]): number {
  const noteLines = notes.reduce((sum, { lines }) => sum + Math.ceil(lines.join(' ').length / noteLineLength), 0);
  const extra = Math.max(0, noteLines - noteLinesUsual) * noteLinePx;
  return Math.max(timelinePxMin, timelinePx - extra);
}

/** Where all figures are usual and a loss is not, that loss is not left for the chart to say. */
function lossesDiffer({ findings }: DirectorDocument, losses: LossChartView, { words }: Speaker): string {
  return findings[0]?.rule === 'as-usual' && losses.isUnusual ? words.labels.lossesDiffer(losses.title) : '';
}
