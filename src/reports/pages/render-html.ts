/** The director's pages as one file of HTML: no script, no reference outwards, the same bytes for the same document. */
import Handlebars from 'handlebars';
import { GembaError } from '../../model/index.ts';
import type { DirectorDocument } from '../documents/director.ts';
import { directorSpeaker, directorView } from './director-view.ts';
import { type Paper, pageCss } from './style.ts';
import { directorTemplate, tablePartial } from './templates/director.ts';
import type { DirectorView } from './view.ts';

export interface HtmlOptions {
  /** What `@page` asks of a printer; default `a4`. */
  readonly paper?: Paper;
}

/** A template reaches own fields of the view only, through escaping, with the built-in block helpers only. */
const compileOptions = {
  strict: true,
  noEscape: false,
  knownHelpersOnly: true,
  explicitPartialContext: false,
} satisfies CompileOptions;
const runtimeOptions: Handlebars.RuntimeOptions = {
  allowProtoPropertiesByDefault: false,
  allowProtoMethodsByDefault: false,
};

let compiled: Handlebars.TemplateDelegate<DirectorView & { readonly css: string }> | undefined;

/** @throws GembaError `template-invalid` where template and view do not fit each other */
export function renderDirectorHtml(document: DirectorDocument, options: HtmlOptions = {}): string {
  const { words } = directorSpeaker(document);
  const paper = options.paper ?? 'a4';
  const view = directorView(document);
  const css = pageCss({ paper, pageOf: words.labels.pageOf, footer: view.title });
  compiled ??= compile();
  try {
    return compiled({ ...view, css }, runtimeOptions);
  } catch (cause) {
    throw new GembaError(
      'template-invalid',
      `The director's page could not be made: ${cause instanceof Error ? cause.message : String(cause)}. Template and view do not fit; report this.`,
      { cause },
    );
  }
}

function compile(): Handlebars.TemplateDelegate<DirectorView & { readonly css: string }> {
  const environment = Handlebars.create();
  environment.registerPartial('table', environment.compile(tablePartial, compileOptions));
  return environment.compile(directorTemplate, compileOptions);
}
