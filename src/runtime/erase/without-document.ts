/** A report whose document is missing, damaged or was never kept: its files alone say whom it names. */
import type { DeliveryFile } from '../../model/index.ts';
import { type ArchivedFile, type ReportManifest, tableFormats } from '../../reports/index.ts';
import type { NumberedReport, ReplacedFile } from '../../state/index.ts';
import { formatOf } from '../archive-report.ts';
import type { OpenPlant } from '../open-plant.ts';
import type { ReportCopies } from './copies.ts';
import { digestOf, findArchived, patched } from './patch.ts';
import type { PersonNames } from './person-names.ts';

type Judged =
  | { readonly kind: 'clean' | 'unreadable' | 'opaque' }
  | { readonly kind: 'named'; readonly copy: Uint8Array };

/**
 * Texts get a mark where the name was. What cannot be looked into, as a PDF, goes where a text of the report names the
 * person, or where the report has no page or figures that could be read. The report has no document any more.
 *
 * @returns undefined where no text of it names the person
 */
export async function planWithoutDocument(
  plant: OpenPlant,
  { number, record }: NumberedReport,
  names: PersonNames,
): Promise<ReportCopies | undefined> {
  const { document, ...before } = record.manifest as Omit<ReportManifest, 'document'> & { document?: ArchivedFile };
  const texts = before.mail ? { 'mail.bodyHtml': before.mail.bodyHtml, 'mail.bodyText': before.mail.bodyText } : {};
  const judged = new Map<string, Judged>([['document', { kind: 'unreadable' }]]);
  for (const file of before.files) judged.set(file.name, await judge(plant, file, isOpaque(file), names));
  for (const [name, file] of Object.entries(texts)) judged.set(name, await judge(plant, file, false, names));
  const isNamed = [...judged.values()].some(({ kind }) => kind === 'named');
  if (!isNamed && before.files.every((file) => isTold(file, before.files, judged))) return undefined;

  const files: ReplacedFile[] = [];
  const added: Uint8Array[] = [];
  const replace = (name: string, file: ArchivedFile): ArchivedFile | undefined => {
    const found = judged.get(name);
    if (found === undefined || found.kind === 'clean') return file;
    const digest = found.kind === 'named' ? digestOf(found.copy) : undefined;
    if (files.every(({ sha256 }) => sha256 !== file.sha256))
      files.push({ name, sha256: file.sha256, copySha256: digest?.sha256 });
    if (found.kind === 'named') added.push(found.copy);
    return digest;
  };
  const [bodyHtml, bodyText] = before.mail
    ? [replace('mail.bodyHtml', before.mail.bodyHtml), replace('mail.bodyText', before.mail.bodyText)]
    : [];
  const manifest = {
    ...before,
    mail: before.mail && bodyHtml && bodyText ? { ...before.mail, bodyHtml, bodyText } : null,
    files: before.files.flatMap((file) => {
      const copy = replace(file.name, file);
      return copy === undefined ? [] : [{ ...file, sha256: copy.sha256, byteLength: copy.byteLength }];
    }),
  };
  if (document !== undefined) replace('document', document);
  // As reports of before there were documents.
  const unwritten = manifest as Partial<ReportManifest> as ReportManifest;
  return { number, before: record.manifest as ReportManifest, manifest: unwritten, files, added };
}

/** Whether it is known that a file does not name the person: a page and the figures behind it show what a PDF does. */
function isTold(file: DeliveryFile, files: readonly DeliveryFile[], judged: ReadonlyMap<string, Judged>): boolean {
  if (judged.get(file.name)?.kind === 'clean') return true;
  return files.some(({ name }) => ['html', 'json'].includes(formatOf(name)) && judged.get(name)?.kind === 'clean');
}

async function judge(
  plant: OpenPlant,
  { sha256 }: ArchivedFile,
  isOpaque: boolean,
  names: PersonNames,
): Promise<Judged> {
  const bytes = await findArchived(plant, sha256);
  if (bytes === undefined) return { kind: 'unreadable' };
  if (isOpaque) return { kind: 'opaque' };
  const copy = patched(bytes, names);
  return digestOf(copy).sha256 === sha256 ? { kind: 'clean' } : { kind: 'named', copy };
}

/** Packed, so that no text can be looked for in it. */
function isOpaque({ name }: DeliveryFile): boolean {
  const format = formatOf(name);
  return format === 'pdf' || (format !== 'csv' && tableFormats.includes(format));
}
