export { type Archive, type ArchivedFile, type ArchivePlace, type ListedFile, openArchive } from './archive/archive.ts';
export { buildManifest, type ManifestInput, manifestFormatVersion, type ReportManifest } from './archive/manifest.ts';
export { daily } from './daily/daily.ts';
export type { DailyReportInput, Provenance, ProvenanceSource } from './daily/input.ts';
export {
  type DailyDocument,
  type DailyDocuments,
  dailyDocument,
  dailyJsonSchema,
  listJsonSchemas,
  type NamedJsonSchema,
} from './documents/daily-document.ts';
export type { DirectorDocument } from './documents/director.ts';
export type { MaintenanceDocument } from './documents/maintenance.ts';
export type { ProductionDocument } from './documents/production.ts';
export type { QualityDocument } from './documents/quality.ts';
export type { ShiftLeadDocument } from './documents/shift-lead.ts';
export { loadLook } from './look/load-look.ts';
export type { Look } from './look/look.ts';
export { dailyMail } from './mail/daily-mail.ts';
export { type HtmlOptions, renderHtml } from './pages/render-html.ts';
export {
  type Browser,
  type OpenBrowserOptions,
  openBrowser,
  type PdfPrinter,
  type PrintOptions,
} from './pdf/browser.ts';
export {
  type BrowserPool,
  type BrowserPoolOptions,
  type BrowserPoolStats,
  openBrowserPool,
  type ReplacedFor,
} from './pdf/browser-pool.ts';
export { type FindBrowserOptions, findBrowser } from './pdf/find-browser.ts';
export type { FoundBrowser } from './pdf/found-browser.ts';
export { type InstallBrowserOptions, type InstalledBrowser, installBrowser } from './pdf/install-browser.ts';
export { normalisePdf } from './pdf/normalise-pdf.ts';
export {
  type NamedReport,
  type RenderedFile,
  type RenderedReport,
  type RenderOptions,
  type ReportFormat,
  type ReportKind,
  type ReportMail,
  reportFormats,
  tableFormats,
} from './report-kind.ts';
export {
  type ChangeUnit,
  defaultTolerance,
  type FigureChange,
  noTolerance,
  type RevisionTolerance,
  type WrittenRevision,
} from './revisions/revision.ts';
export { dailyTables } from './tables/daily/daily-tables.ts';
export type { CellValue, ColumnType, Measure, Table, TableColumn, ValueType } from './tables/table.ts';
export { listLanguages } from './words/speaker.ts';
