/** The daily mail: headline, sentences, figures and decisions, worth reading without opening anything. */
import type { DirectorDocument } from '../documents/director.ts';
import { directorSpeaker, directorView } from '../pages/director-view.ts';
import type { FigureView } from '../pages/view.ts';
import type { ReportMail } from '../report-kind.ts';
import { dailyMailHtml } from './daily-mail-html.ts';

/** Mail programs cut subjects; the first 120 characters say it. */
const subjectLengthMax = 120;

export function dailyMail(document: DirectorDocument): ReportMail {
  const { words, formats } = directorSpeaker(document);
  const view = directorView(document);
  const date = document.date === null ? view.dateLine : formats.shortDate(document.date);
  const subject = words.labels.subject(document.plantName, date, view.headline).replace(/\s+/g, ' ').trim();
  return {
    subject: subject.length <= subjectLengthMax ? subject : `${subject.slice(0, subjectLengthMax - 1).trimEnd()}…`,
    bodyHtml: dailyMailHtml(view, words.labels.mailIntro),
    bodyText: plainText(document, view, words.labels.mailIntro),
  };
}

function plainText(_document: DirectorDocument, view: ReturnType<typeof directorView>, intro: string): string {
  const figures = view.figures.map((figure) => `${figure.label}: ${figureText(figure)}`);
  const decisions = view.decisions.map(
    ({ what, where, amount, since, who }) =>
      `- ${[what, where, amount, since === '' ? '' : `${view.decisionColumns.since} ${since}`, who].filter((part) => part !== '').join('; ')}`,
  );
  return [
    view.heading,
    `${view.dateLine} (${view.windowLine})`,
    ...(view.clockNote === '' ? [] : [view.clockNote]),
    `${view.badge}.`,
    '',
    `${view.headline}.`,
    ...(view.lead === '' ? [] : [view.lead]),
    ...view.sentences.map(({ claim, detail }) => `- ${claim} ${detail}`.trimEnd()),
    '',
    ...figures,
    '',
    `${view.decisionsTitle}:`,
    ...(decisions.length === 0 ? [view.decisionsNone] : decisions),
    '',
    intro,
    '',
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

export function figureText({ value, unit, bounds, standing, usual, basis, target }: FigureView): string {
  const figure = [value, unit, bounds].filter((part) => part !== '').join(' ');
  return [figure, standing, [usual, basis === '' ? '' : `(${basis})`].join(' ').trim(), target]
    .filter((part) => part !== '')
    .join(', ');
}
