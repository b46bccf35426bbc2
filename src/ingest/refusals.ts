/** Refused rows as facts: one per row, with its reason and its bytes, the same however often the row comes. */
import { type FactTable, textAt } from '../model/index.ts';
import type { Batch } from './batch.ts';
import type { Identities } from './identities.ts';
import { toRawText } from './raw-text.ts';
import type { RowProblem } from './refusal-codes.ts';

export interface RefusedRow {
  /** All that is wrong; the first is the refusal's reason, the others are named in what was expected. */
  readonly problems: readonly RowProblem[];
  readonly raw: Uint8Array;
  readonly header: Uint8Array;
  readonly file: string;
  readonly line: number;
  /** `NaN` where it could not be read. */
  readonly startAt: number;
  readonly endAt: number;
}

/** A refusal as it stands in history. */
export interface Refusal {
  readonly startAt: number;
  readonly endAt: number;
  readonly code: string;
  readonly field: string;
  readonly received: string;
  readonly expected: string;
  readonly raw: string;
  readonly header: string;
  readonly status: 'open' | 'replayed';
  readonly file: string;
  readonly line: number;
  /** When its row was received first; `NaN` where that was not noted. */
  readonly receivedAt: number;
}

/** A refusal of history whose row, or reading, was let in, with the identity of the one it supersedes. */
export function asReplayed(
  { columns, identity }: FactTable<'refusal'>,
  row: number,
): readonly [identity: Uint8Array, refusal: Refusal] {
  const text = (name: 'code' | 'field' | 'received' | 'expected' | 'raw' | 'header' | 'file'): string =>
    textAt(columns[name], row);
  const refusal: Refusal = {
    startAt: columns.startAt[row] as number,
    endAt: columns.endAt[row] as number,
    code: text('code'),
    field: text('field'),
    received: text('received'),
    expected: text('expected'),
    raw: text('raw'),
    header: text('header'),
    status: 'replayed',
    file: text('file'),
    line: columns.line[row] as number,
    receivedAt: columns.receivedAt[row] as number,
  };
  return [identity.subarray(row * 16, row * 16 + 16), refusal];
}

export class Refusals {
  readonly #batch: Batch;
  readonly #identities: Identities;
  readonly #source: string;
  readonly #clock: () => number;
  readonly #identityPrefix: Buffer;
  readonly #contentPrefix: Buffer;

  /** @param clock when a row is received, UTC epoch ms */
  constructor(batch: Batch, identities: Identities, source: string, clock: () => number) {
    this.#batch = batch;
    this.#identities = identities;
    this.#source = source;
    this.#clock = clock;
    this.#identityPrefix = identities.prefixOf('refusal');
    this.#contentPrefix = identities.prefixOf('refusal content');
  }

  /** Adds a refused row, open. */
  add(row: RefusedRow): void {
    const table = this.#batch.refusal;
    table.reserve();
    this.#identities.begin(this.#identityPrefix);
    this.#identities.hash.addBytes(row.raw, 0, row.raw.length);
    this.#identities.writeIdentity(table.identity, table.length);
    const [first, ...others] = row.problems as [RowProblem, ...RowProblem[]];
    const also = others.map(({ field, code, received }) => `${field}: ${code} (${received})`).join('; ');
    this.#write({
      ...intervalOf(row),
      ...first,
      expected: others.length === 0 ? first.expected : `${first.expected}; also wrong: ${also}`,
      raw: toRawText(row.raw),
      header: toRawText(row.header),
      status: 'open',
      file: row.file,
      line: row.line,
      receivedAt: this.#clock(),
    });
  }

  /** Adds a refusal that supersedes the one with this identity. */
  supersede(identity: Uint8Array, refusal: Refusal): void {
    const table = this.#batch.refusal;
    table.reserve();
    table.identity.set(identity, table.length * 16);
    this.#write(refusal);
  }

  #write(refusal: Refusal): void {
    const table = this.#batch.refusal;
    const at = table.length;
    this.#identities.begin(this.#contentPrefix);
    for (const name of ['code', 'field', 'received', 'expected', 'raw', 'header', 'status'] as const) {
      this.#identities.hash.addText(refusal[name]);
      table.setText(name, refusal[name]);
    }
    this.#identities.writeContent(table.content, at);
    table.setText('source', this.#source);
    table.setText('file', refusal.file);
    for (const name of ['startAt', 'endAt', 'line', 'receivedAt'] as const)
      table.number(name).values[at] = refusal[name];
    table.length = at + 1;
  }
}

/** What can be said of the time of a row: one known end stands for both, a reversed interval is turned round. */
function intervalOf({ startAt, endAt }: RefusedRow): { startAt: number; endAt: number } {
  if (Number.isNaN(startAt) || Number.isNaN(endAt)) {
    const at = Number.isNaN(startAt) ? endAt : startAt;
    return { startAt: at, endAt: at };
  }
  return { startAt: Math.min(startAt, endAt), endAt: Math.max(startAt, endAt) };
}
