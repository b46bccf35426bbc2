import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { type CreateSourceFixture, sourceConformance } from '../../src/testing/source-conformance.ts';
import { contextOf, sourceOf } from './support/plant.ts';

/** More than a batch holds, whose size is set; with the default of 65,536 the rules need ten times the rows to show the same. */
const rows = 6_600;
const bound = { batchRowsMax: 6_553 };
const refusedEvery = 100;
const mapping = {
  fact: { kind: 'production', state: 'running' },
  equipment: 'machine',
  startAt: 'from',
  endAt: 'to',
  completedCount: 'good',
  workOrder: 'order',
};

function record(i: number): [machine: string, from: string, to: string, good: string, order: string] {
  const day = String(1 + (i % 28)).padStart(2, '0');
  const good = i % refusedEvery === 0 ? 'many' : String(i % 50);
  return ['Lathe 7', `2012-01-${day}T07:00`, `2012-01-${day}T08:00`, good, `o${i % 120}`];
}

function textOf(kind: 'csv' | 'jsonl'): string {
  const names = ['machine', 'from', 'to', 'good', 'order'];
  const records = Array.from({ length: rows }, (_, i) => record(i));
  return kind === 'csv'
    ? [names, ...records].map((row) => `${row.join(',')}\n`).join('')
    : records.map((row) => `${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i]])))}\n`).join('');
}

const texts = { csv: textOf('csv'), jsonl: textOf('jsonl') };

async function createFiles(kind: 'csv' | 'jsonl', more: object): ReturnType<CreateSourceFixture> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-source-'));
  const text = texts[kind];
  await writeFile(join(dir, `a.${kind}`), text);
  await writeFile(join(dir, `b.${kind}`), text.slice(0, text.indexOf('\n', 4_000) + 1));
  const second = text.slice(0, text.indexOf('\n', 4_000)).split('\n').length - (kind === 'csv' ? 1 : 0);
  return {
    open: async () =>
      sourceOf({ kind, id: 'log', path: '.', mapping: { ...mapping, ...more } }, { ...contextOf(dir), ...bound }),
    openMissing: async () => sourceOf({ kind, id: 'log', path: 'missing', mapping }, contextOf(dir)),
    recordCount: rows + second,
    refusedCount: rows / refusedEvery + 1,
    // The second file repeats the first's beginning; a key of order and day names some rows again.
    distinctCount: 'key' in more ? 840 + rows / refusedEvery : rows,
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

describe.each(['csv', 'jsonl'] as const)('files as %s', (kind) => {
  for (const { name, check } of sourceConformance) it(name, () => check(() => createFiles(kind, {})));
});

describe('files with a key of their own', () => {
  for (const { name, check } of sourceConformance)
    it(name, () => check(() => createFiles('csv', { key: ['order', 'from'] })));
});
