/** What history has, against what was sent. */
import { openPlant } from 'gemba';
import { type Account, emptyAccount, type FactTable, textAt } from 'gemba/model';
import { brokerSource, logMachine, logSource } from './matrix-plant.ts';
import type { Sender, Truth } from './sender.ts';

/** `isBalanced`: received = stored + duplicate + refused + filtered + expired + lost. */
export type AuditedAccount = Account & { readonly isBalanced: boolean };

export interface Audit {
  /** By tag, and by machine for the log: count and sum in history. */
  readonly found: ReadonlyMap<string, Truth>;
  readonly lostCount: number;
  /** Numbers that were sent and are not there, by name: the first hundred of each. */
  readonly lost: Readonly<Record<string, readonly number[]>>;
  /** Facts beyond the first of a number. */
  readonly doubledCount: number;
  /** Numbers that are there more than once, by name: the first hundred of each. */
  readonly doubled: Readonly<Record<string, readonly number[]>>;
  readonly accounts: Readonly<Record<string, AuditedAccount>>;
  readonly refusalCount: number;
}

export async function auditPlant(config: string, truth: Sender['truth']): Promise<Audit> {
  await using plant = await openPlant({ config, env: { ...process.env, GEMBA_SECRET: 'of the kill matrix' } });
  const snapshot = await plant.history.snapshot();
  const numbers = new Map<string, number[]>();
  const note = (name: string, number: number): void => {
    const known = numbers.get(name);
    if (known === undefined) numbers.set(name, [number]);
    else known.push(number);
  };
  const { length, columns } = await snapshot.read({ kind: 'reading' });
  for (let i = 0; i < length; i++) note(textAt(columns.tag, i), columns.value[i] as number);
  const log: FactTable<'production'> = await snapshot.read({ kind: 'production' });
  for (let i = 0; i < log.length; i++) note(logMachine, log.columns.completedCount[i] as number);
  const status = await plant.history.status();
  const lost = [...truth].map(([name, { count }]) => [name, missingOf(numbers.get(name) ?? [], count)] as const);
  const doubled = [...numbers].map(([name, all]) => [name, repeatedOf(all)] as const);
  return {
    found: new Map(
      [...numbers].map(([name, all]) => [name, { count: all.length, sum: all.reduce((a, b) => a + b, 0) }]),
    ),
    lostCount: sumOf(lost.map(([, missing]) => missing.length)),
    lost: firstOf(lost),
    doubledCount: sumOf(doubled.map(([, again]) => again.length)),
    doubled: firstOf(doubled),
    accounts: Object.fromEntries(
      [brokerSource, logSource].map((source) => [source, audited(snapshot.accounts.get(source) ?? emptyAccount)]),
    ),
    refusalCount: status.factCounts.refusal,
  };
}

function audited(account: Account): AuditedAccount {
  const { received, stored, duplicate, refused, filtered, expired, lost } = account;
  return { ...account, isBalanced: received === stored + duplicate + refused + filtered + expired + lost };
}

/** Of the numbers 1 to `count`. */
function missingOf(found: readonly number[], count: number): readonly number[] {
  const known = new Set(found);
  return Array.from({ length: count }, (_, i) => i + 1).filter((number) => !known.has(number));
}

/** Each as often as it is there beyond the first time. */
function repeatedOf(found: readonly number[]): readonly number[] {
  const known = new Set<number>();
  return found.filter((number) => known.size === known.add(number).size);
}

function firstOf(
  byName: readonly (readonly [string, readonly number[]])[],
): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    byName.filter(([, numbers]) => numbers.length > 0).map(([name, numbers]) => [name, numbers.slice(0, 100)]),
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
