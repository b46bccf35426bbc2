/** How the disk stands, as metrics. */
import type { Metric, Sample } from '../prometheus.ts';
import { type DiskStatus, isShort, type StoreDisk } from './disk-status.ts';
import { diskRemedies, diskText, readOnlyText } from './disk-text.ts';

/** By disk, which is named by what lies on it first. Days left are absent where they are not known, or it does not fill. */
export function listDiskMetrics(status: DiskStatus | undefined): readonly Metric[] {
  if (status === undefined) return [];
  const disks = [status, ...status.others];
  const each = (name: string, help: string, measure: (disk: StoreDisk) => number): Metric => ({
    name: `gemba_disk_${name}`,
    type: 'gauge',
    help,
    samples: disks.map((disk) => ({ labels: { holds: disk.holds[0] ?? '' }, value: measure(disk) })),
  });
  const { forecast, growth } = status;
  const one = (value: number | undefined): readonly Sample[] => (value === undefined ? [] : [{ labels: {}, value }]);
  return [
    each('free_bytes', 'Bytes free on the disk that parts of the store lie on.', ({ freeBytes }) => freeBytes),
    each('size_bytes', 'Bytes of that disk.', ({ totalBytes }) => totalBytes),
    each('reserve_bytes', 'With less free than this, history is read-only.', ({ reserveBytes }) => reserveBytes),
    {
      name: 'gemba_disk_days_left',
      type: 'gauge',
      help: 'Days until history is read-only, at the growth of the last 30.',
      samples: one(forecast.kind === 'full' ? forecast.aboutDays : undefined),
    },
    {
      name: 'gemba_store_growth_bytes_per_day',
      type: 'gauge',
      help: 'What a day takes for good, before retention removes any.',
      samples: one(growth.kind === 'known' ? growth.bytesPerDay : undefined),
    },
  ];
}

/** What `/health` says of a disk that gets short though all is well yet. */
export function listDiskWarnings(status: DiskStatus | undefined): readonly string[] {
  const remedy = status === undefined ? undefined : diskRemedies[status.level];
  if (status === undefined || remedy === undefined) return [];
  return [`disk: ${isShort(status) ? readOnlyText(status) : diskText(status)}; ${remedy}`];
}
