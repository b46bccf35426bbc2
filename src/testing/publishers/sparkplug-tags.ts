/** Tags of a plant file as metrics of an edge node: a device for each piece of equipment. */
import type { SparkplugDataType } from '../../ingest/index.ts';
import type { Tag } from '../../model/index.ts';
import type { EdgeMetricConfig } from '../sparkplug/edge-metrics.ts';

export interface SparkplugPlace {
  readonly device: string;
  readonly metric: string;
  readonly type: SparkplugDataType;
}

/** Device and metric of a tag: its equipment, and its id without that. */
export function sparkplugPlaceOf({ id, equipment, kind, valueType }: Tag): SparkplugPlace {
  const prefix = `${equipment}.`;
  return {
    device: equipment,
    metric: id.startsWith(prefix) ? id.slice(prefix.length) : id,
    type:
      valueType === 'text' ? 'String' : valueType === 'boolean' ? 'Boolean' : kind === 'counter' ? 'UInt64' : 'Double',
  };
}

/**
 * The name by which a Sparkplug source knows a tag that is published so.
 *
 * @example sparkplugNameOf(tag, { group: 'Plant1', node: 'EdgeA' }) // 'Plant1/EdgeA/press-1/temperature'
 */
export function sparkplugNameOf(tag: Tag, { group, node }: { readonly group: string; readonly node: string }): string {
  const { device, metric } = sparkplugPlaceOf(tag);
  return `${group}/${node}/${device}/${metric}`;
}

export function devicesOf(tags: readonly Tag[]): Readonly<Record<string, readonly EdgeMetricConfig[]>> {
  const devices: Record<string, EdgeMetricConfig[]> = {};
  for (const tag of tags) {
    const { device, metric, type } = sparkplugPlaceOf(tag);
    devices[device] ??= [];
    devices[device].push({ name: metric, type, ...(tag.unit === '1' ? {} : { properties: { engUnit: tag.unit } }) });
  }
  return devices;
}
