/** The daily report: pages, a mail, figures and tables for every role. */
import { GembaError, type Role, roles } from '../../model/index.ts';
import { type DailyDocument, dailyDocument } from '../documents/daily-document.ts';
import { forgetPerson, writeDocument } from '../documents/forget-person.ts';
import type { Look } from '../look/look.ts';
import { dailyMail } from '../mail/daily-mail.ts';
import { renderHtml } from '../pages/render-html.ts';
import { dailyView } from '../pages/roles/daily-view.ts';
import { normalisePdf } from '../pdf/normalise-pdf.ts';
import {
  type NamedReport,
  type RenderedFile,
  type RenderedReport,
  type RenderOptions,
  type ReportFormat,
  type ReportKind,
  reportFormats,
} from '../report-kind.ts';
import { dailyTables } from '../tables/daily/daily-tables.ts';
import { chooseTables, csvFiles, xlsxFile } from '../tables/table-files.ts';
import type { DailyReportInput } from './input.ts';
import { compareDocuments, readDocument, reviseDocument } from './revise.ts';

/** What a document is rendered as in one file; the others are made of its tables. */
type PageFormat = Exclude<ReportFormat, 'csv' | 'xlsx'>;

const mediaTypes: Readonly<Record<PageFormat, string>> = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
};

/**
 * @example
 * const { files } = await daily.render(input, ['json']);
 * files[0].name; // 'daily-2012-02-29-production.json'
 */
export const daily: ReportKind<DailyReportInput> = {
  kind: 'daily',
  roles,
  listFormats: () => reportFormats,
  writeDocument: (input) => writeDocument(dailyDocument(input)),
  forgetPerson,
  compare: compareDocuments,
  revise: reviseDocument,
  async render(input, formats, options = {}) {
    const named = { label: input.label, audience: input.audience.id };
    return renderDailyDocument(dailyDocument(input), named, formats, options);
  },
  async renderDocument(written, named, formats, options = {}) {
    return renderDailyDocument(readDocument(written), named, formats, options);
  },
};

async function renderDailyDocument(
  document: DailyDocument,
  { label, audience }: NamedReport,
  formats: readonly ReportFormat[],
  options: RenderOptions,
): Promise<RenderedReport> {
  checkFormats(document.role, formats, options);
  const described = describe(document, options.look);
  const stem = `daily-${safeName(label)}-${safeName(audience)}`;
  // Written once: of a facility's day it is megabytes.
  const written = writeDocument(document);
  // HTML and PDF are one page, made once.
  const pageOf = once(() => renderHtml(document, pageOptions(options)));
  const files: RenderedFile[] = [];
  for (const format of formats) {
    if (options.signal?.aborted === true)
      throw new GembaError('aborted', 'Making the report was stopped.', { cause: options.signal.reason });
    if (format === 'json') files.push({ name: `${stem}.json`, format, mediaType: mediaTypes.json, bytes: written });
    else files.push(...(await renderFiles(document, format, stem, described.title, pageOf, options)));
  }
  return { ...described, document: written, files };
}

async function renderFiles(
  document: DailyDocument,
  format: Exclude<ReportFormat, 'json'>,
  stem: string,
  title: string,
  pageOf: () => string,
  options: RenderOptions,
): Promise<readonly RenderedFile[]> {
  if (format !== 'csv' && format !== 'xlsx') {
    const bytes = await renderPage(document, format, pageOf(), options);
    return [{ name: `${stem}.${format}`, format, mediaType: mediaTypes[format], bytes }];
  }
  const tables = chooseTables(dailyTables(document), options.tables);
  if (format === 'csv') return csvFiles(tables, stem);
  return [
    await xlsxFile(tables, stem, { title, datedAt: Date.parse(document.window.to), properties: basisOf(document) }),
  ];
}

/** What a workbook says it stands on, as a page does in its footer. */
function basisOf({ provenance, revision }: DailyDocument): Readonly<Record<string, string | number>> {
  const { softwareVersion, dataFingerprint, configFingerprint } = provenance;
  return { softwareVersion, dataFingerprint, configFingerprint, revision: revision?.number ?? 1 };
}

async function renderPage(
  document: DailyDocument,
  format: Exclude<PageFormat, 'json'>,
  html: string,
  { browser, signal }: RenderOptions,
): Promise<Uint8Array> {
  if (format === 'html') return new TextEncoder().encode(html);
  const pdf = await (browser as NonNullable<typeof browser>).printPdf(html, signal === undefined ? {} : { signal });
  // Dated by what it speaks of, so that the same facts make the same file.
  return normalisePdf(pdf, Date.parse(document.window.to));
}

function pageOptions({ look, paper = 'a4' }: RenderOptions): NonNullable<Parameters<typeof renderHtml>[1]> {
  return look === undefined ? { paper } : { paper, look };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function describe(document: DailyDocument, look: Look | undefined): Omit<RenderedReport, 'files' | 'document'> {
  return {
    title: dailyView(document).title,
    date: document.date ?? document.window.from.slice(0, 10),
    language: document.language,
    mail: dailyMail(document, look),
  };
}

function checkFormats(role: Role, formats: readonly ReportFormat[], { browser }: RenderOptions): void {
  const known = daily.listFormats(role);
  const missing = formats.filter((format) => !known.includes(format));
  if (missing.length > 0)
    throw new GembaError(
      'usage',
      `The daily report has no ${missing.join(' or ')} for ${role}, only ${known.join(', ')}. Ask for --format ${known.join(',')}.`,
      { details: { role, formats: missing, known } },
    );
  if (formats.includes('pdf') && browser === undefined)
    throw new GembaError(
      'usage',
      'A PDF needs a browser: pass `browser` from `openBrowserPool()`, or ask for html and json.',
    );
}

/** What may stand in a file name on every system. */
function safeName(text: string): string {
  const safe = text.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '');
  return safe === '' ? 'report' : safe.slice(0, 80);
}
