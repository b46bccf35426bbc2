/** What of a recorded report names the person, and what is put in its place. */
import type { DeliveryFile } from '../../model/index.ts';
import {
  type ArchivedFile,
  daily,
  type RenderedReport,
  type ReportManifest,
  type RenderOptions as ReportOptions,
} from '../../reports/index.ts';
import type { NumberedReport, ReplacedFile } from '../../state/index.ts';
import { formatOf } from '../archive-report.ts';
import { paperOf } from '../make-report.ts';
import type { OpenPlant } from '../open-plant.ts';
import type { ReportCopies } from './copies.ts';
import { digestOf, findArchived, patched } from './patch.ts';
import type { PersonNames } from './person-names.ts';
import { planWithoutDocument } from './without-document.ts';

/** Undefined where the report does not name the person. */
export async function planCopies(
  plant: OpenPlant,
  report: NumberedReport,
  names: PersonNames,
): Promise<ReportCopies | undefined> {
  const before = report.record.manifest as ReportManifest;
  const written: ArchivedFile | undefined = report.record.manifest.document && before.document;
  const document = written && (await findArchived(plant, written.sha256));
  if (document === undefined) return await planWithoutDocument(plant, report, names);
  const forgotten = daily.forgetPerson(document, names.is);
  if (forgotten === undefined) return undefined;
  const added: Uint8Array[] = [];
  const files: ReplacedFile[] = [];
  const replace = (name: string, file: ArchivedFile, copy: Uint8Array | undefined): ArchivedFile | undefined => {
    const digest = copy && digestOf(copy);
    if (digest?.sha256 === file.sha256) return file;
    // The document and its JSON file are one.
    if (files.every(({ sha256 }) => sha256 !== file.sha256))
      files.push({ name, sha256: file.sha256, copySha256: digest?.sha256 });
    if (copy !== undefined) added.push(copy);
    return digest;
  };
  const then = await renderAgain(plant, before, document);
  const now = await renderAgain(plant, before, forgotten);
  const copied = new Map<string, ArchivedFile | undefined>();
  for (const file of before.files)
    copied.set(file.name, replace(file.name, file, await copyOf(plant, file, then, now, names)));
  const copyBody = async (name: 'bodyHtml' | 'bodyText', file: ArchivedFile): Promise<ArchivedFile | undefined> => {
    const [made, again] = [then?.mail?.[name], now?.mail?.[name]];
    const isSame = made !== undefined && digestOf(Buffer.from(made)).sha256 === file.sha256;
    const copy = isSame && again !== undefined ? Buffer.from(again) : await patchArchived(plant, file, names);
    return replace(`mail.${name}`, file, copy);
  };
  const bodyHtml = before.mail && (await copyBody('bodyHtml', before.mail.bodyHtml));
  const bodyText = before.mail && (await copyBody('bodyText', before.mail.bodyText));
  const manifest: ReportManifest = {
    ...before,
    document: replace('document', before.document, forgotten) ?? before.document,
    mail: before.mail && bodyHtml && bodyText ? { subject: before.mail.subject, bodyHtml, bodyText } : null,
    files: before.files.flatMap((file) => {
      const copy = copied.get(file.name);
      return copy === undefined ? [] : [{ ...file, ...copy }];
    }),
  };
  return { number: report.number, before, manifest, files, added };
}

/**
 * What stands for a file. A page that comes out of the document as it was sent comes out of the document without the
 * person as it would have been; text of another version of gemba gets a mark where the name was; of a PDF and a workbook
 * of one there is no copy.
 */
async function copyOf(
  plant: OpenPlant,
  file: DeliveryFile,
  then: RenderedReport | undefined,
  now: RenderedReport | undefined,
  names: PersonNames,
): Promise<Uint8Array | undefined> {
  const format = formatOf(file.name);
  const find = (made: RenderedReport | undefined, name: string): Uint8Array | undefined =>
    made?.files.find((candidate) => candidate.name === name)?.bytes;
  const made = find(then, file.name);
  if (made !== undefined && digestOf(made).sha256 === file.sha256) return find(now, file.name);
  if (format === 'html' || format === 'csv' || format === 'json') return await patchArchived(plant, file, names);
  const page = file.name.replace(/pdf$/, 'html');
  const [madePage, pageAgain] = [find(then, page), find(now, page)];
  // The page that was printed does not show the person.
  const isUnchanged =
    format === 'pdf' && madePage && pageAgain && digestOf(madePage).sha256 === digestOf(pageAgain).sha256;
  return isUnchanged ? await findArchived(plant, file.sha256) : undefined;
}

/** Everything the report could be sent as but PDF; undefined where this version of gemba cannot read the document. */
async function renderAgain(
  plant: OpenPlant,
  { audience, label, files }: ReportManifest,
  document: Uint8Array,
): Promise<RenderedReport | undefined> {
  const wanted = new Set(files.map(({ name }) => formatOf(name)).map((format) => (format === 'pdf' ? 'html' : format)));
  const options: ReportOptions = { paper: paperOf(plant, audience), ...(plant.look && { look: plant.look }) };
  try {
    return await daily.renderDocument(document, { label, audience }, [...wanted], options);
  } catch {
    // Of a version that wrote other documents: its files are patched or removed.
    return undefined;
  }
}

async function patchArchived(
  plant: OpenPlant,
  { sha256 }: ArchivedFile,
  names: PersonNames,
): Promise<Uint8Array | undefined> {
  const bytes = await findArchived(plant, sha256);
  return bytes && patched(bytes, names);
}
