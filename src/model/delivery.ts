/** What distribution carries: a report's files and texts for one audience. Made by reports, carried by runtime. */

export interface DeliveryFile {
  /** File name without folder, such as `daily-2012-02-29-director.pdf`. */
  readonly name: string;
  readonly mediaType: string;
  /** SHA-256 of the bytes, lower-case hex; the bytes lie in the archive under it. */
  readonly sha256: string;
  readonly byteLength: number;
}

export interface Delivery {
  /** Stable: the same report for the same audience by the same transport has the same id, so it is sent once. */
  readonly id: string;
  /** Report kind, such as `daily`. */
  readonly kind: string;
  readonly plant: string;
  readonly audience: string;
  /** Transport id of the plant file. */
  readonly transport: string;
  readonly language: string;
  /** First day or instant the report speaks of, `YYYY-MM-DD`, for dated folders. */
  readonly date: string;
  readonly title: string;
  readonly subject: string;
  /** Mail addresses, or whatever the transport understands; empty for a file share. */
  readonly recipients: readonly string[];
  /** Mail body in HTML (inlined CSS only) and its plain-text alternative. */
  readonly bodyHtml: string;
  readonly bodyText: string;
  /** Files to attach or to lay down. */
  readonly files: readonly DeliveryFile[];
  /** Which revision of the report it is; left out for the first. Files of a later one are named by it. */
  readonly revision?: number;
}
