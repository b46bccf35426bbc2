/** Makes reports: facts of one snapshot → one analysis → a view per audience → files in the archive. */
import { createHash } from 'node:crypto';
import { analyseDay, type DailyAnalysis } from '../analytics/index.ts';
import type { HistorySnapshot } from '../history/index.ts';
import { type Audience, type FactTable, fingerprintOf, GembaError, textAt } from '../model/index.ts';
import {
  type BrowserPool,
  buildManifest,
  daily,
  openBrowserPool,
  type PdfPrinter,
  type RenderedFile,
  type RenderedReport,
  type ReportFormat,
  type ReportManifest,
  tableFormats,
} from '../reports/index.ts';
import { type Interval, touches } from '../time/index.ts';
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

export interface AnalysedWindow {
  readonly window: ReportWindow;
  readonly analysis: DailyAnalysis;
  /** Of all facts the analysis stands on. */
  readonly dataFingerprint: string;
  /** Distinct facts by source that touch the window. */
  readonly factCounts: ReadonlyMap<string, number>;
}

/** Reads what a window's figures stand on, of one snapshot, and works them out. */
export async function analyseWindow(
  plant: OpenPlant,
  window: ReportWindow,
  signal?: AbortSignal,
): Promise<AnalysedWindow> {
  const snapshot = await plant.history.snapshot();
  // Never facts from after the window: a report made later from more facts says what it said then.
  const known = { fromAt: firstInstant(snapshot, window.window.fromAt), toAt: window.window.toAt };
  const options = signal === undefined ? {} : { signal };
  const [production, equipmentState, refusals] = await Promise.all([
    snapshot.read({ kind: 'production', window: known, ...options }),
    snapshot.read({ kind: 'equipmentState', window: known, ...options }),
    snapshot.read({ kind: 'refusal', window: window.window, ...options }),
  ]);
  const analysis = analyseDay({
    plant: plant.plant,
    production,
    equipmentState,
    refusals,
    window: window.window,
    ...(window.day === undefined ? {} : { day: window.day }),
    ...(window.shift === undefined ? {} : { shift: window.shift }),
  });
  return {
    window,
    analysis,
    dataFingerprint: fingerprintOf([production, equipmentState, refusals]),
    factCounts: countBySource([production, equipmentState], window.window),
  };
}

/** Start of the earliest fact, where it lies before the window. */
function firstInstant(snapshot: HistorySnapshot, windowFromAt: number): number {
  const extents = [snapshot.findExtent('production'), snapshot.findExtent('equipmentState')];
  return Math.min(windowFromAt, ...extents.map((extent) => extent?.fromAt ?? windowFromAt));
}

/** Facts of each source that touch the window. */
function countBySource(
  tables: readonly FactTable<'production' | 'equipmentState'>[],
  window: Interval,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { length, columns } of tables)
    for (let i = 0; i < length; i++) {
      const fact = { fromAt: columns.startAt[i] as number, toAt: columns.endAt[i] as number };
      if (!touches(fact, window)) continue;
      const source = textAt(columns.source, i);
      counts.set(source, (counts.get(source) ?? 0) + 1);
    }
  return counts;
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

/**
 * The report of one audience from an analysis, its files in the archive and its manifest on record.
 *
 * @param browsers prints the pages of all reports of a run
 * @throws GembaError `unknown-name` for an audience the plant file does not name, `usage` for a format the role has not
 */
export async function renderReport(
  plant: OpenPlant,
  analysed: AnalysedWindow,
  audienceId: string,
  browsers: PdfPrinter,
  options: RenderOptions = {},
): Promise<MadeReport> {
  const audience = getAudience(plant, audienceId);
  const formats =
    options.formats ?? daily.listFormats(audience.role).filter((format) => !tableFormats.includes(format));
  const input = {
    plant: plant.plant,
    analysis: analysed.analysis,
    audience,
    personLabel: plant.persons.labelFor(audience.persons, plant.keys.pseudonym),
    label: analysed.window.label,
    provenance: {
      softwareVersion,
      dataFingerprint: analysed.dataFingerprint,
      configFingerprint: plant.configFingerprint,
      sources: plant.file.sources.map(({ id, kind }) => ({ id, kind, factCount: analysed.factCounts.get(id) ?? 0 })),
    },
  };
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const missing: MissingFormat[] = [];
  const plain = formats.filter((format) => format !== 'pdf');
  const tables = options.tables === undefined ? {} : { tables: options.tables };
  const rendered = await daily.render(input, plain, { ...signal, ...tables });
  const files = [...rendered.files];
  if (formats.includes('pdf')) {
    try {
      const pdf = await daily.render(input, ['pdf'], { browser: browsers, ...signal });
      files.push(...pdf.files);
    } catch (error) {
      if (!(error instanceof GembaError) || !pdfErrors.has(error.code)) throw error;
      missing.push({ format: 'pdf', error });
    }
  }
  files.sort((a, b) => formats.indexOf(a.format) - formats.indexOf(b.format));
  const manifest = buildManifest({
    kind: 'daily',
    plant: plant.plant.id,
    audience: audience.id,
    role: audience.role,
    window: analysed.window.window,
    label: analysed.window.label,
    provenance: input.provenance,
    files: files.map(({ name, mediaType, bytes }) => ({
      name,
      mediaType,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      byteLength: bytes.byteLength,
    })),
  });
  return { audience, rendered, files, missing, manifest, refusedCount: analysed.analysis.completeness.refused };
}

const pdfErrors: ReadonlySet<string> = new Set(['browser-missing', 'browser-failed']);

function getAudience(plant: OpenPlant, id: string): Audience {
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
  const analysed = await analyseWindow(plant, options.window, options.signal);
  // Awaited here, or the browser would be closed before it is asked for.
  return await renderReport(plant, analysed, options.audience, browsers, options);
}
