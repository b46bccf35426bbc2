/** What a birth declares: metrics by name and alias, and definitions of templates. */
import { templateType } from './data-types.ts';
import type { Metric, Template } from './payload.ts';
import { rebirthMetric } from './rebirth-command.ts';
import type { Uint64 } from './wire-reader.ts';

export interface BornMetric {
  readonly name: string;
  readonly tag: string;
  readonly dataType: number | undefined;
  /** Of template instances: the name of their definition. */
  readonly templateRef: string | undefined;
  /** The protocol's own: not a measured value. */
  readonly isControl: boolean;
}

/** By name of the definition; then by name of the member. */
export type TemplateDefinitions = ReadonlyMap<string, ReadonlyMap<string, TemplateMember>>;

export interface TemplateMember {
  readonly dataType: number | undefined;
  readonly templateRef: string | undefined;
}

export interface MetricTable {
  /** `group/node` or `group/node/device`. */
  readonly scope: string;
  readonly byName: ReadonlyMap<string, BornMetric>;
  readonly byAlias: ReadonlyMap<Uint64, BornMetric>;
  /** Aliases that the birth gives to more than one metric; they name none. */
  readonly ambiguousAliases: ReadonlySet<Uint64>;
  /** The birth's metrics, as it had them. */
  readonly metrics: readonly Metric[];
}

/** Metrics that are part of the protocol are read by the host and are not readings. */
export function isControlMetric(name: string): boolean {
  return name === bdSeqMetric || name.startsWith('Node Control/') || name.startsWith('Device Control/');
}

export const bdSeqMetric = 'bdSeq';

export function createMetricTable(scope: string, metrics: readonly Metric[]): MetricTable {
  const byName = new Map<string, BornMetric>();
  const byAlias = new Map<Uint64, BornMetric>();
  const ambiguousAliases = new Set<Uint64>();
  for (const metric of metrics) {
    const { name, alias } = metric;
    if (name === undefined || isDefinition(metric)) continue;
    const born = byName.get(name) ?? {
      name,
      tag: `${scope}/${name}`,
      dataType: metric.dataType,
      templateRef: templateOf(metric)?.templateRef,
      isControl: isControlMetric(name),
    };
    byName.set(name, born);
    if (alias === undefined) continue;
    const other = byAlias.get(alias);
    if (other !== undefined && other !== born) ambiguousAliases.add(alias);
    byAlias.set(alias, born);
  }
  for (const alias of ambiguousAliases) byAlias.delete(alias);
  return { scope, byName, byAlias, ambiguousAliases, metrics };
}

/** The definitions in a node's birth; only there they may stand. */
export function listDefinitions(metrics: readonly Metric[]): TemplateDefinitions {
  const definitions = new Map<string, ReadonlyMap<string, TemplateMember>>();
  for (const metric of metrics) {
    const template = templateOf(metric);
    if (metric.name === undefined || template === undefined || !template.isDefinition) continue;
    definitions.set(
      metric.name,
      new Map(
        template.metrics.flatMap((member) => {
          const { name, dataType } = member;
          return name === undefined ? [] : [[name, { dataType, templateRef: templateOf(member)?.templateRef }]];
        }),
      ),
    );
  }
  return definitions;
}

export function isDefinition(metric: Metric): boolean {
  return templateOf(metric)?.isDefinition === true;
}

function templateOf({ value, dataType }: Metric): Template | undefined {
  return value.field === 'template' && (dataType ?? templateType) === templateType ? value.value : undefined;
}

/** Whether a node's birth says that a rebirth may be asked for; each must, and some do not. */
export function takesRebirth(table: MetricTable): boolean {
  return table.byName.has(rebirthMetric);
}
