/** The tables as kysely sees them; the migrations are the authority. JSON columns hold text. */
import type { Generated } from 'kysely';
import type { DeliveryStatus } from './delivery-record.ts';

export interface DeliveryTable {
  /** Order of arrival, which breaks ties of `nextAttemptAt`. */
  sequence: Generated<number>;
  id: string;
  transport: string;
  payload: string;
  payloadSha256: string;
  status: DeliveryStatus;
  enqueuedAt: number;
  nextAttemptAt: number;
  claimer: string | null;
  /** Times claimed so far; the number of the current claim while `status` is `claimed`. */
  claimNumber: number;
  leaseUntil: number | null;
  /** Claims before a person asked for another try; they do not count against the attempts allowed. */
  forgivenCount: number;
  settledAt: number | null;
  reason: string | null;
  receipt: string | null;
}

export interface AttemptTable {
  deliveryId: string;
  number: number;
  claimer: string;
  startedAt: number;
  endedAt: number | null;
  outcome: string | null;
  detail: string | null;
  /** Recipients who have it since this attempt, as a JSON array. */
  served: string | null;
}

export interface ReportTable {
  sequence: Generated<number>;
  /** Plant, kind, audience, role and window as one text: what the revisions of a report share. */
  subject: string;
  revision: number;
  kind: string;
  audience: string;
  manifest: string;
  contentSha256: string;
  reason: string | null;
  createdAt: number;
}

export interface PersonTable {
  token: string;
  /** Null once erased. */
  person: string | null;
  addedAt: number;
  erasedAt: number | null;
}

export interface RunTable {
  id: Generated<number>;
  kind: string;
  subject: string;
  startedAt: number;
  endedAt: number | null;
  outcome: string | null;
  detail: string | null;
}

export interface AuditTable {
  id: Generated<number>;
  at: number;
  action: string;
  detail: string;
}

/** A file of a report that named a person who was erased, known again by a keyed code alone. */
export interface ErasedFileTable {
  code: string;
  /** `sequence` of the report. */
  report: number;
  name: string;
  /** Of the copy without the person; null where there is none. */
  copySha256: string | null;
  erasedAt: number;
  /** Of the file itself for as long as it is to be removed from the archive; then null. */
  removeSha256: string | null;
}

export interface SettingTable {
  name: string;
  value: string;
}

export interface StateTables {
  delivery: DeliveryTable;
  attempt: AttemptTable;
  report: ReportTable;
  person: PersonTable;
  run: RunTable;
  audit: AuditTable;
  erasedFile: ErasedFileTable;
  setting: SettingTable;
}
