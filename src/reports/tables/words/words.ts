/** What a language file of the tables holds: every title and heading, or it does not compile. */
import type { enColumns, enTables } from './en.ts';

export type TableId = keyof typeof enTables;
export type ColumnId = keyof typeof enColumns;

export interface TableWords {
  readonly tables: Readonly<Record<TableId, string>>;
  readonly columns: Readonly<Record<ColumnId, string>>;
  /** What a bound adds to its figure's heading. */
  readonly low: string;
  readonly high: string;
  readonly units: { readonly minutes: string; readonly percent: string; readonly pieces: string };
  /** Codes of a document's fields, such as `getting-worse`; one that is not here is written as it is. */
  readonly values: Readonly<Record<string, string>>;
  readonly yes: string;
  readonly no: string;
}
