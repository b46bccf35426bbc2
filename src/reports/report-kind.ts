/** The extension point for what people read. */
import type { Role } from '../model/index.ts';
import type { Look } from './look/look.ts';
import type { PdfPrinter } from './pdf/browser.ts';
import type { FigureChange, RevisionTolerance, WrittenRevision } from './revisions/revision.ts';

/** `csv` is one file per table, `xlsx` one workbook of all of them. */
export const reportFormats = ['json', 'html', 'pdf', 'csv', 'xlsx'] as const;
export type ReportFormat = (typeof reportFormats)[number];
/** Figures to work on with other programs: made when they are asked for. */
export const tableFormats: readonly ReportFormat[] = ['csv', 'xlsx'];

export interface RenderedFile {
  /** File name without folder, such as `daily-2012-02-29-director.pdf`. */
  readonly name: string;
  readonly format: ReportFormat;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What stands in a mail that carries a report; worth reading without opening an attachment. */
export interface ReportMail {
  readonly subject: string;
  /** A whole HTML document with inlined styles only. */
  readonly bodyHtml: string;
  readonly bodyText: string;
}

export interface RenderOptions {
  /** Needed for `pdf` only. */
  readonly browser?: PdfPrinter;
  readonly paper?: 'a4' | 'letter';
  /** A plant's own templates, colours and logo; default: gemba's. */
  readonly look?: Look;
  /** Only these tables in `csv` and `xlsx`, by their ids; default: all that the role has. */
  readonly tables?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface RenderedReport {
  readonly title: string;
  /** First date it speaks of, `YYYY-MM-DD` in the plant's zone. */
  readonly date: string;
  readonly language: string;
  /** What the files show, as JSON: what a later revision is compared with. */
  readonly document: Uint8Array;
  /** In the order the formats were asked for; several of `csv`. */
  readonly files: readonly RenderedFile[];
  /** Undefined where this kind has no page for the role yet. */
  readonly mail: ReportMail | undefined;
}

/** What a report's files are named after. */
export interface NamedReport {
  /** The window in file names. */
  readonly label: string;
  readonly audience: string;
}

export interface ReportKind<Input> {
  /** Such as `daily`; part of file names. */
  readonly kind: string;
  readonly roles: readonly Role[];
  /** The formats that this kind has for a role. */
  listFormats(role: Role): readonly ReportFormat[];
  /** What the files of an input show, as `RenderedReport.document`, without making any. */
  writeDocument(input: Input): Uint8Array;
  /**
   * Figures of the window that one document of a report has otherwise than an earlier one of it, beyond the tolerance.
   * Told in the language of the later one.
   */
  compare(before: Uint8Array, after: Uint8Array, tolerance: RevisionTolerance): readonly FigureChange[];
  /** What the later document is to say of the change, as its revision `number`. */
  revise(before: Uint8Array, after: Uint8Array, changes: readonly FigureChange[], number: number): WrittenRevision;
  /**
   * Makes the files. The same input gives the same bytes of JSON, HTML, CSV and XLSX.
   *
   * @throws GembaError `usage` for a format the role has not, or `pdf` without a browser; `browser-failed`, `aborted`
   */
  render(input: Input, formats: readonly ReportFormat[], options?: RenderOptions): Promise<RenderedReport>;
  /**
   * The same from a document that was written before. Where that was by another version of gemba, or with another look,
   * the files may come out otherwise than they did then.
   */
  renderDocument(
    document: Uint8Array,
    named: NamedReport,
    formats: readonly ReportFormat[],
    options?: RenderOptions,
  ): Promise<RenderedReport>;
  /** A document without a person, as one that nobody knows is shown; undefined where the person is not in it. */
  forgetPerson(document: Uint8Array, isPerson: (label: string) => boolean): Uint8Array | undefined;
}
