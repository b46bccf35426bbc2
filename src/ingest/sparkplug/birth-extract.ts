/**
 * The part of the births that a message was read by, as text: kept with what was refused of it, so that it can be read
 * again when the births are long gone.
 */
import {
  type BornMetric,
  createMetricTable,
  isControlMetric,
  listDefinitions,
  type MetricTable,
  type TemplateDefinitions,
} from './metric-table.ts';
import type { Metric } from './payload.ts';
import type { ReadContext } from './read-context.ts';
import type { NodeMessage } from './sparkplug-message.ts';
import type { Uint64 } from './wire-reader.ts';

/** Alias as text (it may be beyond 2^53), name, data type, template; null: it has none. */
type WrittenMetric = readonly [string | null, string, number | null, string | null];
type WrittenMember = readonly [string, number | null, string | null];

interface WrittenBirth {
  /** Absent for births, which declare their metrics themselves. */
  readonly metrics?: readonly WrittenMetric[];
  /** Absent where the message has no templates. */
  readonly templates?: readonly (readonly [string, readonly WrittenMember[]])[];
  readonly isInDoubt?: true;
}

export function writeBirthExtract({ verb, payload }: NodeMessage, context: ReadContext): string {
  const isBirth = verb === 'NBIRTH' || verb === 'DBIRTH';
  const hasTemplates = payload.metrics.some(({ value }) => value.field === 'template');
  const written: WrittenBirth = {
    ...(isBirth ? {} : { metrics: listMetrics(payload.metrics, context.table) }),
    ...(hasTemplates ? { templates: listTemplates(context.definitions) } : {}),
    ...(context.isInDoubt ? { isInDoubt: true } : {}),
  };
  return JSON.stringify(written);
}

/** What `writeBirthExtract` wrote, for the message it was written for. */
export function readBirthExtract(text: string, { verb, payload }: NodeMessage, scope: string): ReadContext {
  const { metrics, templates = [], isInDoubt = false } = JSON.parse(text) as WrittenBirth;
  const definitions: TemplateDefinitions = new Map(
    templates.map(([name, members]) => [
      name,
      new Map(members.map(([member, dataType, templateRef]) => [member, absent({ dataType, templateRef })])),
    ]),
  );
  return {
    table: metrics === undefined ? createMetricTable(scope, payload.metrics) : tableOf(scope, metrics),
    definitions: verb === 'NBIRTH' ? listDefinitions(payload.metrics) : definitions,
    isInDoubt,
    isBirth: false,
  };
}

function listMetrics(metrics: readonly Metric[], { byName, byAlias }: MetricTable): readonly WrittenMetric[] {
  const written = new Map<string, WrittenMetric>();
  for (const { name, alias } of metrics) {
    const born: BornMetric | undefined = name === undefined ? byAlias.get(alias as Uint64) : byName.get(name);
    if (born === undefined) continue;
    // A metric may have several aliases.
    const number = name === undefined ? String(alias) : null;
    written.set(`${number} ${born.name}`, [number, born.name, born.dataType ?? null, born.templateRef ?? null]);
  }
  return [...written.values()];
}

function listTemplates(definitions: TemplateDefinitions): NonNullable<WrittenBirth['templates']> {
  return [...definitions].map(([name, members]) => [
    name,
    [...members].map(([member, { dataType, templateRef }]) => [member, dataType ?? null, templateRef ?? null]),
  ]);
}

function tableOf(scope: string, metrics: readonly WrittenMetric[]): MetricTable {
  const byName = new Map<string, BornMetric>();
  const byAlias = new Map<Uint64, BornMetric>();
  for (const [alias, name, dataType, templateRef] of metrics) {
    const isControl = isControlMetric(name);
    const born: BornMetric = { name, tag: `${scope}/${name}`, isControl, ...absent({ dataType, templateRef }) };
    byName.set(name, born);
    if (alias !== null) byAlias.set(aliasOf(alias), born);
  }
  return { scope, byName, byAlias, ambiguousAliases: new Set(), metrics: [] };
}

/** As the reader of the wire gives it. */
function aliasOf(text: string): Uint64 {
  const alias = Number(text);
  return Number.isSafeInteger(alias) ? alias : BigInt(text);
}

/** JSON has no `undefined`. */
function absent({ dataType, templateRef }: { readonly dataType: number | null; readonly templateRef: string | null }): {
  readonly dataType: number | undefined;
  readonly templateRef: string | undefined;
} {
  return { dataType: dataType ?? undefined, templateRef: templateRef ?? undefined };
}
