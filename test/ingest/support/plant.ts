/** A plant, as far as ingest needs it, and what tests read with. */
import { readFileSync } from 'node:fs';
import {
  createFileSource,
  type FileSourceConfig,
  fileSourceSchema,
  type Source,
  type SourceBatch,
  type SourceContext,
  type SourcePosition,
} from 'gemba/ingest';
import { type Adjustment, type AnyFactTable, type FactKind, type FactRow, type FactTable, rowAt } from 'gemba/model';
import { createZone } from 'gemba/time';
import { demoMapping } from './mapping.ts';

export { demoMapping };

export const demoDir: string = new URL('../../../demo', import.meta.url).pathname;

/** Resources of the demo log, verbatim. */
export const demoEquipment: ReadonlySet<string> = new Set(
  readFileSync(`${demoDir}/production_log.csv`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[2] as string),
);

export const demoConfig: FileSourceConfig = {
  kind: 'csv',
  id: 'mes',
  path: 'production_log.csv',
  mapping: demoMapping,
};

/** A context that knows some equipment by name (`Lathe 7` → `lathe-7`) and gives each person a number. */
export function contextOf(baseDir: string, names: Iterable<string> = ['Lathe 7', 'Mill 2']): SourceContext {
  const known = new Map([...names].map((name) => [name, name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')]));
  const tokens = new Map<string, string>();
  return {
    baseDir,
    zone: createZone('Asia/Jerusalem'),
    findEquipment: (name) => known.get(name),
    tokens: {
      tokenOf(person) {
        const token = tokens.get(person) ?? `p${tokens.size + 1}`;
        tokens.set(person, token);
        return token;
      },
    },
    identityKey: new Uint8Array(32).fill(7),
    reasonCodes: new Set(['breakdown', 'tool']),
    defectCodes: new Set(['scratch']),
    tags: [],
    env: {},
    clock: () => 0,
    random: () => 0,
  };
}

export interface Loaded {
  readonly batches: readonly SourceBatch[];
  readonly received: number;
  readonly refused: number;
  readonly adjustmentCount: number;
  readonly adjustments: readonly Adjustment[];
  readonly position: SourcePosition | undefined;
  rows<K extends FactKind>(kind: K): FactRow<K>[];
  identities(kind?: FactKind): string[];
  contents(kind?: FactKind): string[];
}

/** Everything a source yields from a position on, each batch acknowledged. */
export async function load(source: Source, position?: SourcePosition): Promise<Loaded> {
  const batches: SourceBatch[] = [];
  for await (const batch of source.batches({ position, signal: new AbortController().signal })) {
    await batch.ack();
    batches.push(batch);
  }
  return loadedOf(batches);
}

export function loadedOf(batches: readonly SourceBatch[]): Loaded {
  const tables = batches.flatMap(({ facts }) => facts) as readonly AnyFactTable[];
  const hashes = (of: 'identity' | 'content', kind: FactKind | undefined): string[] =>
    tables
      .filter((table) => kind === undefined || table.kind === kind)
      .flatMap((table) =>
        Array.from({ length: table.length }, (_, i) =>
          Buffer.from(table[of].subarray(i * 16, i * 16 + 16)).toString('hex'),
        ),
      );
  return {
    batches,
    received: batches.reduce((sum, { account }) => sum + account.received, 0),
    refused: batches.reduce((sum, { account }) => sum + account.refused, 0),
    adjustmentCount: batches.reduce((sum, batch) => sum + batch.adjustmentCount, 0),
    adjustments: batches.flatMap(({ adjustments }) => adjustments),
    position: batches.at(-1)?.position,
    rows: <K extends FactKind>(kind: K) =>
      tables
        .filter((table) => table.kind === kind)
        .flatMap((table) => Array.from({ length: table.length }, (_, i) => rowAt(table as unknown as FactTable<K>, i))),
    identities: (kind) => hashes('identity', kind),
    contents: (kind) => hashes('content', kind),
  };
}

/** A source by its config as a plant file has it, checked by the schema. */
export function sourceOf(config: object, context: SourceContext): Source {
  return createFileSource(fileSourceSchema.parse(config), context);
}
