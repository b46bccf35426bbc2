/** Deliveries of reports that name the person: what was sent, and what they carry from now on. */
import type { Delivery } from '../../model/index.ts';
import type { ArchivedFile } from '../../reports/index.ts';
import type { DeliveryStatus, StateErasure } from '../../state/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { deliveryId } from '../report-delivery.ts';
import type { ReportCopies } from './copies.ts';
import { digestOf, erasedMark } from './patch.ts';
import type { PersonNames } from './person-names.ts';

/** A delivery that carried the name: what it left elsewhere is not within reach of the store. */
export interface DeliveryWithName {
  readonly transport: string;
  readonly audience: string;
  readonly kind: string;
  /** First day the report speaks of. */
  readonly date: string;
  readonly revision: number;
  readonly status: DeliveryStatus;
  /** When it was delivered or given up, UTC epoch ms. */
  readonly settledAt: number | undefined;
  readonly recipients: readonly string[];
  /** What the other side said, such as the path on a share. */
  readonly receipt: string | undefined;
  /** Names of its files that named the person. */
  readonly files: readonly string[];
  /** Whether the text of the mail did. */
  readonly inBody: boolean;
}

/** A report and which deliveries carry it, by their ids. */
export interface ReportToReplace {
  readonly number: number;
  readonly copies: Omit<ReportCopies, 'added'>;
  readonly deliveryIds: readonly string[];
}

/** Finds the deliveries of each report, and those that have left the plant or may have. */
export function matchDeliveries(
  erasure: StateErasure,
  reports: readonly Omit<ReportCopies, 'added'>[],
): { readonly matched: readonly ReportToReplace[]; readonly sent: readonly DeliveryWithName[] } {
  const reportOf = new Map<string, number>();
  for (const { number, files } of reports) for (const { sha256 } of files) reportOf.set(sha256, number);
  const idsOf = new Map<number, string[]>();
  const sent: DeliveryWithName[] = [];
  for (const { delivery, ...record } of erasure.listDeliveries()) {
    const files = delivery.files.filter(({ sha256 }) => reportOf.has(sha256));
    const bodies = bodiesOf(delivery).filter(({ sha256 }) => reportOf.has(sha256));
    const first = files[0] ?? bodies[0];
    const number = first && reportOf.get(first.sha256);
    if (number === undefined) continue;
    idsOf.set(number, [...(idsOf.get(number) ?? []), delivery.id]);
    const { transport, audience, kind, date, revision = 1, recipients } = delivery;
    const { status, settledAt, receipt, isUntried } = record;
    if (!isUntried)
      sent.push({
        ...{ transport, audience, kind, date, revision, status, settledAt, recipients, receipt },
        files: files.map(({ name }) => name),
        inBody: bodies.length > 0,
      });
  }
  const matched = reports.map((copies) => ({
    number: copies.number,
    copies,
    deliveryIds: idsOf.get(copies.number) ?? [],
  }));
  return { matched, sent };
}

/** The deliveries of a report as they are from now on. */
export async function rewriteDeliveries(
  plant: OpenPlant,
  erasure: StateErasure,
  { copies, deliveryIds }: ReportToReplace,
  names: PersonNames,
): Promise<readonly { readonly id: string; readonly delivery: Delivery }[]> {
  const newIds = mapIds(plant, copies);
  const copyOf = new Map(copies.files.map(({ sha256, copySha256 }) => [sha256, copySha256]));
  const rewritten = [];
  for (const id of deliveryIds) {
    const record = await plant.state.deliveries.find(id);
    if (record === undefined) continue;
    const { delivery } = record;
    const bodyOf = async (text: string): Promise<string> => {
      const { sha256 } = digestOf(Buffer.from(text));
      const copy = copyOf.get(sha256);
      return copy === undefined
        ? names.replaceIn(text, erasedMark)
        : Buffer.from(await plant.archive.get(copy)).toString();
    };
    const sizes = new Map(copies.manifest.files.map(({ sha256, byteLength }) => [sha256, byteLength]));
    rewritten.push({
      id,
      delivery: {
        ...delivery,
        id: newIds.get(id) ?? erasure.codedDeliveryId(id),
        bodyHtml: await bodyOf(delivery.bodyHtml),
        bodyText: await bodyOf(delivery.bodyText),
        files: delivery.files.flatMap((file) => {
          if (!copyOf.has(file.sha256)) return [file];
          const sha256 = copyOf.get(file.sha256);
          return sha256 === undefined ? [] : [{ ...file, sha256, byteLength: sizes.get(sha256) ?? file.byteLength }];
        }),
      },
    });
  }
  return rewritten;
}

/**
 * A delivery is known by what its report says, so that it is not sent twice. Its report says something else now, and the
 * id of before would let anyone test guesses of the name.
 */
function mapIds(plant: OpenPlant, { before, manifest }: ReportToReplace['copies']): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  // Without a document no report is compared with it, and none of its deliveries is asked for again.
  const document: ArchivedFile | undefined = manifest.document;
  if (document === undefined) return ids;
  for (const route of plant.file.reports)
    if (route.audiences.includes(before.audience))
      for (const transport of route.transports)
        ids.set(deliveryId(route, before, transport), deliveryId(route, manifest, transport));
  return ids;
}

function bodiesOf({ bodyHtml, bodyText }: Delivery): readonly ArchivedFile[] {
  return [bodyHtml, bodyText].map((text) => digestOf(Buffer.from(text)));
}
