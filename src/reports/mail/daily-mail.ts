/** The daily mail: headline, sentences, figures and the role's own lists, worth reading without opening anything. */
import type { DailyDocument } from '../documents/daily-document.ts';
import { builtInLook, type Look } from '../look/look.ts';
import { speakerOf } from '../pages/frame.ts';
import { dailyView } from '../pages/roles/daily-view.ts';
import type { FigureView, ListView, PageView } from '../pages/view.ts';
import type { ReportMail } from '../report-kind.ts';
import { revisedSubject } from '../revisions/say-revision.ts';
import { dailyMailHtml } from './daily-mail-html.ts';

/** Mail programs cut subjects; the first 120 characters say it. */
const subjectLengthMax = 120;

/** @throws GembaError `template-invalid` where a plant's own mail template asks for what is not there */
export function dailyMail(document: DailyDocument, look: Look = builtInLook): ReportMail {
  const speaker = speakerOf(document);
  const { words, formats } = speaker;
  const view = dailyView(document);
  const { date: day, shift } = document;
  const ofShift = shift === null ? view.dateLine : words.labels.shiftOf(formats.shortDate(shift.date), shift.name);
  const date = day === null ? ofShift : formats.shortDate(day);
  const said = words.labels.subject(document.plantName, date, view.headline);
  const subject = revisedSubject(said, document.revision, speaker).replace(/\s+/g, ' ').trim();
  return {
    subject: subject.length <= subjectLengthMax ? subject : `${subject.slice(0, subjectLengthMax - 1).trimEnd()}…`,
    bodyHtml: dailyMailHtml(view, words.labels.mailIntro, look),
    bodyText: plainText(view, words.labels.mailIntro),
  };
}

function plainText(view: PageView, intro: string): string {
  const lists = view.mailLists.flatMap((list) => ['', ...listText(list)]);
  return [
    view.heading,
    `${view.dateLine} (${view.windowLine})`,
    ...(view.clockNote === '' ? [] : [view.clockNote]),
    ...(view.revisionNote === '' ? [] : [view.revisionNote]),
    `${view.badge}.`,
    '',
    `${view.headline}.`,
    ...(view.lead === '' ? [] : [view.lead]),
    ...view.sentences.map(({ claim, detail }) => `- ${claim} ${detail}`.trimEnd()),
    '',
    ...view.figures.map((figure) => `${figure.label}: ${figureText(figure)}`),
    ...lists,
    '',
    intro,
    '',
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

function listText({ title, columns, rows, none, more }: ListView): string[] {
  const lines = rows.map(
    ({ cells }) =>
      `- ${cells
        .flatMap(({ text, note, isHead }, index) => {
          if (text === '–' || text === '') return [];
          const value = note === '' ? text : `${text} (${note})`;
          return [isHead ? value : `${columns[index]?.label ?? ''} ${value}`];
        })
        .join('; ')}`,
  );
  return [`${title}:`, ...(lines.length === 0 ? [none] : lines), ...(more === '' ? [] : [more])];
}

export function figureText({ value, unit, bounds, standing, usual, basis, target }: FigureView): string {
  const figure = [value, unit, bounds].filter((part) => part !== '').join(' ');
  return [figure, standing, [usual, basis === '' ? '' : `(${basis})`].join(' ').trim(), target]
    .filter((part) => part !== '')
    .join(', ');
}
