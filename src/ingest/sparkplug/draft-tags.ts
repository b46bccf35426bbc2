/** A first tag list of what edge nodes declare, for an engineer to correct. */
import type { TagConfig, TagValueType } from '../../model/index.ts';
import { type DataType, findDataType } from './data-types.ts';
import { isIntegerType } from './integer-value.ts';
import { isControlMetric, isDefinition, type MetricTable, type TemplateDefinitions } from './metric-table.ts';
import { findProperty } from './metric-value.ts';
import type { Metric } from './payload.ts';

/** A birth as a host holds it. */
export interface HeldBirth {
  readonly table: MetricTable;
  readonly definitions: TemplateDefinitions;
}

const idLengthMax = 200;

/**
 * Drafts tags from births: one per metric, one per member of a template's instance. Metrics of the protocol and of types that
 * Sparkplug does not have are left out. The unit is the property `engUnit` as the node writes it, which may be no UCUM code.
 *
 * @param equipmentOf - Equipment id for a scope such as `Plant1/EdgeA/Press01`.
 * @example
 * draftTags(host.listBirths(), () => 'press-1')[0];
 * // { id: 'Plant1/EdgeA/Press01/Temperature', equipment: 'press-1', unit: 'Cel', … }
 */
export function draftTags(births: readonly HeldBirth[], equipmentOf: (scope: string) => string): readonly TagConfig[] {
  const tags = new Map<string, TagConfig>();
  for (const { table, definitions } of births) {
    const equipment = equipmentOf(table.scope);
    const draft = (metric: Metric, parent: string, templateRef: string | undefined): void => {
      const { name, value } = metric;
      if (name === undefined || isDefinition(metric)) return;
      const tag = `${parent}/${name}`;
      const declared = templateRef === undefined ? undefined : definitions.get(templateRef)?.get(name);
      if (value.field === 'template') {
        for (const member of value.value.metrics) draft(member, tag, value.value.templateRef ?? declared?.templateRef);
        return;
      }
      const dataType = metric.dataType ?? declared?.dataType;
      const type = dataType === undefined ? undefined : findDataType(dataType);
      const valueType = type === undefined ? undefined : valueTypeOf(type);
      if (valueType === undefined) return;
      const id = freeId(tag, tags);
      const unit = unitOf(metric);
      tags.set(id, {
        id,
        equipment,
        valueType,
        ...(unit === undefined || valueType !== 'number' ? {} : { unit }),
        ...(id === tag ? {} : { sourceNames: [tag] }),
      });
    };
    for (const metric of table.metrics) {
      if (metric.name === undefined || !isControlMetric(metric.name)) draft(metric, table.scope, undefined);
    }
  }
  return [...tags.values()];
}

/** An id that the plant file takes and no other tag has. */
function freeId(tag: string, taken: ReadonlyMap<string, unknown>): string {
  const wanted = tag
    .replaceAll(/[^\p{L}\p{N}._:/-]/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, idLengthMax - 8);
  const base = wanted === '' ? 'tag' : wanted;
  let id = base;
  for (let i = 2; taken.has(id); i++) id = `${base}-${i}`;
  return id;
}

/** What a reading of the type holds; undefined where there are none. Tables, arrays and bytes are text. */
function valueTypeOf(type: DataType): TagValueType | undefined {
  switch (type) {
    case 'Boolean':
      return 'boolean';
    case 'Float':
    case 'Double':
      return 'number';
    case 'Unknown':
    case 'Template':
    case 'PropertySet':
    case 'PropertySetList':
      return undefined;
    default:
      return isIntegerType(type) ? 'number' : 'text';
  }
}

function unitOf({ properties }: Metric): string | undefined {
  const unit = properties === undefined ? undefined : findProperty(properties, 'engUnit');
  return typeof unit === 'string' && /^[!-~]{1,100}$/.test(unit) ? unit : undefined;
}
