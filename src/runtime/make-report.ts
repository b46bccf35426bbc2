/** Makes reports: facts of one snapshot → one analysis → a view per audience → files. */
import { createHash } from 'node:crypto';
import { type Audience, GembaError } from '../model/index.ts';
import {
  type ArchivedFile,
  type BrowserPool,
  buildManifest,
  type DailyReportInput,
  daily,
  openBrowserPool,
  type PdfPrinter,
  type RenderedFile,
  type RenderedReport,
  type ReportFormat,
  type ReportMail,
  type ReportManifest,
  tableFormats,
  type WrittenRevision,
} from '../reports/index.ts';
import { type AnalysedWindow, analyseWindow } from './analyse-window.ts';
import type { OpenPlant } from './open-plant.ts';
import type { ReportWindow } from './report-window.ts';
import { softwareVersion } from './version.ts';

/** A format that could not be made, and why; the others are made all the same. */
export interface MissingFormat {
  readonly format: ReportFormat;
  readonly error: GembaError;
}

export interface MadeReport {
  readonly audience: Audience;
  readonly rendered: RenderedReport;
  readonly files: readonly RenderedFile[];
  readonly missing: readonly MissingFormat[];
  readonly manifest: ReportManifest;
  /** Refused rows that touch the window. */
  readonly refusedCount: number;
}

export interface RenderOptions {
  /** Default: all that the role has, but the tables, which are made when they are asked for. */
  readonly formats?: readonly ReportFormat[];
  /** Only these tables in `csv` and `xlsx`; default: all. */
  readonly tables?: readonly string[];
  readonly signal?: AbortSignal;
  /** Things worth knowing that are no errors, such as a browser run without its sandbox. */
  readonly onNotice?: (notice: string) => void;
}

/** What the report of an audience is made from; `revision` is what it says of its own change, where it is one. */
export function reportInput(
  plant: OpenPlant,
  analysed: AnalysedWindow,
  audience: Audience,
  revision?: WrittenRevision | null,
): DailyReportInput {
  return {
    plant: plant.plant,
    analysis: analysed.analysis,
    audience,
    personLabel: plant.persons.labelFor(audience.persons, plant.keys.pseudonym),
    label: analysed.window.label,
    provenance: {
      softwareVersion,
      dataFingerprint: analysed.dataFingerprint,
      configFingerprint: plant.configFingerprint,
      ...(analysed.signals && { signals: analysed.signals }),
      sources: plant.file.sources.map(({ id, kind }) => ({ id, kind, factCount: analysed.factCounts.get(id) ?? 0 })),
    },
    ...(revision ? { revision } : {}),
  };
}

/**
 * The report of one audience from an analysis, with the manifest that records it.
 *
 * @param browsers prints the pages of all reports of a run
 * @throws GembaError `unknown-name` for an audience the plant file does not name, `usage` for a format the role has not
 */
export async function renderReport(
  plant: OpenPlant,
  analysed: AnalysedWindow,
  audienceId: string,
  browsers: PdfPrinter,
  options: RenderOptions & { readonly revision?: WrittenRevision | null } = {},
): Promise<MadeReport> {
  const audience = getAudience(plant, audienceId);
  const formats =
    options.formats ?? daily.listFormats(audience.role).filter((format) => !tableFormats.includes(format));
  const input = reportInput(plant, analysed, audience, options.revision);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const page = { paper: paperOf(plant, audience.id), ...(plant.look && { look: plant.look }) };
  const missing: MissingFormat[] = [];
  const tables = options.tables === undefined ? {} : { tables: options.tables };
  const render = (wanted: readonly ReportFormat[]): Promise<RenderedReport> =>
    daily.render(input, wanted, { browser: browsers, ...signal, ...tables, ...page });
  let rendered: RenderedReport;
  try {
    rendered = await render(formats);
  } catch (error) {
    if (!(error instanceof GembaError) || !pdfErrors.has(error.code)) throw error;
    missing.push({ format: 'pdf', error });
    rendered = await render(formats.filter((format) => format !== 'pdf'));
  }
  const { files, mail } = rendered;
  const manifest = buildManifest({
    kind: daily.kind,
    plant: plant.plant.id,
    audience: audience.id,
    role: audience.role,
    window: analysed.window.window,
    label: analysed.window.label,
    date: analysed.window.date,
    title: rendered.title,
    language: rendered.language,
    provenance: input.provenance,
    revision: options.revision ?? null,
    document: digest(rendered.document),
    mail: mail === undefined ? null : { subject: mail.subject, ...mailDigests(mail) },
    files: files.map(({ name, mediaType, bytes }) => ({ name, mediaType, ...digest(bytes) })),
  });
  return { audience, rendered, files, missing, manifest, refusedCount: analysed.analysis.completeness.refused };
}

function mailDigests({ bodyHtml, bodyText }: ReportMail): Record<'bodyHtml' | 'bodyText', ArchivedFile> {
  return { bodyHtml: digest(Buffer.from(bodyHtml)), bodyText: digest(Buffer.from(bodyText)) };
}

function digest(bytes: Uint8Array): ArchivedFile {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), byteLength: bytes.byteLength };
}

const pdfErrors: ReadonlySet<string> = new Set(['browser-missing', 'browser-failed']);

/** That of the audience's routes, which agree. */
export function paperOf({ file }: OpenPlant, audience: string): 'a4' | 'letter' {
  return file.reports.find(({ audiences }) => audiences.includes(audience))?.paper ?? 'a4';
}

export function getAudience(plant: OpenPlant, id: string): Audience {
  const audience = plant.plant.audiences.find((candidate) => candidate.id === id);
  if (audience !== undefined) return audience;
  const names = plant.plant.audiences.map((candidate) => candidate.id).join(', ');
  throw new GembaError('unknown-name', `'${id}' is not an audience of this plant. Use one of: ${names}.`, {
    details: { audience: id },
  });
}

/** Nothing is launched until a PDF is asked for; whoever takes it closes it at the end of the run. */
export function openPrinters(
  plant: OpenPlant,
  { signal, onNotice }: Pick<RenderOptions, 'signal' | 'onNotice'>,
): BrowserPool {
  return openBrowserPool({ env: plant.env, ...(signal && { signal }), ...(onNotice && { onNotice }) });
}

export interface MakeReportOptions extends RenderOptions {
  readonly window: ReportWindow;
  /** Audience id of the plant file. */
  readonly audience: string;
}

/**
 * Makes one report.
 *
 * @example
 * const window = resolveWindow(plant.plant, { day: '2012-02-29' }, plant.clock());
 * const { files } = await makeReport(plant, { window, audience: 'director', formats: ['html'] });
 */
export async function makeReport(plant: OpenPlant, options: MakeReportOptions): Promise<MadeReport> {
  getAudience(plant, options.audience);
  await using browsers = openPrinters(plant, options);
  const analysed = await analyseWindow(plant, options.window, options);
  // Awaited here, or the browser would be closed before it is asked for.
  return await renderReport(plant, analysed, options.audience, browsers, options);
}
