/** Stores of earlier formats, whose facts are known, in a folder whose name no quoting may trip over. */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type Json } from '@duckdb/node-api';
import type { FactKind, FactRow } from 'gemba/model';
import { temporaryFolder } from '../store.ts';

export const formats = ['format-1', 'format-2'] as const;
export type Format = (typeof formats)[number];
export type Expected = Readonly<Record<FactKind, readonly (FactRow & { readonly versions: number })[]>>;

const fixtures = join(import.meta.dirname, '../../fixtures/history');
const awkward = `st[o]re* 'quoted"; DROP\nSCHEMA gemba; --`;

export async function copyStore(format: Format): Promise<{ dir: string } & AsyncDisposable> {
  const folder = await temporaryFolder();
  const dir = join(folder.dir, awkward);
  await cp(join(fixtures, format, 'store'), dir, { recursive: true });
  return { dir, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

export async function readExpected(format: Format): Promise<Expected> {
  return JSON.parse(await readFile(join(fixtures, format, 'expected.json'), 'utf8')) as Expected;
}

/** What a DuckDB of one's own says after it ran the text. */
export async function askOwn(text: string, sql: string): Promise<Record<string, Json>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(text);
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
