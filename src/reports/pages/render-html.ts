/** A role's pages as one file of HTML: no script, no reference outwards, the same bytes for the same document. */
import type { DailyDocument } from '../documents/daily-document.ts';
import { builtInLook, type Look } from '../look/look.ts';
import { speakerOf } from './frame.ts';
import { markup } from './markup.ts';
import { dailyView } from './roles/daily-view.ts';
import { type Paper, pageCss } from './style.ts';

export interface HtmlOptions {
  /** What `@page` asks of a printer; default `a4`. */
  readonly paper?: Paper;
  /** A plant's own templates, colours and logo; default: gemba's. */
  readonly look?: Look;
}

/** @throws GembaError `template-invalid` where template and view do not fit each other */
export function renderHtml(document: DailyDocument, { paper = 'a4', look = builtInLook }: HtmlOptions = {}): string {
  const { words } = speakerOf(document);
  const view = dailyView(document);
  const css = pageCss({ paper, pageOf: words.labels.pageOf, footer: view.title, colors: look.colors });
  return look.environment.render(`page-${document.role}`, { ...view, css: markup(css), logo: look.logo });
}
