/** A recorded report as deliveries. Made of its manifest and the archive alone, so it can be sent again as it was. */
import { createHash } from 'node:crypto';
import type { Audience, Delivery } from '../model/index.ts';
import type { ReportManifest } from '../reports/index.ts';
import { filesOf } from './archive-report.ts';
import type { OpenPlant } from './open-plant.ts';
import type { ReportRoute } from './plant-file/schema.ts';

export async function toDelivery(
  plant: OpenPlant,
  route: ReportRoute,
  audience: Audience,
  manifest: ReportManifest,
  transport: string,
): Promise<Delivery> {
  const { mail, title, revision } = manifest;
  const read = async (sha256: string): Promise<string> => Buffer.from(await plant.archive.get(sha256)).toString();
  return {
    id: deliveryId(route, manifest, transport),
    kind: route.kind,
    plant: plant.plant.name,
    audience: audience.id,
    transport,
    language: manifest.language,
    date: manifest.date,
    title,
    subject: mail?.subject ?? title,
    recipients: audience.recipients,
    bodyHtml: mail === null ? '' : await read(mail.bodyHtml.sha256),
    bodyText: mail === null ? title : await read(mail.bodyText.sha256),
    files: filesOf(manifest, route.formats),
    ...(revision === null ? {} : { revision: revision.number }),
  };
}

/** Of what the report says and in which formats, whether or not each of them could be made. */
export function deliveryId(
  route: ReportRoute,
  { plant, label, audience, document }: ReportManifest,
  transport: string,
): string {
  const hash = createHash('sha256');
  for (const part of [plant, route.kind, label, audience, transport, route.formats.join(','), document.sha256])
    hash.update(`${part}\0`);
  return `${route.kind}-${label}-${audience}-${transport}-${hash.digest('hex').slice(0, 12)}`;
}
